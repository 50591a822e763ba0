import type { Explanations } from '../explanation.ts';

const choose = (when: string) =>
  `- title: Is there anything to do?\n  choose:\n    - when: ${when}\n      finish: { outcome: nothing-to-do, because: all is well }`;

/** Expressions: what they read, and of what types. */
export const expressionExplanations = {
  'expression-syntax': {
    summary: 'an expression that cannot be read',
    means: 'Expressions are JSONata 2.0.6: "=" compares, "and", "or", "$not(…)", "in", texts in quotes.',
    matters: 'Step Functions would refuse the state machine.',
    example: {
      of: 'steps',
      before: choose("$look.namespace == 'HEALTHY'"),
      after: choose("$look.namespace = 'HEALTHY'"),
    },
  },
  'open-braces': {
    summary: '"{{" without its "}}"',
    means: 'Within text, {{ … }} inserts the value of an expression. Here it does not end.',
    matters: 'People would read braces where a name should stand.',
    example: {
      of: 'steps',
      before:
        '- title: Tell them\n  uses: page\n  with: { who: platform-oncall, text: "Look at {{ $inputs.cluster" }',
      after:
        '- title: Tell them\n  uses: page\n  with: { who: platform-oncall, text: "Look at {{ $inputs.cluster }}" }',
    },
  },
  'bare-path': {
    summary: 'a name without "$"',
    means: 'A path begins with $ and the name of a step, of $inputs or $run; a text stands in quotes.',
    matters: 'A name without $ is looked up in nothing: the condition would never be true.',
    example: {
      of: 'steps',
      before: choose("namespace = 'HEALTHY'"),
      after: choose("$look.namespace = 'HEALTHY'"),
    },
  },
  'unknown-variable': {
    summary: 'a variable that does not exist',
    means:
      'No step has this id, and it is neither $inputs, $run nor $steps; $item and $index are there only within a for_each. The text itself is written with two: $$HOME.',
    matters: 'The run would stop at the missing value.',
    example: {
      of: 'steps',
      before: choose("$lok.namespace = 'HEALTHY'"),
      after: choose("$look.namespace = 'HEALTHY'"),
    },
  },
  'unknown-field': {
    summary: 'a field that is not there',
    means:
      "The step type's output, $run, the target, an item or what a person writes down has no such field; or what stands before it is a text or a number and has none. $run.outcome is there only in `always`.",
    matters: 'The run would stop at the missing value.',
    example: {
      of: 'steps',
      before: choose("$look.namspace = 'HEALTHY'"),
      after: choose("$look.namespace = 'HEALTHY'"),
    },
  },
  'unknown-step': {
    summary: 'the status of a step that does not exist',
    means: '$steps.<id>.status names a step by its id; none has this one.',
    matters: 'The run would stop at the missing value.',
    example: {
      of: 'steps',
      before: choose("$steps.lok.status = 'done'"),
      after: choose("$steps.look.status = 'done'"),
    },
  },
  'unknown-function': {
    summary: 'a function that does not exist',
    means: 'Neither JSONata nor Step Functions has a function of this name.',
    matters: 'The state would fail when it comes to it.',
    example: {
      of: 'steps',
      before: choose("$uppercas($look.reason) = 'OK'"),
      after: choose("$uppercase($look.reason) = 'OK'"),
    },
  },
  'refused-function': {
    summary: 'a function that Step Functions does not have',
    means: 'JSONata has it, Step Functions leaves it out.',
    matters: 'The state machine would not be made.',
    example: { of: 'steps', before: choose('$eval($look.reason) = 1'), after: choose("$look.reason = '1'") },
  },
  'read-before-step': {
    summary: 'something is read before the step that finds it',
    means: 'The step whose output is read stands further down.',
    matters: 'There is nothing there yet: the run would stop.',
    example: { of: 'steps', before: choose('$choice.age > 86400'), after: choose('$look.lacking = 0') },
  },
  'read-from-branch': {
    summary: 'something is read that may not be there',
    means:
      'The step whose output is read has an `if`, may fail without stopping the run, or stands in a branch that may not have been taken, or that runs at the same time. Whoever means "may be missing" asks with $exists(…).',
    matters: 'On the way that nobody thought of, the run would stop.',
    example: {
      of: 'steps',
      before: `- { id: again, title: Look again, if: $run.mode = 'real', uses: check-cluster }\n${choose("$again.namespace = 'HEALTHY'")}`,
      after: `- { id: again, title: Look again, if: $run.mode = 'real', uses: check-cluster }\n${choose("$exists($again) and $again.namespace = 'HEALTHY'")}`,
    },
  },
  'read-from-loop': {
    summary: 'a step of a loop is read outside of it',
    means:
      'The step runs once for each item, so there are as many outputs as items. Outside of the loop they are in the list that stands under its id: $<loop>[0].<step>.',
    matters: 'There is no single value to read: the run would stop.',
    example: {
      of: 'steps',
      before: `- id: looks\n  title: Look at each\n  for_each: "[$inputs.namespace]"\n  steps:\n    - { id: one, title: Look at one, uses: check-cluster, with: { namespace: $item } }\n${choose("$one.namespace = 'HEALTHY'")}`,
      after: `- id: looks\n  title: Look at each\n  for_each: "[$inputs.namespace]"\n  steps:\n    - { id: one, title: Look at one, uses: check-cluster, with: { namespace: $item } }\n${choose("$looks[0].one.namespace = 'HEALTHY'")}`,
    },
  },
  'impossible-value': {
    summary: 'a comparison with a value that is never there',
    means: 'What is compared is one of a few words, and this is none of them: most often a typo.',
    matters: 'The condition is never true. The way that was meant is never taken, and nothing says so.',
    example: {
      of: 'steps',
      before: choose("$look.namespace = 'HEALTY'"),
      after: choose("$look.namespace = 'HEALTHY'"),
    },
  },
  'wrong-comparison': {
    summary: 'two things are compared that can never be equal',
    means:
      'A number is compared with a text, or true and false with something else. Durations are numbers of seconds within expressions. What is null stops the run before it could be compared.',
    matters: 'The condition is never true, or the run stops at "<" and ">".',
    example: { of: 'steps', before: choose("$run.elapsed > '15m'"), after: choose('$run.elapsed > 900') },
  },
  'wrong-operand': {
    summary: 'an operator is given something that it cannot take',
    means:
      '"+" adds numbers and "&" joins texts, "<" compares two numbers or two texts, "and" and "or" join conditions, "in" looks for a member of a list.',
    matters: "A text counts as true: `a = 'x' or 'y'` is always so. Everything else stops the run.",
    example: {
      of: 'steps',
      before: choose("$look.namespace = 'HEALTHY' or 'DEGRADED'"),
      after: choose("$look.namespace in ['HEALTHY', 'DEGRADED']"),
    },
  },
  'wrong-argument': {
    summary: 'a function is given something that it cannot take',
    means: 'JSONata functions say what they take: a text, a number, numbers.',
    matters: 'The run would stop where the function is called.',
    example: {
      of: 'steps',
      before: choose("$contains($run.elapsed, '9')"),
      after: choose("$contains($string($run.elapsed), '9')"),
    },
  },
  'not-a-condition': {
    summary: '`if` or `when` is neither true nor false',
    means: 'The expression gives a text, a number, a list or a map.',
    matters: 'Step Functions fails a choice whose condition is neither true nor false.',
    example: { of: 'steps', before: choose('$look.lacking'), after: choose('$look.lacking = 0') },
  },
  'never-changes': {
    summary: 'a condition that is asked again and again, and stays the same',
    means:
      '`until` reads nothing that its step finds, or its `every` is longer than its `timeout`; or `stop_when` reads nothing of the item and the steps for it.',
    matters: 'The run would wait until its time is over, whatever happens outside.',
    example: {
      of: 'steps',
      before:
        "- id: again\n  title: Wait until it answers\n  uses: check-cluster\n  until: $look.api = 'HEALTHY'\n  timeout: 10m",
      after:
        "- id: again\n  title: Wait until it answers\n  uses: check-cluster\n  until: $again.api = 'HEALTHY'\n  timeout: 10m",
    },
  },
  'never-read': {
    summary: 'people decide something that nothing reads (warning)',
    means: 'No condition reads the answer of a `decide`: $<id>.answer.',
    matters: 'Somebody is woken to choose, and whatever they choose, the same is done.',
    example: {
      of: 'steps',
      before:
        '- title: How do we go on?\n  uses: decide\n  with: { question: How?, options: { wait: Wait, leave: Leave it }, ask: [{ who: a, for: 5m }, { who: b, for: 5m }] }',
      after:
        '- id: way\n  title: How do we go on?\n  uses: decide\n  with: { question: How?, options: { wait: Wait, leave: Leave it }, ask: [{ who: a, for: 5m }, { who: b, for: 5m }] }\n- { title: They leave it, if: $way.answer = "leave", finish: { outcome: aborted, because: so } }',
    },
  },
  'not-a-list': {
    summary: '`for_each` goes through something that is no list',
    means: 'The expression gives a text, a number, true or false, or a map.',
    matters: 'Step Functions fails a loop over anything but a list.',
    example: {
      of: 'steps',
      before:
        '- title: Look at each\n  for_each: $inputs.namespace\n  steps:\n    - { title: Look at one, uses: check-cluster, with: { namespace: $item } }',
      after:
        '- title: Look at each\n  for_each: "[$inputs.namespace]"\n  steps:\n    - { title: Look at one, uses: check-cluster, with: { namespace: $item } }',
    },
  },
} as const satisfies Explanations;
