import { describe, expect, test } from '@jest/globals';
import type { State } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { definition, FunctionFailure, run, story, world } from './world.ts';

type MapOf = Partial<Extract<State, { Type: 'Map' }>>;

const invoke: State = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  End: true,
};

describe('Map', () => {
  const each = (more: MapOf): State => ({
    Type: 'Map',
    Items: '{% $states.input %}',
    ItemProcessor: definition({ T: invoke }),
    End: true,
    ...more,
  });

  test('never runs more iterations at once than MaxConcurrency', async () => {
    let running = 0;
    let most = 0;
    const { output, seconds } = await run(
      world({
        f: async ({ payload }, clock) => {
          running += 1;
          most = Math.max(most, running);
          await clock.sleep(1000);
          running -= 1;
          return payload;
        },
      }),
      definition({ M: each({ MaxConcurrency: '{% 2 %}' }) }),
      [1, 2, 3, 4, 5],
    );
    expect([output, most, seconds]).toEqual([[1, 2, 3, 4, 5], 2, 3]);
  });

  test('gives an iteration what ItemSelector makes of its item, and the item in the context', async () => {
    const { output } = await run(
      world({ f: ({ payload }) => payload }),
      definition({
        M: each({
          ItemSelector: {
            v: '{% $states.context.Map.Item.Value %}',
            i: '{% $states.context.Map.Item.Index %}',
          },
          ItemProcessor: definition({
            A: {
              Type: 'Pass',
              Output: { in: '{% $states.input %}', again: '{% $states.context.Map.Item.Value %}' },
              End: true,
            },
          }),
        }),
      }),
      ['a', 'b'],
    );
    expect(output).toEqual([
      { in: { v: 'a', i: 0 }, again: 'a' },
      { in: { v: 'b', i: 1 }, again: 'b' },
    ]);
  });

  test.each<[MapOf, string, Json]>([
    [{}, 'FAILED', null],
    [{ ToleratedFailureCount: 1 }, 'SUCCEEDED', [1, 3]],
    [{ ToleratedFailurePercentage: 40 }, 'SUCCEEDED', [1, 3]],
    [{ ToleratedFailurePercentage: 30 }, 'FAILED', null],
    // Of two thresholds, the one that is exceeded decides.
    [{ ToleratedFailureCount: 1, ToleratedFailurePercentage: 30 }, 'FAILED', null],
    [{ ToleratedFailureCount: 0, ToleratedFailurePercentage: 40 }, 'FAILED', null],
    [{ ToleratedFailureCount: 1, ToleratedFailurePercentage: 40 }, 'SUCCEEDED', [1, 3]],
    [{ ToleratedFailureCount: 0 }, 'FAILED', null],
  ])('with one of three failed and %j it is %s', async (more, expected, results) => {
    const { status, output } = await run(
      world({
        f: ({ payload }) => {
          if (payload === 2) throw new FunctionFailure('Two');
          return payload;
        },
      }),
      definition({ M: each(more) }),
      [1, 2, 3],
    );
    expect([status, output ?? null]).toEqual([expected, results]);
  });

  test('what ItemSelector makes is no larger than a state takes', async () => {
    const large = each({ ItemSelector: { v: '{% $pad("", 300000, "x") %}' } });
    const { status, error, events } = await run(world({ f: () => null }), definition({ M: large }), [1]);
    expect([status, error]).toEqual(['FAILED', 'States.DataLimitExceeded']);
    expect(story(events)).not.toContain('MapStateStarted M');
  });

  test('a failed iteration cuts off the others as AWS does', async () => {
    const { events } = await run(
      world({
        f: ({ payload }, clock) => {
          if (payload === 1) throw new FunctionFailure('One');
          return clock.sleep(5000).then(() => payload);
        },
      }),
      definition({ M: each({}) }),
      [1, 2],
    );
    expect(story(events).slice(-6)).toEqual([
      'MapIterationFailed M',
      'TaskStateAborted',
      'MapIterationAborted M',
      'TaskStateAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });
});
