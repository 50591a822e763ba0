import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { guard } from '../../lib/runbook/guard.ts';
import { readEstate } from '../../lib/runbook/read-estate.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { smallEstate } from './surroundings.ts';

const seed = 20_261_124;
const shipped = join(__dirname, '../../runbooks');
const { estate = smallEstate } = readEstate(
  readFileSync(join(__dirname, '../../rebound.yaml'), 'utf8'),
  'rebound.yaml',
);
const health = ['HEALTHY', 'DEGRADED', 'UNREACHABLE', 'GONE', 'UNKNOWN'];
const serving = ['yes', 'no', 'unknown'];

function read(condition: string) {
  const text = [
    'runbook: r',
    'title: R',
    'owner: oncall',
    'deadline: 9h',
    'inputs:',
    '  cluster: { type: cluster }',
    '  namespace: { type: namespace }',
    '  loud: { type: boolean }',
    '  window: { type: duration }',
    '  size: { type: choice, choices: [small, large] }',
    '  names: { type: string, list: true }',
    '  counts: { type: number, list: true }',
    'target: { cluster: $inputs.cluster, namespace: $inputs.namespace }',
    'steps:',
    '  - { id: look, title: Look, uses: check-cluster }',
    '  - { id: found, title: Find, uses: find-backup }',
    '  - title: Way',
    '    choose:',
    `      - when: ${JSON.stringify(condition)}`,
    '        finish: { outcome: aborted, because: so }',
    '  - { title: Verify, uses: verify-workloads, with: { against: $found.inventory } }',
  ].join('\n');
  return readRunbook(text, 'r.yaml', { catalog, estate: smallEstate }).mistakes;
}

const quoted = (values: readonly string[]) => fc.constantFrom(...values).map((value) => `'${value}'`);
const free = fc.constantFrom(
  '$look.reason',
  '$found.backup',
  '$found.taken_at',
  '$run.id',
  "'x'",
  '$inputs.namespace',
);

/** Expressions as a careful person writes them, by what they give. */
const { condition } = fc.letrec<{ condition: string; number: string; text: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      '$found.age',
      '$found.objects',
      '$inputs.window',
      '$run.elapsed',
      '3',
      '0.5',
      '-2',
      '$count($inputs.names)',
      '$look.deployments',
    ),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%'), tie('number'))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    tie('text').map((text) => `$length(${text})`),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => `$sum([${a}, ${b}])`),
    tie('number').map((number) => `-${number}`),
    tie('number').map((number) => `$round(${number}, 2)`),
  ),
  text: fc.oneof(
    { depthSize: 'small' },
    free,
    fc.constantFrom('$look.api', '$inputs.size', '$run.mode', '$inputs.names[0]', '$steps.look.status'),
    fc.tuple(tie('text'), fc.oneof(tie('text'), tie('number'))).map(([a, b]) => `(${a} & ${b})`),
    tie('text').map((text) => `$uppercase(${text})`),
    tie('number').map((number) => `$string(${number})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `$join([${a}, ${b}], ', ')`),
  ),
  condition: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('$inputs.loud', 'true', '$exists($look.namespace)'),
    fc
      .tuple(fc.constantFrom('$look.api', '$look.namespace'), fc.constantFrom('=', '!='), quoted(health))
      .map((p) => p.join(' ')),
    fc
      .tuple(fc.constant('$look.serving'), fc.constantFrom('=', '!='), quoted(serving))
      .map((p) => p.join(' ')),
    fc
      .array(quoted(health), { minLength: 1, maxLength: 3 })
      .map((list) => `$look.api in [${list.join(', ')}]`),
    fc
      .tuple(tie('number'), fc.constantFrom('=', '!=', '<', '<=', '>', '>='), tie('number'))
      .map((p) => p.join(' ')),
    fc
      .tuple(free, fc.constantFrom('=', '!=', '<', '>'), tie('text'))
      .map(([a, o, b]) => `${a} ${o} $trim(${b})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    tie('condition').map((inner) => `$not(${inner})`),
    tie('text').map((text) => `$contains(${text}, 'a')`),
    tie('text').map((text) => `${text} in $inputs.names`),
    fc.tuple(tie('text'), tie('condition')).map(([text, inner]) => `($v := ${text}; ${inner})`),
    tie('number').map((number) => `$count($inputs.counts[$ > ${number}]) > 0`),
  ),
}));

