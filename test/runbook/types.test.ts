import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { smallEstate } from './surroundings.ts';

/** A runbook with one condition and one `with`, of the step types that ship. */
const base = (condition: string, name: string) => `runbook: r
title: R
owner: oncall
deadline: 9h
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
  count: { type: number, default: 1 }
  loud: { type: boolean, default: false }
  window: { type: duration, default: 24h }
  since: { type: time, default: "2026-11-24T03:05Z" }
  size: { type: choice, choices: [small, large], default: small }
  names: { type: string, list: true, default: [a] }
  note: { type: string, default: 15m }
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
  - { id: look, title: Look, uses: check-cluster }
  - { id: found, title: Find, uses: find-backup }
  - id: asked
    title: Ask
    uses: approve
    with: { question: May we?, ask: [{ who: a, for: 5m }, { who: b, for: 5m }] }
  - title: Which way?
    choose:
      - when: |
          ${condition}
        finish: { outcome: aborted, because: so }
  - title: Again
    uses: find-backup
    with:
      ${name}
  - { title: Verify, uses: verify-workloads, with: { against: $found.inventory } }
`;

const plain = "$look.api = 'GONE'";
const withName = 'name: newest';

function read(condition: string, name = withName) {
  const text = base(condition, name);
  const at = text.indexOf('‸');
  const before = text.slice(0, at).split('\n');
  const place = at < 0 ? '' : `${before.length}:${(before.at(-1) ?? '').length + 1}`;
  const { mistakes } = readRunbook(text.replace('‸', ''), 'r.yaml', { catalog, estate: smallEstate });
  return { place, mistakes };
}

type Row = [condition: string, code: string, message: string];
const health = 'one of HEALTHY, DEGRADED, UNREACHABLE, GONE, UNKNOWN';

const values: Row[] = [
  [
    "$look.namespace = ‸'HEALTY'",
    'impossible-value',
    `found 'HEALTY', but $look.namespace is ${health}; did you mean "HEALTHY"?`,
  ],
  ["‸'GONNE' = $look.api", 'impossible-value', 'did you mean "GONE"?'],
  ["$look.api != ‸'gon'", 'impossible-value', 'did you mean "GONE"?'],
  ["$look.api in ['GONE', ‸'UNKNWON']", 'impossible-value', 'did you mean "UNKNOWN"?'],
  ["$look.api in ‸'GONE, UNKNOWN'", 'impossible-value', health],
  [
    "$look.api = 'GONE' and ($look.serving = ‸'YES')",
    'impossible-value',
    'is one of yes, no, unknown; did you mean "yes"?',
  ],
  ['$look.api = ‸$look.serving', 'impossible-value', 'they are never equal'],
  ["$inputs.size = ‸'smal'", 'impossible-value', 'did you mean "small"?'],
  [
    "$inputs.cluster = ‸'prod-bleu'",
    'impossible-value',
    '$inputs.cluster is always prod-blue; did you mean "prod-blue"?',
  ],
  ["$run.mode = ‸'rael'", 'impossible-value', 'did you mean "real"?'],
  ["$steps.look.status = ‸'Done'", 'impossible-value', 'did you mean "done"?'],
  ["($look.api = 'GONE' ? 'a' : 'b') = ‸'c'", 'impossible-value', 'one of a, b'],
  ["($a := $look.api; $a = ‸'x')", 'impossible-value', '$a is one of'],
];

const kinds: Row[] = [
  [
    "$found.age < ‸'24h'",
    'wrong-comparison',
    "found '24h', a text, but $found.age is a duration, a number of seconds: write 86400",
  ],
  ["$inputs.window = ‸'24h'", 'wrong-comparison', 'write 86400'],
  ["$found.objects = ‸'3'", 'wrong-comparison', 'write 3 without quotes'],
  ["$found.objects > ‸'many'", 'wrong-comparison', 'write a number'],
  ['$found.backup = ‸3', 'wrong-comparison', "a number, but $found.backup is a text: write '3' in quotes"],
  ["$asked.approved = ‸'true'", 'wrong-comparison', 'write true without quotes'],
  ["$inputs.loud != ‸'yes'", 'wrong-comparison', 'write true or false'],
  ['$inputs.loud = ‸1', 'wrong-comparison', 'write true or false'],
  ['$look.api = ‸$found.objects', 'wrong-comparison', 'they are never equal'],
  ["$inputs.names = ‸'a'", 'wrong-comparison', "write 'a' in $inputs.names"],
  ['‸3 in $inputs.names', 'wrong-comparison', "an item of $inputs.names is a text: write '3' in quotes"],
  ["$found.objects in [1, ‸'2']", 'wrong-comparison', 'write 2 without quotes'],
  ['$look.namespace = ‸null', 'wrong-comparison', 'write $not($exists($look.namespace))'],
  ['$look.namespace != ‸null', 'wrong-comparison', 'write $exists($look.namespace)'],
];

