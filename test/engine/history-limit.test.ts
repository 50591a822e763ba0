import { describe, expect, test } from '@jest/globals';
import type { State } from '../../lib/model/asl.ts';
import { definition, FunctionFailure, run, world } from './world.ts';

const most = 25_000;

function invoke(more: object): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'f', Payload: {} },
    ...more,
  };
}

/** The history is full to the last event, which says so. */
async function expectFull(outcome: ReturnType<typeof run>): Promise<void> {
  const { status, error, cause, events } = await outcome;
  expect([status, error, events.length]).toEqual(['FAILED', 'States.Runtime', most]);
  expect(cause).toMatch(/maximum number of history events/);
  expect(events.at(-1)?.type).toBe('ExecutionFailed');
  expect(events.filter(({ type }) => type.startsWith('Execution'))).toHaveLength(2);
}

describe('the history has 25,000 events at most', () => {
  test('also of a task that is tried again for ever, which enters no state', async () => {
    const of = world({
      f: () => {
        throw new FunctionFailure('NotReady');
      },
    });
    const Retry = [{ ErrorEquals: ['NotReady'], MaxAttempts: 99_999_999, BackoffRate: 1 }];
    await expectFull(run(of, definition({ T: invoke({ Retry, End: true }) })));
    expect(of.calls.length).toBeLessThan(most / 3);
  });

  test('also where one step appends many: iterations that begin, and branches that are cut off', async () => {
    const inner = (state: State) => ({ StartAt: 'I', States: { I: state } });
    const Items = Array.from({ length: 40 }, (_, index) => index);
    const of = world({
      f: () => {
        throw new FunctionFailure('Broken');
      },
    });
    const looping = definition({
      M: {
        Type: 'Map',
        Items,
        ItemProcessor: inner(invoke({ End: true })),
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'M' }],
        End: true,
      },
    });
    await expectFull(run(of, looping));
  });

  test('and the last may be a success', async () => {
    // Started, three states besides 6,248 rounds of two, each entered and left, succeeded: as many as there may be.
    const counting = definition({
      A: {
        Type: 'Pass',
        Assign: { n: 0 },
        Next: 'B',
      },
      B: { Type: 'Pass', Next: 'L' },
      L: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% $n < 6248 %}', Next: 'L' }], Default: 'Z' },
      Z: { Type: 'Succeed' },
    });
    const { status, events } = await run(world(), counting);
    expect([status, events.length]).toEqual(['SUCCEEDED', most]);
  });
});
