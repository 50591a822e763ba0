import { about, fields, type JsonSchema } from './json-schema.ts';
import { because, condition, duration, inputValues, matching, oneOf, wholeNumber } from './values.ts';

/** The name of a runbook. */
export const runbookName = (markdown: string) =>
  ({
    ...matching(
      markdown,
      '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$',
      'small letters, digits and -, such as "restore-namespace"',
    ),
    maxLength: 60,
  }) satisfies JsonSchema;

const id: JsonSchema = {
  ...matching(
    'What the step is called in expressions: `$look.api` reads the field `api` that the step `look` gave. A step that nothing reads needs none.',
    '^(?!(?:states|inputs|run|steps|item|index)$)(?![as]\\d+(?:_\\d+)*$)[a-z][a-z0-9]*(?:_[a-z0-9]+)*$',
    'small letters, digits and _, such as "look"; some words mean something already',
  ),
  maxLength: 32,
};

const title: JsonSchema = {
  ...matching(
    'What people read in the picture, in questions and in the report. Unique in the runbook, at most 60 characters, no expressions: it is the name of a state.',
    '^(?!\\s)(?!.*\\s$)(?!.*(?:\\$|\\{\\{|\\{%|%\\}))[^\\n\\r\\t]+$',
    'one line without "$" and "{{": a title is the name of a state',
  ),
  maxLength: 60,
};

const onlyIf = condition(
  'The step is done only when this is true; otherwise it is `skipped`, and what it would have given is null. A missing value is no `false`: it stops in front of a human. `$exists(path)` asks whether there is one.',
  "$look.namespace = 'GONE'",
);

const timeout = duration(
  'How long the step may take, in all of its attempts, before it counts as failed.',
  '15m',
  '1h',
);

const retry: JsonSchema = fields(
  'Further attempts after a failure, before anybody is asked.',
  {
    times: wholeNumber('How many further attempts: 1 to 10.', 1, 10),
    every: duration('How long before the first of them; `30s` by default.', '30s'),
    backoff: {
      ...about('By how much that grows from one to the next: 1 to 10, by default 2.'),
      type: 'number',
      minimum: 1,
      maximum: 10,
    },
  },
  ['times'],
);

const until = condition(
  'The step is done again and again until this is true, or its `timeout` is over. Reads what the step itself gave.',
  "$look.api = 'HEALTHY'",
);
const every = duration('How long between two looks: `5s` to `5m`, by default `30s`.', '30s', '1m');

const wait = duration('Lets time pass; a person can go on earlier, or abort the run.', '5m');

const finish: JsonSchema = fields(
  'Ends the run here.',
  {
    outcome: oneOf('How it ended.', {
      'nothing-to-do': 'There is nothing to recover: the alarm was wrong, or somebody was faster.',
      recovered: 'What was broken works again, and a step has verified it.',
      aborted: 'People took it from here.',
      failed: 'It could not be recovered.',
    }),
    because,
  },
  ['outcome', 'because'],
);

const continueWith: JsonSchema = fields(
  'Hands on to another runbook: this run ends as `handed-on`, its lock and its fence go to the other run.',
  {
    runbook: runbookName('Name of the runbook that goes on, written out.'),
    inputs: inputValues('Its inputs, by name. Values may be expressions.'),
    because,
  },
  ['runbook', 'because'],
);

const maxParallel = wholeNumber('How many items are gone through at once: 1 (the default) to 40.', 1, 40);
const stopWhen = condition(
  'Asked after each item, with what its steps gave: true ends the loop. Only where one item is gone through at a time.',
  "$restored.outcome = 'failed'",
);
const forEach: JsonSchema = {
  ...about('The steps are done for each item of this list. Inside them: `$item`, and `$index` from 0.'),
  type: 'string',
  pattern: '\\S',
  errorMessage: 'expected an expression that gives a list, such as $inputs.namespaces',
  examples: ['$inputs.namespaces'],
};

/** What stands in steps, by its key. */
export const steps: Record<string, JsonSchema> = {
  id,
  title,
  if: onlyIf,
  wait,
  finish,
  continue_with: continueWith,
  for_each: forEach,
  max_parallel: maxParallel,
  stop_when: stopWhen,
  timeout,
  retry,
  until,
  every,
};
