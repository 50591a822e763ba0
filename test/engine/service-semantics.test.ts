import { describe, expect, test } from '@jest/globals';
import type { State } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { definition, FunctionFailure, run, world } from './world.ts';

type Task = Extract<State, { Type: 'Task' }>;
const ask = (more: Partial<Task>): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' },
  End: true,
  ...more,
});
const told: State = { Type: 'Pass', End: true };

describe('a heartbeat that does not come', () => {
  test.each(['States.HeartbeatTimeout', 'States.Timeout'])('is caught as %s', async (name) => {
    const Catch = [{ ErrorEquals: [name], Next: 'Told' }];
    const T = ask({ HeartbeatSeconds: 5, TimeoutSeconds: 60, Catch });
    const { output, seconds } = await run(world({ f: () => 1 }), definition({ T, Told: told }));
    expect([output, seconds]).toEqual([{ Error: 'States.Timeout', Cause: '' }, 5]);
  });

  test('is no heartbeat time-out when the whole time is over', async () => {
    const Catch = [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Told' }];
    const T = ask({ TimeoutSeconds: 5, Catch });
    const { status, error } = await run(world({ f: () => 1 }), definition({ T, Told: told }));
    expect([status, error]).toEqual(['FAILED', 'States.Timeout']);
  });
});

test('an execution that takes too long is TIMED_OUT without error; its event names one', async () => {
  const W: State = { Type: 'Wait', Seconds: 60, End: true };
  const { status, error, cause, events, seconds } = await run(
    world(),
    definition({ W }, { TimeoutSeconds: 3 }),
  );
  expect([status, error, cause, seconds]).toEqual(['TIMED_OUT', undefined, undefined, 3]);
  expect(events.at(-1)).toMatchObject({
    type: 'ExecutionTimedOut',
    previousEventId: 0,
    executionTimedOutEventDetails: { error: 'States.Timeout' },
  });
});

test('the role that a task names is told when it is scheduled', async () => {
  const T: State = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'f' },
    Credentials: { RoleArn: "{% 'arn:aws:iam::1:role/' & $states.input %}" },
    End: true,
  };
  const { events } = await run(world({ f: () => 1 }), definition({ T }), 'r');
  expect(events[2]).toMatchObject({
    type: 'TaskScheduled',
    taskScheduledEventDetails: { taskCredentials: { roleArn: 'arn:aws:iam::1:role/r' } },
  });
});

test('a Map knows its older name for what it does', async () => {
  const machine: unknown = {
    StartAt: 'M',
    States: {
      M: { Type: 'Map', Iterator: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, End: true },
    },
  };
  const { output } = await run(world(), machine as ReturnType<typeof definition>, [1, 2]);
  expect(output).toEqual([1, 2]);
});

test.each<[object, string]>([
  [{ ToleratedFailureCount: 0 }, 'States.ExceedToleratedFailureThreshold'],
  [{}, 'Bad'],
])('a Map with %j that fails fails with %s', async (more, expected) => {
  const T: State = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'f' },
    End: true,
  };
  const f = (): Json => {
    throw new FunctionFailure('Bad');
  };
  const M: State = { Type: 'Map', ItemProcessor: { StartAt: 'T', States: { T } }, End: true, ...more };
  expect((await run(world({ f }), definition({ M }), [1])).error).toBe(expected);
});
