import { describe, expect, test } from '@jest/globals';
import { matches, StateFailure } from '../../lib/engine/failure.ts';
import { retryOf } from '../../lib/engine/retry.ts';

test.each<[string[], string, boolean]>([
  [['States.ALL'], 'Throttled', true],
  [['States.ALL'], 'States.Timeout', true],
  [['States.ALL'], 'States.QueryEvaluationError', true],
  [['States.ALL'], 'States.DataLimitExceeded', false],
  [['States.ALL'], 'States.Runtime', false],
  [['States.DataLimitExceeded'], 'States.DataLimitExceeded', true],
  [['States.Runtime'], 'States.Runtime', false],
  [['States.TaskFailed'], 'Throttled', true],
  [['States.TaskFailed'], 'States.Timeout', false],
  [['States.Timeout'], 'States.Timeout', true],
  [['A', 'B'], 'B', true],
  [['A'], 'AB', false],
])('%j matches %s: %s', (wanted, error, expected) => {
  expect(matches(wanted, new StateFailure(error))).toBe(expected);
});

describe('delays in seconds', () => {
  const delays = (retrier: Parameters<typeof retryOf>[0][number], random = () => 1): number[] => {
    const found: number[] = [];
    for (let struck = 0; struck < 10; struck += 1) {
      const retry = retryOf([retrier], [struck], new StateFailure('E'), random);
      if (!retry) break;
      found.push(retry.delayMs / 1000);
    }
    return found;
  };
  const ErrorEquals = ['E'];

  test.each<[string, Parameters<typeof delays>[0], number[]]>([
    ['by default', { ErrorEquals }, [1, 2, 4]],
    [
      'growing',
      { ErrorEquals, IntervalSeconds: 15, BackoffRate: 1.5, MaxAttempts: 4 },
      [15, 22.5, 33.75, 50.625],
    ],
    ['capped', { ErrorEquals, IntervalSeconds: 2, MaxDelaySeconds: 5, MaxAttempts: 4 }, [2, 4, 5, 5]],
    ['never', { ErrorEquals, MaxAttempts: 0 }, []],
  ])('%s', (_, retrier, expected) => {
    expect(delays(retrier)).toEqual(expected);
  });

  test('that grow beyond all numbers stay instants that can be written down', () => {
    const growing = { ErrorEquals, BackoffRate: 1e200, MaxAttempts: 3 };
    expect(delays(growing)).toEqual([1, 31_622_400, 31_622_400]);
    expect(delays({ ...growing, JitterStrategy: 'FULL' }, () => 0)).toEqual([0, 0, 0]);
  });

  test('full jitter takes a part of it, by handed-in chance', () => {
    expect(delays({ ErrorEquals, JitterStrategy: 'FULL', IntervalSeconds: 4 }, () => 0.25)).toEqual([
      1, 2, 4,
    ]);
  });

  test('each retrier counts for itself, and the first that matches decides', () => {
    const retriers = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2 },
    ];
    expect(retryOf(retriers, [1, 0], new StateFailure('A'), () => 1)).toBeUndefined();
    expect(retryOf(retriers, [1, 1], new StateFailure('B'), () => 1)?.retrier).toBe(1);
    expect(retryOf(retriers, [1, 2], new StateFailure('B'), () => 1)).toBeUndefined();
  });
});
