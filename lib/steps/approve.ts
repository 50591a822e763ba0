import * as z from 'zod/mini';
import { expected, onlyFields, sentence } from './fields.ts';
import { askLevels, askLine, levelsText } from './people/levels.ts';
import { onlyHandler } from './people/only-handler.ts';
import type { StepType } from './step-type.ts';

const peopleMax = 10;
const quorumError = expected(
  'how many people have to say yes, a whole number from 1 on, or how many of each group: { platform-leads: 1 }',
);
const approversError = expected('the people and groups who may say yes: [platform-leads]');

function headcount() {
  return z
    .int({ error: quorumError })
    .check(z.minimum(1, { error: quorumError }), z.maximum(peopleMax, { error: quorumError }));
}

const byGroup = z
  .record(sentence('a group'), headcount(), { error: quorumError })
  .check(z.refine((groups) => Object.keys(groups).length > 0, { error: quorumError }));

const given = z.strictObject(
  {
    question: sentence('the question that people are asked'),
    ask: askLevels(),
    quorum: z._default(z.union([headcount(), byGroup], { error: quorumError }), 1),
    may_approve: z.optional(
      z
        .array(sentence('a person or a group'), { error: approversError })
        .check(z.minLength(1, { error: approversError })),
    ),
  },
  { error: onlyFields('question, ask, quorum, may_approve') },
);

const output = z.strictObject({
  approved: z.boolean(),
  answer: z.string(),
  by: z.string(),
  because: z.string(),
  at: z.string(),
});

/**
 * Asks people for a yes to the changing steps after it. The asking itself (plans, levels, one decision, the state machine's token)
 * is the ask handler's, which gets this state instead of the wrapper: a step's `run` has no token and could not wait.
 */
export const approve: StepType<typeof given, typeof output> = {
  uses: 'approve',
  summary: 'Ask people before the steps after it change anything',
  kind: 'asks',
  needs: ['pager'],
  with: given,
  output,
  fields: {
    with: {
      question: 'What people are asked; the plans of the steps that it covers stand below it',
      ask: askLine,
      quorum:
        'How many different people have to say yes, or how many of each group: { payments-data: 1, platform-leads: 1 }; 1 by default. One no is enough to stop',
      may_approve: 'Who may say yes, when those who are woken are more than that',
    },
    output: {
      approved: 'true: a no ends the run',
      answer: 'approve',
      by: 'Who decided',
      because: 'What they said',
      at: 'When it was decided',
    },
  },
  example: `- title: Restore over what is there?
  uses: approve
  with:
    question: >-
      Restore {{ $inputs.namespace }} on {{ $inputs.cluster }}
      from {{ $choice.backup }}, {{ $choice.age }} old?
    ask:
      - { who: platform-leads, for: 5m }
      - { who: platform-managers, for: 5m }
    quorum: 1`,
  notes: [
    'It covers each changing step after it, up to the next `approve` on the same way. Below the question people see what each of them would do, and a step that would do anything else by then is refused.',
    'A no ends the run as an abort does: what can be taken back is taken back.',
  ],
  types: { at: 'time' },
  // Pages go over HTTPS to the pager, and the state machine's token is answered by the handler, whose role has that.
  permissions: { read: [], change: [] },
  timeoutSeconds: 3600,
  async plan({ question, ask, quorum }) {
    const unasked = { unknown: 'known once people have answered' };
    return {
      lines: [`Ask ${levelsText(ask)}: ${question}`, yesText(quorum)],
      output: { approved: unasked, answer: unasked, by: unasked, because: unasked, at: unasked },
    };
  },
  async run(_, context) {
    return onlyHandler('the ask handler can ask people', context);
  },
};

function yesText(quorum: number | Record<string, number>): string {
  if (quorum === 1) return 'one yes is enough';
  if (typeof quorum === 'number') return `${quorum} people have to say yes`;
  const groups = Object.entries(quorum).map(([group, count]) => `${count} of ${group}`);
  return `${groups.join(' and ')} have to say yes`;
}
