import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { exampleFile } from './example-file.ts';
import { type ExampleRow, expectRows } from './example-row.ts';
import { smallEstate } from './surroundings.ts';

const step = (title: string, more = '') => `{ title: ${title}, uses: check-cluster${more} }`;
const look = (more: string) => `- { id: again, title: Again, uses: check-cluster, ${more} }`;
const ask = 'ask: [{ who: leads, for: 5m }, { who: managers, for: 5m }]';
const decide = (more: string) =>
  `- { title: Which?, uses: decide, with: { question: Which?, ${more}, ${ask} } }`;
const manual = (more: string) => `- { title: Do it, uses: manual, with: { text: Do it, ${more} } }`;
const approve = (more: string) =>
  `- { title: Yes?, uses: approve, with: { question: Yes?, ${ask}, ${more} } }`;

describe('what people are asked', () => {
  const two = 'options: { yes: Yes, no: No }';
  expectRows('steps', [
    [decide('options: { ‸retry: Again, leave: Leave it }'), 'wrong-value', 'means something else already'],
    [decide('options: { ‸abort: Stop, leave: Leave it }'), 'wrong-value', 'which every question has'],
    [decide('options: { ‸Go On: Go on, leave: Leave it }'), 'wrong-value', 'a word of small letters'],
    [decide('options: ‸{ go: Go on }'), 'wrong-value', 'found 1 options, expected 2 to 9'],
    [decide(`${two}, recommend: ‸maybe`), 'wrong-value', 'one of the options: yes, no'],
    [decide('options: ‸[yes, no]'), 'wrong-with', 'options'],
    [manual('record: { ‸Case: { type: string } }'), 'input-name', 'found the record "Case"'],
    [manual('record: { case_id: { type: ‸cluster } }'), 'unknown-input-type', 'one of string, number'],
    [
      manual('record: { case_id: { type: string, ‸secret: true } }'),
      'misplaced-key',
      'is shown to everybody',
    ],
    [manual('record: { case_id: { type: string, ‸default: a } }'), 'misplaced-key', 'has no default'],
    [manual('record: { case_id: ‸string }'), 'wrong-value', 'a map such as { type: string }'],
    [manual('ask: [{ who: ‸$look.api, for: 5m }, { who: a, for: 5m }]'), 'expression-not-here', '$look.api'],
    [approve('quorum: ‸11'), 'wrong-value', 'a whole number from 1 to 10'],
    [approve('quorum: ‸{}'), 'wrong-value', 'found an empty map'],
    [approve('quorum: ‸[leads]'), 'wrong-value', 'how many of each group'],
    [approve('quorum: { leads: ‸0 }'), 'wrong-value', 'a whole number from 1 to 10'],
    [approve('quorum: { ‸leeds: 1 }'), 'wrong-value', 'did you mean "leads"?'],
    [approve('may_approve: ‸[]'), 'wrong-value', 'at least one person or group'],
    [approve('may_approve: ‸leads'), 'wrong-value', 'a list of people and groups'],
  ]);

  test('a group that may approve may be in the quorum', () => {
    const text = exampleFile(approve('may_approve: [data], quorum: { data: 1, leads: 1 }'), 'steps');
    const { mistakes } = readRunbook(text, 'f.yaml', { catalog, estate: smallEstate });
    expect(mistakes).toEqual([]);
  });
});

describe('ids and titles', () => {
  expectRows('steps', [
    ['- { id: ‸a1, title: Again, uses: check-cluster }', 'bad-id', 'what a step without an id is called'],
    ['- { id: ‸a1_1_1, title: Again, uses: check-cluster }', 'bad-id', 'what a step without an id is called'],
    ['- { id: ‸s12, title: Again, uses: check-cluster }', 'bad-id', 'what a step without an id is called'],
    ...['answered', 'approve', 'every', 'until', 'undo', 'branch 2', 'collect', 'finish 3', 'hand on'].map(
      (end): ExampleRow => [
        `- { title: ‸Again · ${end}, uses: check-cluster }`,
        'bad-title',
        `titles that end in " · ${end}" are the compiler's`,
      ],
    ),
    ...['How it ended', 'Always', 'Undo', 'What to undo?', 'Hand on · start', 'Go back'].map(
      (title): ExampleRow => [
        `- { title: ‸${title}, uses: check-cluster }`,
        'bad-title',
        'a state of every run',
      ],
    ),
    [look('on_failure: [{ title: ‸Look, wait: 5m }]'), 'title-twice', 'stands in line 10 already'],
    [
      `- { title: Both, parallel: [[{ id: ‸look, ${step('One').slice(1, -1)} }]] }`,
      'id-twice',
      'line 10 already',
    ],
  ]);
  expectRows('runbook', [
    ['always: [{ title: ‸Look, uses: check-cluster }]', 'title-twice', 'stands in line 10 already'],
  ]);
});

describe('always', () => {
  const always = (text: string) => `always:\n  - ${text}`;
  expectRows('runbook', [
    [
      always('{ title: End, ‸finish: { outcome: failed, because: a } }'),
      'misplaced-key',
      'how it ended is known by then',
    ],
    [
      always('{ title: On, ‸continue_with: { runbook: other, because: a } }'),
      'misplaced-key',
      'cannot hand the run on',
    ],
    [always(`{ title: Late, uses: check-cluster, on_failure: ‸ask }`), 'wrong-value', 'is passed over'],
    [always(`{ title: Late, uses: check-cluster, on_failure: ‸stop }`), 'wrong-value', 'is passed over'],
    [
      always(`{ title: Tell, uses: announce, with: { text: a }, ‸undo: {} }`),
      'misplaced-key',
      '"always" does stays',
    ],
    ['always: ‸{ title: a }', 'wrong-value', 'found a map, expected a list of steps'],
  ]);
});
