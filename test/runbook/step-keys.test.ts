import { describe } from '@jest/globals';
import { expectRows } from './example-row.ts';

const step = (title: string, more = '') => `{ title: ${title}, uses: check-cluster${more} }`;
const look = (more: string) => `- { id: again, title: Again, uses: check-cluster, ${more} }`;
const ask = 'ask: [{ who: leads, for: 5m }, { who: managers, for: 5m }]';
const each = (more: string) => `- { title: Each, for_each: "[1, 2]", ${more}, steps: [${step('One')}] }`;
const arm = (more: string) => `- title: Which way?\n  choose:\n    - ${more}`;
const when = "when: $look.api = 'GONE'";

describe('keys that do not go together', () => {
  expectRows('steps', [
    [
      look('‸every: 1m'),
      'misplaced-key',
      'belongs to "until": write the condition that is waited for; to try again',
    ],
    [
      look(`‸on_timeout: [${step('Late')}]`),
      'misplaced-key',
      'what follows a failure stands in "on_failure"',
    ],
    [look('‸max_parallel: 2'), 'misplaced-key', '"max_parallel" belongs to a step with "for_each"'],
    [look('‸stop_when: "true"'), 'misplaced-key', '"stop_when" belongs to a step with "for_each"'],
    [look(`‸steps: [${step('One')}]`), 'misplaced-key', '"steps" belongs to a step with "for_each"'],
    [look('‸when: "true"'), 'misplaced-key', 'write "if"'],
    [look('‸undo: {}'), 'misplaced-key', 'check-cluster changes nothing that could be taken back'],
    [look('‸timeout-minutes: 5'), 'misplaced-key', 'write "timeout"'],
    [look('‸continue-on-error: true'), 'misplaced-key', 'on_failure: continue'],
    [look('‸name: Look'), 'misplaced-key', 'write "title"'],
    [
      each('max_parallel: 2, ‸stop_when: $index > 1'),
      'misplaced-key',
      'is asked after each item, and here 2 go on',
    ],
    [each('‸retry: { times: 2 }'), 'misplaced-key', 'a for_each has no "retry": give it to the steps inside'],
    [each('‸timeout: 5m'), 'misplaced-key', 'a for_each has no "timeout"'],
    [
      `- title: Both\n  parallel: [[${step('One')}]]\n  ‸undo: {}`,
      'misplaced-key',
      'a parallel has no "undo"',
    ],
    [
      `${arm(`${when}\n      steps: [${step('One')}]`)}\n  ‸on_failure: stop`,
      'misplaced-key',
      'a choose has no "on_failure"',
    ],
    [
      `${arm(`${when}\n      steps: [${step('One')}]`)}\n  ‸else: [${step('Two')}]`,
      'misplaced-key',
      'write "otherwise"',
    ],
    [arm(`${when}\n      ‸if: "true"\n      steps: [${step('One')}]`), 'misplaced-key', 'write "when"'],
    [arm(`${when}\n      ‸uses: check-cluster`), 'misplaced-key', 'put this one into a list there'],
    [
      `- { title: Yes?, uses: approve, ‸question: Yes?, ${ask} }`,
      'misplaced-key',
      '"question", "ask" are fields of',
    ],
    [
      `- { title: Yes?, uses: approve, with: { question: Yes? }, ‸${ask} }`,
      'misplaced-key',
      '"ask" is a field of approve: put it into "with"',
    ],
    [
      look('‸cluster: prod-blue'),
      'misplaced-key',
      '"cluster" is a field of check-cluster: put it into "with"',
    ],
    ['- { title: Wait, wait: 5m, ‸timeout: 1m }', 'misplaced-key', 'a wait takes as long as it says'],
    [
      '- { title: Wait, wait: 5m, ‸until: $look.lacking = 0 }',
      'misplaced-key',
      'give "until" to the step that looks',
    ],
    ['- { title: Wait, wait: 5m, ‸with: { for: 5m } }', 'misplaced-key', '"uses: wait" with { for: 5m }'],
    [
      '- { title: Wait, uses: wait, with: { for: 5m }, ‸timeout: 1m }',
      'misplaced-key',
      'a wait takes as long as',
    ],
    [
      "- { title: End, if: $run.mode = 'drill', finish: { outcome: failed, because: so }, ‸retry: { times: 2 } }",
      'misplaced-key',
      'what ends the run cannot fail: leave "retry" out',
    ],
    [
      `- { title: Yes?, uses: approve, with: { question: Yes?, ${ask} }, ‸retry: { times: 2 } }`,
      'misplaced-key',
      'approve waits for people',
    ],
    [
      `- { title: Tell, uses: announce, with: { text: a }, ‸until: $look.lacking = 0 }`,
      'misplaced-key',
      'announce does not only look',
    ],
    [
      '- { id: nested, title: Run, uses: runbook, with: { runbook: other }, ‸until: $look.lacking = 0 }',
      'misplaced-key',
      'runbook does not only look',
    ],
    [
      '- { title: Run, uses: runbook, with: { runbook: other }, ‸undo: {} }',
      'misplaced-key',
      'name a step type with { uses: …, with: … }, such as manual',
    ],
    [
      `- { title: Tell, uses: announce, with: { text: a }, undo: { uses: ‸approve, with: { question: a, ${ask} } } }`,
      'misplaced-key',
      'approve takes nothing back',
    ],
  ]);
});

