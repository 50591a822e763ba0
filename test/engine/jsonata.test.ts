import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/model/json.ts';
import { seededRandom } from '../../lib/engine/clock.ts';
import { compile } from '../../lib/engine/compiled.ts';
import { evaluate, expressionIn, type Scope } from '../../lib/engine/jsonata.ts';
import { fill, isLiteral } from '../../lib/engine/template.ts';

const scope = (variables: Record<string, Json> = {}, seed = 1): Scope => ({
  variables,
  states: { input: { list: [{ n: 1 }], one: [1], none: [], text: 'a' }, context: {} },
  surroundings: { now: Date.parse('2026-11-24T03:05:06.789Z'), random: seededRandom(seed) },
});
const value = (text: string, variables: Record<string, Json> = {}, seed = 1) =>
  evaluate(text, 'Output', scope(variables, seed));

describe('expressions', () => {
  test.each<[string, Json]>([
    ['$states.input.text', 'a'],
    ['$states.input.one', [1]],
    ['$states.input.none', []],
    ['$states.input.list.n', 1],
    ['$states.input.list[n = 1]', { n: 1 }],
    ['{ "a": $missing, "b": 2 }', { b: 2 }],
    ['$now()', '2026-11-24T03:05:06.789Z'],
    ["$now('[Y]')", '2026'],
    ['$millis()', Date.parse('2026-11-24T03:05:06.789Z')],
    ["$fromMillis($toMillis('12:00', '[H01]:[m01]'))", '2026-11-24T12:00:00.000Z'],
    ["$toMillis('2026-11-24T03:05:06Z')", Date.parse('2026-11-24T03:05:06Z')],
    ['$partition([1,2,3], 2)', [[1, 2], [3]]],
    ['$partition([1], 2)', [[1]]],
    ['$range(0, 9, 3)', [0, 3, 6, 9]],
    ['$range(9, 0, -3)', [9, 6, 3, 0]],
    ['$range(1, 1, 1)', 1],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$count($range(1, 360145, 1))', 360_145],
    ['$partition([1,2,3], 2.9)', [[1, 2], [3]]],
    ['$random(42)', 0.7275636800328681],
    ['1/0', 'Infinity'],
    ['{ "a": [-1/0, 0/0] }', { a: ['-Infinity', 'NaN'] }],
    ["$hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
    ["$hash('a', 'SHA-256')", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ['$parse(\'{"a": [1]}\')', { a: [1] }],
    ['$random(5) = $random(5)', true],
    ['$count($shuffle([1,2,3,4]))', 4],
    ['$merge([$x, {"b": 2}])', { a: 1, b: 2 }],
  ])('%s', async (text, expected) => {
    expect(await value(text, { x: { a: 1 } })).toEqual(expected);
  });

  test.each([
    ['$doesNotExist', /returned nothing \(undefined\)\.$/],
    ['$eval("1")', /threw an error during evaluation\. T1006: /],
    ['$error("missing: look.api")', /threw an error during evaluation\. D3137: missing: look\.api$/],
    ['1 + "a"', /T2002: /],
    ['$states.input.(', /S0\d{3}: /],
    ['function($a) { $a }', /unsupported result type/],
    ['$range(1, 5, 0)', /returned nothing/],
    ['$range(1, 5)', /returned nothing/],
    ['$range(5, 1, 1)', /returned nothing/],
    ['$range(1, 360146, 1)', /memory limit exceeded/],
    ['$partition([1], 0)', /returned nothing/],
    ['$partition([], 2)', /returned nothing/],
    ["$hash('a')", /returned nothing/],
    ["$hash('a', 'CRC')", /\$hash knows MD5, SHA-1/],
    ["$parse('{')", /no JSON/],
    ['a ?? b', /S0\d{3}: /],
  ])('%s fails', async (text, message) => {
    await expect(value(text)).rejects.toThrow(message);
    await expect(value(text)).rejects.toMatchObject({ location: 'Output' });
  });

  test('chance comes from what is handed in', async () => {
    const drawn = '[$uuid(), $random(), $shuffle([1..20])]';
    expect(await value(drawn, {}, 1)).toEqual(await value(drawn, {}, 1));
    expect(await value(drawn, {}, 1)).not.toEqual(await value(drawn, {}, 2));
    expect(await value('$uuid()')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('what comes out carries none of the library’s marks: a list of one stays a list later', async () => {
    const found = await value('[$states.input.list.n, 2][[0]]');
    expect(found).toBe(1);
    const list = await value('$states.input.list.{"n": n}[]');
    expect(Object.keys(list ?? {})).toEqual(['0']);
    expect(await value('$x', { x: list })).toEqual([{ n: 1 }]);
  });
});

test('a text is parsed once, also one that cannot be', () => {
  expect(compile('$a + 1')).toBe(compile('$a + 1'));
  const failures = ['$a +', '$a +'].map((text) => {
    try {
      return compile(text);
    } catch (error) {
      return error;
    }
  });
  expect(failures[0]).toMatchObject({ code: 'S0207' });
  expect(failures[1]).toBe(failures[0]);
});

describe('templates', () => {
  test.each<[string, string | undefined]>([
    ['{% $x %}', '$x'],
    ['{%$x%}', '$x'],
    [' {% $x %}', undefined],
    ['{% $x %} ', undefined],
    ['text', undefined],
    ['{%', undefined],
  ])('%j is the expression %j', (text, expected) => {
    expect(expressionIn(text)).toBe(expected);
  });

  test('are filled deep inside, everything else stays as it is', async () => {
    const template: Json = { a: ['{% $x %}', { b: '{% $x + 1 %}', c: ' {% $x %}' }], d: null };
    expect(await fill(template, 'Output', () => scope({ x: 1 }))).toEqual({
      a: [1, { b: 2, c: ' {% $x %}' }],
      d: null,
    });
    expect([isLiteral(template), isLiteral({ a: [1, 'b'] })]).toEqual([false, true]);
  });

  test('a failure names the path of the field', async () => {
    const filling = fill({ a: [{ b: '{% $none %}' }] }, 'Arguments', () => scope());
    await expect(filling).rejects.toMatchObject({ location: 'Arguments/a[0]/b' });
  });
});
