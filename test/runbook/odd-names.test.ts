import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { exampleFile } from './example-file.ts';
import { expectRows } from './example-row.ts';
import { smallEstate } from './surroundings.ts';

const inner = '{ title: Inner, uses: check-cluster }';
const when = "$look.api = 'GONE'";
const ask = '[{ who: a, for: 5m }, { who: b, for: 5m }]';
const deciding = (options: string) =>
  `- { id: way, title: Way, uses: decide, with: { question: a, ask: ${ask}, options: { ${options} } } }`;
const each = (more: string) => `- { title: All, for_each: "['a']", ${more} }`;

describe('what is a key of every object is no key here', () => {
  expectRows('steps', [
    [deciding('‸__proto__: a, leave: b'), 'wrong-value', 'expected a word'],
    [
      '- { title: Do, uses: manual, with: { text: a, record: { ‸__proto__: { type: string } } } }',
      'input-name',
      'found the record "__proto__"',
    ],
    [
      '- { title: Tell, uses: announce, with: { text: a }, undo: { with: { text: b, ‸__proto__: 1 } } }',
      'unknown-with',
      'announce has no field "__proto__"',
    ],
    [
      '- { title: Try, uses: check-cluster, retry: { times: 1, ‸__proto__: 1 } }',
      'unknown-key',
      'unknown key "__proto__"',
    ],
    [
      `- { title: End, if: ${when}, finish: { outcome: aborted, because: a, ‸__proto__: 1 } }`,
      'unknown-key',
      'unknown key "__proto__"',
    ],
    [each(`steps: [${inner}], ‸constructor: 1`), 'unknown-key', 'unknown key "constructor"'],
    [
      `- { title: Which?, choose: [{ when: ${when}, ‸toString: 1, steps: [${inner}] }] }`,
      'unknown-key',
      'unknown key "toString"',
    ],
    [
      `- { title: May we?, uses: approve, with: { question: a, ask: ${ask}, quorum: { ‸__proto__: 1 } } }`,
      'wrong-value',
      'nobody asks "__proto__"',
    ],
    [
      `- { id: again, title: Again, uses: check-cluster, until: "$again.‸__proto__ = 'a'" }`,
      'unknown-field',
      'no field "__proto__"',
    ],
    [
      each(`stop_when: "$item = ‸$constructor", steps: [${inner}]`),
      'unknown-variable',
      'found "$constructor"',
    ],
  ]);
});

describe('what looks like another name is another one', () => {
  expectRows('steps', [
    [each('steps: [{ id: ‸lооk, title: Inner, uses: check-cluster }]'), 'bad-id', 'look'],
    [deciding('‸ｇｏ: a, leave: b'), 'wrong-value', 'expected a word'],
    ['- { title: Run, uses: runbook, with: { runbook: ‸оther } }', 'wrong-value', 'small letters'],
    [
      '- { title: Both, parallel: [[{ id: one, title: One, uses: check-cluster }], [{ id: ‸one, title: Two, uses: check-cluster }]] }',
      'id-twice',
      'the id "one" stands in line',
    ],
    [each('steps: [{ title: ‸All, uses: check-cluster }]'), 'title-twice', 'the title "All" stands in line'],
    [
      `- { title: Which?, choose: [{ when: ${when}, ‸when: ${when}, steps: [${inner}] }] }`,
      'duplicate-key',
      'twice',
    ],
    [
      `- { title: Try, uses: check-cluster, on_failure: [${inner}], ‸on_failure: stop }`,
      'duplicate-key',
      'twice',
    ],
  ]);
});

describe('yes, no, on and off are texts, as in YAML 1.2', () => {
  const inputs = 'inputs:\n  cluster: { type: cluster }\n  namespace: { type: namespace }\n';
  expectRows('runbook', [
    ['unattended: ‸yes', 'wrong-value', 'expected true or false'],
    [`${inputs}  a: { type: string, secret: ‸on }`, 'wrong-value', 'expected true or false'],
    [`${inputs}  a: { type: string, list: ‸no }`, 'wrong-value', 'expected true or false'],
    [`${inputs}  a: { type: boolean, default: ‸off }`, 'wrong-value', 'expected true or false'],
  ]);
  expectRows('steps', [
    ['- { title: Maybe, uses: check-cluster, if: ‸yes }', 'bare-path', 'found "yes" without a "$"'],
    [
      '- { title: Try, uses: check-cluster, on_failure: ‸on }',
      'wrong-value',
      'expected one of ask, continue, stop',
    ],
    [each(`max_parallel: ‸yes, steps: [${inner}]`), 'wrong-value', 'a whole number from 1 to 40'],
  ]);

  test.each([
    ['options', deciding('on: a, off: b, yes: c, no: d')],
    [
      'a description',
      '- { title: Do, uses: manual, with: { text: a, record: { sure: { type: boolean, description: yes } } } }',
    ],
    [
      'inputs of another runbook',
      '- { title: Run, uses: runbook, with: { runbook: other, inputs: { a: yes, __proto__: 1 } } }',
    ],
  ])('and so they may be %s', (_, text) => {
    const surroundings = { catalog, estate: smallEstate };
    const { mistakes } = readRunbook(exampleFile(text, 'steps'), 'f.yaml', surroundings);
    expect(mistakes.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