describe('types', () => {
  test.each(readdirSync(shipped))('nothing is said of %s', (name) => {
    const { mistakes } = readRunbook(readFileSync(join(shipped, name), 'utf8'), name, { catalog, estate });
    expect(mistakes.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });

  test('nothing is said of an expression as a careful person writes it', () => {
    fc.assert(
      fc.property(condition, (written) => {
        expect(read(written).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
      }),
      { seed, numRuns: 600 },
    );
  });

  const world = fc.record({
    look: fc.record({
      api: fc.constantFrom(...health),
      namespace: fc.constantFrom(...health, null),
      serving: fc.constantFrom(...serving),
      reason: fc.constantFrom('yes', 'HEALTHY', '', '3', 'x'),
      deployments: fc.constantFrom(0, 1, 3, null),
    }),
    found: fc.record({
      backup: fc.constantFrom('x', 'small', '3'),
      age: fc.constantFrom(0, 1, 3, 86_400),
      inventory: fc.constantFrom({}, { names: ['x'] }, { x: 'x' }),
    }),
    inputs: fc.record({
      loud: fc.boolean(),
      window: fc.constantFrom(1, 3, 86_400),
      size: fc.constantFrom('small', 'large'),
      names: fc.constantFrom([], ['x'], ['x', 'yes'], ['yes']),
      counts: fc.constantFrom([], [3], [1, 3]),
      cluster: fc.constant('prod-blue'),
    }),
    run: fc.record({ mode: fc.constantFrom('dry-run', 'drill', 'real'), id: fc.constant('x') }),
  });
  const leaf = fc.constantFrom(
    '$look.api',
    '$look.namespace',
    '$look.serving',
    '$look.reason',
    '$look.deployments',
    '$found.backup',
    '$found.age',
    '$found.inventory',
    '$found.inventory.names',
    '$inputs',
    '$look',
    '$inputs.loud',
    '$inputs.window',
    '$inputs.size',
    '$inputs.names',
    '$inputs.counts',
    '$inputs.cluster',
    '$inputs.names[0]',
    "$inputs.names[$ = 'x']",
    '$run.mode',
    "'x'",
    "'yes'",
    "'HEALTHY'",
    "'small'",
    "'3'",
    "''",
    '3',
    '0',
    'true',
    'false',
    'null',
    "['x']",
    '[3, 1]',
    '[]',
    "{'a': 3}",
    "$uppercase('x')",
    '$count($inputs.names)',
    "($inputs.loud ? 'x' : 3)",
    "($inputs.loud ? 'x' : 'yes')",
    "$split('x', ',')",
    '[1..3]',
    "$look.reason & ''",
  );
  const comparison = fc.tuple(leaf, fc.constantFrom('=', '!=', 'in', '<', '>=', '+', '-'), leaf);

  test('what is said never to be true never is, and what is said to fail does', async () => {
    const said = { never: 0, fails: 0 };
    await fc.assert(
      fc.asyncProperty(
        comparison,
        fc.array(world, { minLength: 4, maxLength: 4 }),
        async ([a, operator, b], worlds) => {
          const written = `${a} ${operator} ${b}`;
          const found = read(written).filter(({ code }) => code !== 'not-a-condition');
          // in "+" the condition itself is no condition; a search for a part of a text is true for the whole of it
          if (found.length === 0 || found.some(({ message }) => message.includes('looks for a member')))
            return;
          const source = guard({ expression: written, reads: [], position: { line: 1, column: 1 } });
          for (const one of worlds) {
            let value: unknown;
            try {
              value = await jsonata(source).evaluate(undefined, one);
            } catch {
              said.fails += 1;
              continue;
            }
            expect([written, operator === '=' || operator === 'in' ? value : undefined]).toEqual([
              written,
              operator === '=' || operator === 'in' ? false : undefined,
            ]);
            if (operator === '!=') expect([written, value]).toEqual([written, true]);
            // an order of what has none is an error, not an answer; of nothing at all it is nothing
            if (!['=', '!=', 'in'].includes(operator)) expect([written, value]).toEqual([written, undefined]);
            said.never += 1;
          }
        },
      ),
      { seed, numRuns: 1000 },
    );
    // it does say something
    expect(said.never).toBeGreaterThan(300);
    expect(said.fails).toBeGreaterThan(200);
  });
});