describe('several things in one', () => {
  expectRows('steps', [
    [look('‸for_each: $look.lacking'), 'step-kind', 'stands in "steps" of the for_each'],
    [look('‸wait: 5m'), 'step-kind', 'put the wait into a step of its own'],
    [
      look('‸continue_with: { runbook: a, because: b }'),
      'step-kind',
      'put the ending into a step of its own',
    ],
    [look(`‸parallel: [[${step('One')}]]`), 'step-kind', 'stands in the branches of the parallel'],
    [look(`‸choose: [{ ${when}, steps: [${step('One')}] }]`), 'step-kind', 'make two steps of it'],
    [
      arm(`${when}\n      steps: [${step('One')}]\n      ‸continue_with: { runbook: a, because: b }`),
      'step-kind',
      '"steps" and "continue_with" in one arm',
    ],
    [arm(`‸${when}`), 'missing-key', 'one of "steps", "finish", "continue_with"'],
    [
      '- { ‸title: Nothing }'.replace('{ ‸', '‸{ '),
      'step-kind',
      'does nothing, expected one of uses, choose, parallel',
    ],
    ['- { title: Each, ‸foreach: $look.lacking }', 'unknown-key', 'did you mean "for_each"?'],
    [`- ‸{ title: Each, for_each: "[1, 2]" }`, 'missing-key', '"steps" is missing'],
  ]);
});

describe('values of the words', () => {
  expectRows('steps', [
    ['- { title: Wait, wait: ‸soon }', 'wrong-value', 'found "soon", expected a duration such as "5m"'],
    ['- { title: Wait, wait: ‸$inputs.cluster }', 'expression-not-here', 'no expression may stand here'],
    ['- { title: Wait, wait: ‸5 }', 'wrong-value', 'found 5, expected a duration'],
    [look('retry: ‸3'), 'wrong-value', 'expected a map such as { times: 3, every: 30s, backoff: 2 }'],
    [look('retry: ‸{ every: 5s }'), 'missing-key', '"times" is missing'],
    [look('retry: { times: ‸11 }'), 'wrong-value', 'a whole number from 1 to 10'],
    [look('retry: { times: 2, backoff: ‸0.5 }'), 'wrong-value', 'a number from 1 to 10'],
    [look('until: $again.lacking = 0, every: ‸1s'), 'wrong-value', 'a duration from 5s to 5m'],
    [look('until: $again.lacking = 0, every: ‸1h'), 'wrong-value', 'a duration from 5s to 5m'],
    [look('until: ‸3'), 'wrong-value', 'found 3, expected a condition'],
    [look('on_failure: ‸skip'), 'wrong-value', 'one of ask, continue, stop, or a list of steps'],
    [look('on_failure: ‸contineu'), 'wrong-value', 'did you mean "continue"?'],
    [look('on_failure: ‸[]'), 'wrong-value', 'found an empty list, expected a list of steps'],
    [look('on_failure: ‸{ steps: [] }'), 'wrong-value', 'found a map, expected one of'],
    [each('max_parallel: ‸41'), 'wrong-value', 'a whole number from 1 to 40'],
    [`- { title: Each, for_each: ‸[a, b], steps: [${step('One')}] }`, 'wrong-value', `"['a', 'b']"`],
    [
      `- { title: Each, for_each: ‸3, steps: [${step('One')}] }`,
      'wrong-value',
      'an expression that gives a list',
    ],
    ['- { title: Each, for_each: "[1, 2]", steps: ‸{} }', 'wrong-value', 'expected a list of steps'],
    [`- { title: Both, parallel: [‸${step('One')}] }`, 'wrong-value', 'found a step, expected a branch'],
    ['- { title: Both, parallel: ‸[] }', 'wrong-value', 'an empty list, expected branches'],
    ['- { title: Both, parallel: [‸[]] }', 'wrong-value', 'expected a list of steps'],
    [
      "- { title: On, if: $run.mode = 'drill', continue_with: ‸{ runbook: other } }",
      'missing-key',
      '"because" is missing',
    ],
    [
      "- { title: On, if: $run.mode = 'drill', continue_with: { runbook: ‸$look.api, because: so } }",
      'expression-not-here',
      '$look.api',
    ],
    [
      "- { title: On, if: $run.mode = 'drill', continue_with: { runbook: other, because: so, inputs: ‸[a] } }",
      'wrong-value',
      'expected a map of inputs',
    ],
    [
      "- { title: On, if: $run.mode = 'drill', continue_with: { runbook: other, because: ‸[so] } }",
      'wrong-value',
      'a sentence that says why',
    ],
    [
      '- { title: Run, uses: runbook, with: { runbook: ‸Other } }',
      'wrong-value',
      'small letters, digits and -',
    ],
    ['- { title: Run, uses: runbook, with: { runbook: ‸$look.api } }', 'expression-not-here', '$look.api'],
    [
      '- { title: Run, uses: runbook, with: { runbook: other, inputs: ‸3 } }',
      'wrong-value',
      'a map of inputs',
    ],
    [
      '- { title: Tell, uses: announce, with: { text: a }, undo: ‸true }',
      'wrong-value',
      'expected {} for a step type',
    ],
    [
      '- { title: Tell, uses: announce, with: { text: a }, undo: { ‸wiht: {} } }',
      'unknown-key',
      'did you mean "with"?',
    ],
  ]);
});
