import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/model/json.ts';
import { seededRandom } from '../../lib/engine/clock.ts';
import { evaluate } from '../../lib/engine/jsonata.ts';
import { definition, run, world } from './world.ts';

const value = (text: string, variables: Record<string, Json> = {}) =>
  evaluate(text, 'Output', {
    variables,
    states: { input: {}, context: {} },
    surroundings: { now: 0, random: seededRandom(1) },
  });
const sum = (terms: number) => Array.from({ length: terms }, () => '1').join('+');
const recursion = (n: number) => `($f := function($n){ $n = 0 ? 0 : 1 + $f($n - 1) }; $f(${n}))`;
const doubled = (n: number) =>
  `($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p("x", ${n})))`;
const numbers = Array.from({ length: 100_000 }, (_, index) => index);

describe('an evaluation is bounded as the service was measured to bound it', () => {
  test.each<[string, string, Json]>([
    ['a hundred terms', sum(100), 100],
    ['a recursion 31 deep', recursion(31), 31],
    ['a range of 873,782', '$count([1..873782])', 873_782],
    ['a text doubled 22 times', doubled(22), 4_194_304],
    ['a function of each of 100,000 items', '$count($map([1..100000], function($v) { $v + 1 }))', 100_000],
  ])('%s is evaluated', async (_, text, expected) => {
    expect(await value(text, { numbers })).toEqual(expected);
  });

  test.each<[string, string, RegExp]>([
    ['a hundred and one terms', sum(101), /: Stack overflow error.* Depth=101 max=100$/],
    ['a recursion 32 deep', recursion(32), /: Stack overflow error/],
    [
      'a range of one more',
      '$count([1..873783])',
      /: Expression evaluation memory limit exceeded: Check for excessive memory usage$/,
    ],
    ['a text doubled once more', doubled(23), /memory limit exceeded/],
    ['a huge text', '$length($pad("x", 900000000))', /memory limit exceeded/],
    ['ten million items', '$map([1..10000000], function($v) { $v })', /memory limit exceeded/],
    [
      'a recursion without end',
      '($f := function($x) { $f($x + 1) }; $f(1))',
      /: Expression evaluation timeout: Check for infinite loop$/,
    ],
    ['a function of the library for each of very many', '$reduce([1..800000], $append)', /timeout/],
    ['a comparison of all with all', '$count($numbers[$ in $numbers])', /timeout/],
    ['a list of distinct values out of very many', '$count($distinct($numbers))', /timeout/],
    ['parentheses without number', `${'('.repeat(20_000)}1${')'.repeat(20_000)}`, /Stack overflow error/],
  ])('%s fails', async (_, text, message) => {
    await expect(value(text, { numbers })).rejects.toThrow(message);
  });

  test('fails the state, and other executions go on', async () => {
    const of = world();
    const endless = definition({
      E: { Type: 'Pass', Output: '{% ($f := function($x) { $f($x) }; $f(1)) %}', End: true },
    });
    const { arn } = of.engine.start(
      of.engine.createStateMachine('other', definition({ W: { Type: 'Wait', Seconds: 5, End: true } })),
      {},
    );
    const { error, cause } = await run(of, endless);
    expect([error, cause]).toEqual([
      'States.QueryEvaluationError',
      expect.stringMatching(
        /^An error occurred while executing the state 'E' .* timeout: Check for infinite loop$/,
      ),
    ]);
    await of.clock.until(of.engine.ended(arn));
    expect(of.engine.execution(arn)?.status).toBe('SUCCEEDED');
  });
});
