import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { parseExpression } from '../../lib/runbook/expression-parse.ts';
import { printTree } from '../../lib/runbook/expression-print.ts';
import { guard } from '../../lib/runbook/guard.ts';
import type { Expression } from '../../lib/runbook/runbook.ts';

const seed = 20_261_124;

const world = {
  x: {
    n: 3,
    s: 'abc',
    yes: true,
    items: [
      { id: 'a', v: 1 },
      { id: 'b', v: 2 },
    ],
    deep: { one: { two: 7 } },
    nothing: null,
  },
  inputs: { who: 'a', count: 2 },
};

function expression(source: string): Expression {
  return { expression: source, reads: [], position: { line: 1, column: 1 } };
}

type Outcome = { value: unknown } | { error: string };

async function evaluated(source: string): Promise<Outcome> {
  try {
    const value: unknown = await jsonata(source).evaluate(undefined, world);
    return { value: value === undefined ? undefined : JSON.parse(JSON.stringify(value)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(Reflect.get(Object(error), 'message')) };
  }
}

const here = [
  '$x.n',
  '$x.items.v',
  '$x.items[id = $inputs.who].v',
  '$x.deep.one.two',
  '$inputs.count',
  '$x.items[-1].v',
  '$x.deep.**.two',
];
const gone = [
  '$x.m',
  '$x.deep.two.three',
  '$y.z',
  '$x.nothing',
  '$x.nothing.more',
  '$x.items[id = "q"].v',
  '$y',
];

/** Numbers made of the paths, and conditions of numbers. */
function numbers(paths: string[]) {
  const { number } = fc.letrec<{ number: string; truth: string }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...paths.map((path) => `$sum(${path})`)),
      fc.nat(9).map(String),
      fc
        .tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(tie('truth'), tie('number'), tie('number')).map(([test_, a, b]) => `(${test_} ? ${a} : ${b})`),
      tie('number').map((a) => `($v := ${a}; $v + 1)`),
      tie('number').map((a) => `- ${a}`),
      tie('number').map((a) => `$max([${a}, 1, 2])`),
      tie('number').map((a) => `$sum($map([1, 2], function($e){ $e + ${a} }))`),
      tie('number').map((a) => `$count($x.items[v < ${a}])`),
      tie('number').map((a) => `{'k': ${a}}.k`),
    ),
    truth: fc.oneof(
      { maxDepth: 4 },
      fc
        .tuple(tie('number'), fc.constantFrom('=', '!=', '<', '>='), tie('number'))
        .map(([a, op, b]) => `${a} ${op} ${b}`),
      fc
        .tuple(tie('truth'), fc.constantFrom('and', 'or'), tie('truth'))
        .map(([a, op, b]) => `(${a}) ${op} (${b})`),
      tie('truth').map((a) => `$not(${a})`),
      fc.constantFrom(...paths).map((path) => `$exists(${path})`),
    ),
  }));
  return number;
}

describe('the printed tree', () => {
  const sources = [
    '$x.y[0].z',
    '$x[0]',
    '$x.y[a = 1][b]',
    '$x.`a b`',
    '$x.*.y',
    '$x.**',
    '$x.y[]',
    '$x[].y[0]',
    '($x.y)[0].z',
    '$x.(y & z)',
    '$x.y^(>a, b)',
    '$x.y^(<a)[0].c',
    '$x.y{name: $sum(v)}',
    '$x.y@$v.z[$v.id = id]',
    '$x.y#$i[$i = 0]',
    '$x.y.%.z',
    '$x.a#$i.b@$c.d',
    '1 + 2 * 3',
    '(1 + 2) * 3',
    '-$x.y',
    '- 5',
    '2 - -5',
    '[1..5]',
    '[1, [2], {}]',
    "{'a': 1, $x.k: $x.v}",
    '$x.y in [1, 2]',
    '$x ? 1',
    '$x ? 1 : $y ? 2 : 3',
    '($a := 1; $b := $a; $a + $b)',
    'function($a, $b){ $a + $b }',
    'function($a)<n:n>{ $f($a) }',
    'λ($a){ $a ? $f($a) : ($g($a); $h($a)) }',
    '$f(?, 2)',
    '$x ~> $f ~> $g(1)',
    '$x ~> |a.b|{"c": 1}, ["d"]|',
    '$match($x, /a[b]\\/c/i)',
    '"a\\"b\\u00e9\\n"',
    "'\\\\'",
    '$',
    '$$.x',
    '$.y',
    'true and null',
    '1.5e10',
    '0.1',
    '"\'"',
    '/* why */ $x',
    '$f()[0]',
    '(function(){ 1 })()',
  ];

  test.each(sources)('%s parses to the same tree', (source) => {
    const parsed = parseExpression(source);
    if ('problem' in parsed) throw new Error(parsed.problem);
    const again = parseExpression(printTree(parsed.tree));
    expect('tree' in again && placeless(again.tree)).toEqual(placeless(parsed.tree));
  });
});

function placeless(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'end' ? undefined : value)));
}