const operands: Row[] = [
  ['‸$inputs.loud > 3', 'wrong-operand', 'beside ">", which compares two numbers or two texts'],
  ['‸$inputs.names > 3', 'wrong-operand', 'write $count($inputs.names)'],
  ["$found.age + ‸'1h' > 3", 'wrong-operand', '"&" to join texts'],
  ["$found.age - ‸'1h' > 3", 'wrong-operand', 'write 3600'],
  ['-‸$look.api = 1', 'wrong-operand', 'beside "-"'],
  ["$look.api = 'GONE' or ‸'UNKNOWN'", 'wrong-operand', "write $look.api in ['GONE', 'UNKNOWN']"],
  ['‸$look.api and $inputs.loud', 'wrong-operand', "compare it, such as $look.api = 'HEALTHY'"],
  ['$not(‸$look.api)', 'wrong-operand', 'in $not(…)'],
  ['(‸$look.api ? 1 : 2) = 1', 'wrong-operand', 'before "?"'],
  ["'timeout' in ‸$look.reason", 'wrong-operand', "write $contains($look.reason, 'timeout')"],
  ['$uppercase(‸$found.age) = $look.reason', 'wrong-argument', 'write $string($found.age)'],
  ['$length(‸$inputs.names) = 1', 'wrong-argument', 'write $count($inputs.names)'],
  ['$sum(‸$look.api) = 1', 'wrong-argument', 'which takes numbers'],
  [
    '$look.api.‸name = 3',
    'unknown-field',
    'found "name" behind $look.api, which is a text: it has no fields',
  ],
  ['$run.mode.‸name = 3', 'unknown-field', 'which is a text'],
];

const conditions: Row[] = [
  ['‸$look.api', 'not-a-condition', "compare it, such as $look.api = 'HEALTHY'"],
  ['‸$found.objects', 'not-a-condition', 'write $found.objects > 0'],
  ['‸$inputs.names', 'not-a-condition', 'write $count($inputs.names) > 0'],
  ['‸$look', 'not-a-condition', 'write $exists($look)'],
  ["‸$x := 'GONE'", 'not-a-condition', '":=" gives a name'],
  ["‸$look.api & 'a'", 'not-a-condition', 'a text, expected a condition'],
  ["‸'yes'", 'not-a-condition', 'compare something with it'],
];

describe.each([
  ['values', values],
  ['kinds', kinds],
  ['operands', operands],
  ['conditions', conditions],
])('%s', (_, rows) => {
  test.each(rows)('%s is %s: %s', (condition, code, message) => {
    const { place, mistakes } = read(condition);
    expect(mistakes.map((one) => `${one.line}:${one.column} ${one.code}`)).toEqual([`${place} ${code}`]);
    expect(mistakes[0]?.message).toContain(message);
  });
});

const given: [given: string, message: string][] = [
  ['newest_within: ‸$look.api', 'found $look.api, one of HEALTHY'],
  ['newest_within: ‸$look.reason', 'found $look.reason, a text, expected a duration such as 24h'],
  ['newest_within: ‸$found.taken_at', 'a time, a text, expected a duration'],
  ['newest_within: ‸$asked.approved', 'true or false, expected a duration'],
  ['name: ‸$found.age', 'a duration, a number of seconds, expected newest, or the name of a backup'],
  ['name: ‸$found.objects + 1', 'a number, expected newest'],
  ['name: ‸$inputs.names', 'a list, expected newest'],
  ['namespace: ‸$look.api', 'expected a namespace'],
  ['name: ‸"{{ $inputs.loud }}"', 'true or false, expected'],
];

describe('with', () => {
  test.each(given)('%s: %s', (field, message) => {
    const { place, mistakes } = read(plain, field);
    expect(mistakes.map((one) => `${one.line}:${one.column} ${one.code}`)).toEqual([`${place} wrong-with`]);
    expect(mistakes[0]?.message).toContain(message);
  });
});

/** Nothing is said where nothing is sure. */
const fine: string[] = [
  plain,
  "$look.namespace != 'HEALTHY' and $look.api in ['GONE', 'UNKNOWN']",
  "$look.reason = 'anything'",
  '$found.age < 86400 and $found.age > $inputs.window',
  "$inputs.since < $run.started_at and $found.taken_at > '2026-11-24T03:05Z'",
  "$uppercase($look.serving) = 'YES'",
  "$contains($look.reason, 'timeout') or $match($look.reason, /a/)",
  "$exists($look.namespace) ? $look.namespace = 'GONE' : $inputs.loud",
  "$inputs.names[0] = 'a' or 'b' in $inputs.names or $count($inputs.names) > 1",
  '$inputs.names[$ = "a"] = "a"',
  "$found.inventory.pods = 'a' or $found.inventory.pods[0] = 1",
  '$not($inputs.loud) and $inputs.loud = true and $boolean($look.reason)',
  "$found.age / 3600 & ' h' = '3 h'",
  '$sum([$found.warnings, $found.errors]) = 0 and -$found.age < 0',
  '$map($inputs.names, function($n) { $n.x = 3 })[0]',
  '$filter($inputs.names, function($v, $i) { $i > 0 and $v }) ~> $count() > 0',
  "$look.api ~> $lowercase = 'gone'",
  '($look := 3; $look > 2)',
  "($inputs.loud ? 'a' : 3) = 3",
  "[$look.api, $look.serving][0] = 'yes'",
  // what is no list written out is taken apart
  "[1..3][0] = 1 and [$inputs.names][0] = 'a' and [$inputs.names, 'b'][1] = 'b'",
  "{'a': 1}.a = 1",
  "$lookup({'a': 'b'}, 'a') = 'b'",
  '$exists($look)',
  'true',
];

test.each(fine)('says nothing of %s', (condition) => {
  expect(read(condition).mistakes).toEqual([]);
});

const fineGiven = [
  'newest_within: $inputs.window',
  'newest_within: $found.age',
  'newest_within: $found.age * 2',
  'newest_within: $inputs.note',
  'name: $found.backup',
  'name: $inputs.size',
  'name: "{{ $look.api }}-{{ $found.objects }}"',
  'name: $string($found.age)',
];
test.each(fineGiven)('says nothing of %s', (field) => {
  expect(read(plain, field).mistakes).toEqual([]);
});
