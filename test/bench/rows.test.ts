import { describe, expect, test } from '@jest/globals';
import { rowsOf as bundleRows } from '../../bench/bundles.ts';
import { rowsOf as callRows } from '../../bench/calls.ts';
import { rounds } from '../../bench/rounds.ts';
import { median, spread } from '../../bench/spread.ts';
import { rowsOf as transitionRows } from '../../bench/transitions.ts';

const values = (rows: { name: string; value: number }[]) =>
  Object.fromEntries(rows.map(({ name, value }) => [name, value]));

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 2, 100], 3],
])('the median of %p is %p', (given, expected) => {
  expect(median(given)).toBe(expected);
});

test('nothing has no median', () => {
  expect(() => median([])).toThrow('nothing was measured');
});

test('a spread is the median between the smallest and the largest', () => {
  expect(spread([10.004, 30, 20])).toEqual({ value: 20, min: 10, max: 30 });
});

test('rounds: by turns, the first to warm up', async () => {
  const done: string[] = [];
  const act = (name: string) => () => Promise.resolve(done.push(name));
  const took = await rounds(2, { a: act('a'), b: act('b') });
  expect(done.join('')).toBe('ababab');
  expect(took).toEqual({ a: [3, 5], b: [4, 6] });
});

describe('rows', () => {
  test('of transitions: each ratio of its own worst recovery, the counts of the longest', () => {
    const counts = { steps: 6, asks: 1, frame: 8, retries: 4, executed: 6, executedUses: 5 };
    const short = { steps: 4, asks: 0, frame: 8, retries: 0, executed: 3, executedUses: 3 };
    expect(values(transitionRows([counts, short]))).toEqual({
      transitions: 1.33,
      'transitions.uses': 1.33,
      'transitions.worst': 1.33,
      'transitions.run': 19,
      'transitions.steps': 6,
      'transitions.frame': 8,
      'transitions.asks': 1,
      'transitions.retries': 4,
    });
  });

  test('of transitions: no recovery is no measurement', () => {
    expect(() => transitionRows([])).toThrow('no rehearsal of any runbook recovers');
  });

  test('of calls: all, and those of the steps’ functions for each step', () => {
    const title = 'Look';
    const step = {
      id: 'look',
      title,
      uses: 'check-cluster',
      kind: 'reads',
      states: [title],
      line: 1,
    } as const;
    const rows = callRows({
      calls: [
        { system: 'dynamodb', function: 'open-run' },
        { system: 'dynamodb', function: 'step-check-cluster' },
        { system: 'eks', function: 'step-check-cluster' },
      ],
      events: [{ id: 1, previousEventId: 0, type: 'TaskStateEntered', at: 0, name: title }],
      steps: [{ ...step, states: [...step.states] }],
    });
    expect(values(rows)).toEqual({ calls: 3, 'calls.step': 2, 'calls.dynamodb': 2, 'calls.eks': 1 });
  });

  test('of bundles: the largest, the slowest, and each', () => {
    const rows = bundleRows([
      { name: 'lock', bytes: 500, importsMs: [70, 90, 80] },
      { name: 'ask', bytes: 600, importsMs: [60, 61, 62] },
    ]);
    expect(values(rows)).toEqual({
      'bundles.size': 600,
      'bundles.import': 80,
      'bundles.lock.size': 500,
      'bundles.lock.import': 80,
      'bundles.ask.size': 600,
      'bundles.ask.import': 61,
    });
  });
});