describe('a guarded expression', () => {
  test('has the same value when nothing is missing', async () => {
    await fc.assert(
      fc.asyncProperty(numbers(here), async (source) => {
        const before = await evaluated(source);
        expect(before).toHaveProperty('value');
        expect(await evaluated(guard(expression(source)))).toEqual(before);
      }),
      { seed, numRuns: 300 },
    );
  });

  test('is right or names the path that is missing, never silently another value', async () => {
    let named = 0;
    await fc.assert(
      fc.asyncProperty(numbers([...here, ...gone]), async (source) => {
        const after = await evaluated(guard(expression(source)));
        if ('value' in after) {
          // Nothing that was missing was evaluated: except under $exists, where null counts as missing.
          if (!source.includes('$exists')) expect(after).toEqual(await evaluated(source));
        } else {
          named += 1;
          expect(after.error).toMatch(/^missing: \$[xy]/);
          expect(gone.some((path) => after.error === `missing: ${path.replaceAll('"', "'")}`)).toBe(true);
        }
      }),
      { seed, numRuns: 300 },
    );
    expect(named).toBeGreaterThan(50);
  });
});

describe('guard', () => {
  const cases: [source: string, outcome: Outcome][] = [
    ["$y.z = 'GONE'", { error: 'missing: $y.z' }],
    ["$x.nothing = 'GONE'", { error: 'missing: $x.nothing' }],
    ['$x.nothing = null', { error: 'missing: $x.nothing' }],
    ['$exists($y.z)', { value: false }],
    ['$exists($x.nothing)', { value: false }],
    ['$exists($x.n)', { value: true }],
    ['$exists(($x.nothing))', { value: false }],
    ['$exists($y.z) and $y.z = 1', { value: false }],
    ['$exists($x.n) and $x.n = 3', { value: true }],
    ['$not($exists($y.z)) or $y.z = 1', { value: true }],
    ["$exists($y.z) ? $y.z : 'none'", { value: 'none' }],
    ['$x.n = 3 ? 1 : $y.z', { value: 1 }],
    ['$x.n = 4 ? 1 : $y.z', { error: 'missing: $y.z' }],
    ['$x.items[id = $y.who].v', { error: 'missing: $y.who' }],
    ["$x.items[id = 'q'].v", { error: "missing: $x.items[id = 'q'].v" }],
    ['$count($x.items[v = 9])', { value: 0 }],
    ['$count($x.items[v = 1])', { value: 1 }],
    ['$count($x[n = 9])', { value: 0 }],
    ['$count($x[n = 3])', { value: 1 }],
    ['$count($y[n = 3])', { error: 'missing: $y' }],
    ['($i := $x.items; $count($i[v = 9]))', { value: 0 }],
    ['$count($x.things[v = 9])', { error: 'missing: $x.things' }],
    ['$count($x.items[v = $y.z])', { error: 'missing: $y.z' }],
    ['$sum($x.items[v = 9].v)', { error: 'missing: $x.items[v = 9].v' }],
    ['$count($x.items[$exists(v) and v = 1])', { value: 1 }],
    ['$map($x.items, function($i){ $i.v })', { value: [1, 2] }],
    ['$filter($x.items, function($i){ $i.missing = 1 })', { value: undefined }],
    ['$map($x.items, function($i){ $y.z })', { error: 'missing: $y.z' }],
    ['($a := $x; $a.n)', { value: 3 }],
    ['($a := $x; $a.m)', { error: 'missing: $a.m' }],
    ['($a := $y.z; 1)', { error: 'missing: $y.z' }],
    ['($f := function($n){ $n = 0 ? 0 : $f($n - 1) }; $f($x.n))', { value: 0 }],
    ['$x.s ~> $uppercase', { value: 'ABC' }],
    ['$map(["a", "b"], $uppercase)', { value: ['A', 'B'] }],
    ['$x.s.$uppercase($)', { value: 'ABC' }],
    ['($x.deep).one.two', { value: 7 }],
    ['($x.deep).nope', { error: 'missing: ($x.deep).nope' }],
    ["{'a': $x.n, 'b': $x.m}", { error: 'missing: $x.m' }],
    [
      '$x.items.{ "id": id, "w": $inputs.count }',
      {
        value: [
          { id: 'a', w: 2 },
          { id: 'b', w: 2 },
        ],
      },
    ],
    ['$x.items[].id', { value: ['a', 'b'] }],
    ['$x.items[0].v[]', { value: [1] }],
    ['$x.yes', { value: true }],
    ['$x.items^(>v).id', { value: ['b', 'a'] }],
    ['$x.items#$i[$i = 1].id', { value: 'b' }],
    ['"text"', { value: 'text' }],
    ['$y', { error: 'missing: $y' }],
  ];
  test.each(cases)('%s', async (source, outcome) => {
    expect(await evaluated(guard(expression(source)))).toEqual(outcome);
  });

  test('keeps an expression readable', () => {
    expect(guard(expression("$look.api = 'GONE'"))).toBe(
      "($look.api != null ? $look.api : $error('missing: $look.api')) = 'GONE'",
    );
    expect(guard(expression('$exists($look.api)'))).toBe('($exists($look.api) and $look.api != null)');
  });

  test('refuses what is no expression', () => {
    expect(() => guard(expression('$a ==')).length).toThrow(expect.objectContaining({ code: 'BadRunbook' }));
  });
});
