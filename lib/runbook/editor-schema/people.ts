import { about, fields, type JsonSchema } from './json-schema.ts';
import { duration, matching, oneOf, text } from './values.ts';

/** The levels of a question. */
export const askLevels: JsonSchema = {
  type: 'array',
  minItems: 1,
  items: fields(
    'Who is woken, and how long they have before the next level is.',
    {
      who: text('A person or a group, by name.', 'platform-oncall'),
      for: duration('How long they have to answer.', '5m', '10m'),
    },
    ['who', 'for'],
  ),
  defaultSnippets: [
    {
      label: 'level',
      description: 'Who is asked, and how long they have',
      body: { who: '${1:platform-oncall}', for: '${2:5m}' },
    },
  ],
};

const answerPattern = '^\\s*(?:silent|\\S+\\s+after\\s+\\d{1,9}[smhd])\\s*$';
const examples = ['approve after 4m', 'reject after 2m', 'done after 10m', 'silent'];

const answer: JsonSchema = {
  ...fields(
    '`approve after 4m`, `silent`, or a map for an answer that brings more than its word.',
    {
      answer: text(
        'What is answered: `approve`, `done`, `retry`, an option of a `decide`.',
        'done',
        'retry',
        'back',
      ),
      after: matching('How long it takes.', '^\\d{1,9}[smhd]$', 'a duration such as "4m"', '4m'),
      for: text('The group for which the person speaks.'),
      record: { ...about('With `done`: what is written down, by name.'), type: 'object' },
      values: { ...about('With `retry`: other values for `with`.'), type: 'object' },
      to: text('With `back`: the id of the step that is gone back to.'),
    },
    ['answer', 'after'],
  ),
  type: ['string', 'object'],
  pattern: answerPattern,
  errorMessage: 'expected "<answer> after <duration>", such as "approve after 4m", or "silent"',
  examples,
};

/** `people` of a rehearsal. */
export const people: JsonSchema = {
  ...about(
    'What each person or group says to a question, in order: `platform-leads: approve after 4m`. The last answer repeats; who is left out is silent.',
  ),
  type: 'object',
  additionalProperties: { ...answer, type: ['string', 'object', 'array'], items: answer },
};

/** How a run ends, and what each word means. */
export const outcome = oneOf('How the run has to end.', {
  recovered: 'What was broken works again.',
  'recovered-with-skips': 'The same, but somebody skipped a step.',
  'nothing-to-do': 'There was nothing to recover.',
  'handed-on': 'Another runbook went on.',
  aborted: 'People took it from there.',
  failed: 'It could not be recovered.',
  refused: 'Bad input, or held by other work.',
  joined: 'Another run is at it already.',
  planned: 'A dry-run.',
});
