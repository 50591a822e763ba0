import * as z from 'zod/mini';
import { expected, onlyFields, sentence } from './fields.ts';
import { askLevels, askLine, levelsText } from './people/levels.ts';
import { onlyHandler } from './people/only-handler.ts';
import { recorded, recordSpecs } from './people/record.ts';
import type { StepType } from './step-type.ts';

const checklistError = expected('a list of texts, each one thing to do or to see');

const given = z.strictObject(
  {
    text: sentence('what is to be done, in Markdown'),
    checklist: z.optional(
      z
        .array(sentence('one thing to do or to see'), { error: checklistError })
        .check(z.minLength(1, { error: checklistError })),
    ),
    record: z.optional(recordSpecs()),
    ask: z.optional(askLevels()),
  },
  { error: onlyFields('text, checklist, record, ask') },
);

const output = z.strictObject({
  by: z.string(),
  at: z.string(),
  because: z.string(),
  record: recorded(),
});

/** Work that a person does by hand, and says when it is done. The asking is the ask handler's. */
export const manual: StepType<typeof given, typeof output> = {
  uses: 'manual',
  summary: 'Have a person do something by hand, and write down what came of it',
  kind: 'asks',
  needs: ['pager'],
  with: given,
  output,
  fields: {
    with: {
      text: 'What is to be done, in Markdown: the command, the result to expect, and what to do when it is another one',
      checklist: 'What the person ticks off, one by one',
      record: 'What the person writes down, by name; read later as `$<id>.record.<name>`',
      ask: `${askLine}. Without it the runbook's owner`,
    },
    output: {
      by: 'Who did it',
      at: 'When it was done',
      because: 'What they said',
      record: 'What was written down, by name; nothing of it is known in a dry-run',
    },
  },
  example: `- id: support
  title: Open a case with AWS
  uses: manual
  with:
    text: |
      Open a case:

      \`\`\`
      aws support create-case --severity-code urgent \\
        --subject "EKS API of {{ $inputs.cluster }} does not answer" \\
        --communication-body "Since when, and what was tried"
      \`\`\`

      Expect \`{"caseId": "case-…"}\`. When it answers
      SubscriptionRequiredException, open it in the AWS console instead.
    checklist:
      - The case names the cluster and the Region
      - Its severity is "production system down"
    record:
      case_id: { type: string, description: The caseId that was answered }
    ask:
      - { who: platform-oncall, for: 15m }
      - { who: platform-leads, for: 15m }`,
  notes: [
    'People answer `done`, with what is to be written down; or `cannot`, and the step has failed: its `on_failure` says what then.',
    'What was done by hand is taken back by hand: `undo: { uses: manual, with: { text: … } }` in the step asks for it when the run is aborted.',
  ],
  types: { at: 'time' },
  permissions: { read: [], change: [] },
  timeoutSeconds: 1800,
  async plan({ text, checklist = [], record = {}, ask = [] }) {
    const unasked = { unknown: 'known once a person has done it' };
    const who = ask.length > 0 ? `${levelsText(ask)}: ` : '';
    const names = Object.keys(record);
    return {
      lines: [
        `By hand, ${who}${firstLine(text)}`,
        ...checklist.map((point) => `[ ] ${point}`),
        ...(names.length > 0 ? [`Write down ${names.join(', ')}`] : []),
      ],
      output: { by: unasked, at: unasked, because: unasked, record: unasked },
    };
  },
  async run(_, context) {
    return onlyHandler('the ask handler can ask people', context);
  },
};

/** Of Markdown what a line of a plan has room for: its first line with words, without what makes it a heading or a list. */
function firstLine(markdown: string): string {
  const line = markdown.split('\n').find((one) => /[\p{L}\p{N}]/u.test(one)) ?? markdown;
  return line.replace(/^[\s#>*-]+/, '').trim();
}
