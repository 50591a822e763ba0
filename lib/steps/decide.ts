import * as z from 'zod/mini';
import { answers } from '../model/ask.ts';
import { expected, onlyFields, sentence } from './fields.ts';
import { askLevels, askLine, levelsText } from './people/levels.ts';
import { onlyHandler } from './people/only-handler.ts';
import type { StepType } from './step-type.ts';

/** Nobody compares more than these at three in the morning. */
const optionsMax = 9;
const optionsError = expected(
  `2 to ${optionsMax} options, each a word and what it means: { go_on: Restore although blind, leave: I take it from here }`,
);
const optionPattern = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;

/** The words that a person types, and what each means. Answers that mean the same in every runbook cannot mean something else here. */
const options = z
  .record(
    z.string().check(
      z.regex(optionPattern),
      z.refine((word) => answers.every((fixed) => fixed !== word)),
    ),
    sentence('what the option means'),
    { error: (issue) => (issue.code === 'invalid_key' ? badWord(issue.path?.at(-1)) : optionsError(issue)) },
  )
  .check(
    z.refine((chosen) => isBetween(Object.keys(chosen).length, 2, optionsMax), {
      error: optionsError,
    }),
  );

const given = z
  .strictObject(
    {
      question: sentence('the question that people are asked'),
      options,
      recommend: z.optional(sentence('the word of the option that you would take')),
      ask: askLevels(),
    },
    { error: onlyFields('question, options, recommend, ask') },
  )
  .check(
    z.refine(({ options: words, recommend }) => recommend === undefined || Object.hasOwn(words, recommend), {
      path: ['recommend'],
      error: 'expected the word of one of the options',
    }),
  );

const output = z.strictObject({ answer: z.string(), by: z.string(), because: z.string(), at: z.string() });

/** Asks people which way to go. The asking is the ask handler's. */
export const decide: StepType<typeof given, typeof output> = {
  uses: 'decide',
  summary: 'Ask people which way to go on',
  kind: 'asks',
  needs: ['pager'],
  with: given,
  output,
  fields: {
    with: {
      question: 'What people are asked',
      options: `What they can answer: 2 to ${optionsMax} words, each with what it means. They can also abort the run`,
      recommend: 'The word of the option that you would take; a dry-run takes it, or else the first one',
      ask: askLine,
    },
    output: {
      answer: 'The word of the option that was chosen',
      by: 'Who decided',
      because: 'What they said',
      at: 'When it was decided',
    },
  },
  example: `- id: blind
  title: We cannot see the cluster
  uses: decide
  with:
    question: >-
      {{ $inputs.cluster }} is {{ $look.api }}: {{ $look.reason }}.
      What now?
    options:
      go_on: Restore although blind
      leave: I take it from here by hand
    recommend: leave
    ask:
      - { who: platform-oncall, for: 10m }
      - { who: platform-leads, for: 10m }`,
  notes: ['The answer decides nothing by itself: a `choose` or an `if` after it reads `$<id>.answer`.'],
  types: { at: 'time' },
  permissions: { read: [], change: [] },
  timeoutSeconds: 3600,
  async plan({ question, options: words, recommend, ask }) {
    const unasked = { unknown: 'known once people have answered' };
    const choices = Object.entries(words).map(
      ([word, meaning]) => `${word}: ${meaning}${word === recommend ? ' (recommended)' : ''}`,
    );
    return {
      lines: [`Ask ${levelsText(ask)}: ${question}`, ...choices],
      output: { answer: unasked, by: unasked, because: unasked, at: unasked },
    };
  },
  async run(_, context) {
    return onlyHandler('the ask handler can ask people', context);
  },
};

function badWord(word: PropertyKey | undefined): string {
  const fixed = answers.some((answer) => answer === word);
  return fixed
    ? `expected another word than ${String(word)}: it means the same in every runbook`
    : `expected a word of small letters, digits, _ and -, such as go_on, found ${JSON.stringify(String(word))}`;
}

function isBetween(count: number, least: number, most: number): boolean {
  return count >= least && count <= most;
}
