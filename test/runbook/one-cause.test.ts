import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { expectRow, type Row } from './mistake-row.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { goodRunbook, smallSurroundings } from './surroundings.ts';

const trigger = '  - alarm: payments-gone\n    inputs: { cluster: prod-blue, namespace: payments }';
const look = '  - id: look\n    title: Look\n    uses: check-cluster\n';
const verify = '    with: { against: $choice.inventory }';
const arm = "      - when: $look.api = 'GONE'";

/** What is not there because something else stands for it is no second mistake. */
const rows: Row[] = [
  [[verify, '    ‸wiht: { against: $choice.inventory }'], 'unknown-key', 'did you mean "with"?'],
  [
    ['question: Restore {{ $inputs.namespace }}?', '‸text: Restore {{ $inputs.namespace }}?'],
    'unknown-with',
    'approve has no field "text": write "question", ',
  ],
  [[arm, "      - ‸if: $look.api = 'GONE'"], 'misplaced-key', 'write "when"'],
  [[arm, "      - ‸else: $look.api = 'GONE'"], 'misplaced-key', 'write "otherwise: […]" beside "choose"'],
  [[trigger, '  - ‸cron: every day'], 'misplaced-key', 'schedule: rate(7 days)'],
  [[trigger, '  - ‸alram: payments-gone'], 'unknown-key', 'did you mean "alarm"?'],
  [
    [trigger, '  - ‸alarm: payments-gone'],
    'missing-key',
    '"inputs" is missing, expected a value for each input that has no default: inputs: { cluster: <cluster>, namespace: <namespace> }',
  ],
  [
    [look, `${look}  - title: Go on\n    ‸on_fialure: continue\n    uses: check-cluster\n`],
    'unknown-key',
    'did you mean "on_failure"?',
  ],
  [
    [look, `${look}  - ‸title: Nothing\n    back: look\n`],
    'step-kind',
    'found a step that does nothing: no step has "back", expected one of uses, choose',
  ],
  [
    [verify, '    with: { against: $choice.inventory, cluster: ‸prod-bleu }'],
    'wrong-with',
    'did you mean "prod-blue"?',
  ],
  [
    ['Restore {{ $inputs.namespace }}?', "Restore '{{‸.metadata.name}}'?"],
    'expression-syntax',
    "where the braces of another template are meant, write {{ '{{' }} for {{",
  ],
  [
    ['  - id: choice\n', '  - title: Stop\n    finish: { outcome: aborted, because: no }\n  - ‸id: choice\n'],
    'unreachable',
    '"Stop" (line 28) ends the run on every way: give that an "if"',
  ],
];

describe('one cause, one mistake', () => {
  test.each(rows)('%j is %s: %s', (...row) => expectRow(row));
});

function mistakesOf(text: string): string[] {
  return readRunbook(text, 'f.yaml', smallSurroundings).mistakes.map(
    ({ line, column, message }) => `${line}:${column} ${message.slice(0, 40)}`,
  );
}

test('of a step with several typos each is told, and nothing else', () => {
  const text = goodRunbook.replace(
    look,
    '  - id: look\n    tilte: Look\n    use: check-cluster\n    wiht: {}\n',
  );
  expect(mistakesOf(text).filter((one) => one.includes('unknown key'))).toEqual([
    '17:5 unknown key "tilte"; did you mean "title',
    '18:5 unknown key "use"; did you mean "uses"?',
    '19:5 unknown key "wiht"; did you mean "with"?',
  ]);
});

test('inputs as a list: whoever reads them has no mistake', () => {
  const text = goodRunbook.replace(
    /inputs:\n(?: {2}\w+: .*\n)+target/,
    'inputs:\n  - cluster\n  - name: namespace\n  - size: { type: string }\ntarget',
  );
  expect(mistakesOf(text)).toEqual(['8:3 found a list, expected inputs such as { ']);
});

test('a quote that is not closed is told where it begins', () => {
  const text = goodRunbook.replace('title: Look\n', 'title: "Look\n');
  expect(mistakesOf(text)).toEqual(['17:12 this quote is never closed: put the same']);
});

test('a duration without its unit is none, though a run counts in seconds', () => {
  const text = goodRunbook.replace('with: { name: newest }', 'with: { newest_within: 24 }');
  const { mistakes } = readRunbook(text, 'f.yaml', { ...smallSurroundings, catalog });
  expect(mistakes.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
    'found 24, expected a duration with its unit, such as "24m" or "24h"',
  ]);
});
