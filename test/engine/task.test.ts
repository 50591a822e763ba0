import { describe, expect, test } from '@jest/globals';
import type { State } from '../../lib/model/asl.ts';
import { isObject, type Json } from '../../lib/model/json.ts';
import { definition, FunctionFailure, run, story, world } from './world.ts';

type Task = Extract<State, { Type: 'Task' }>;
const invoke = (more: Partial<Task> = {}): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f', Payload: { a: '{% $states.input.a %}' } },
  End: true,
  ...more,
});
const fails =
  (error: string): (() => never) =>
  () => {
    throw new FunctionFailure(error, `{"errorType":"${error}"}`);
  };

describe('a function', () => {
  test('gets its payload and answers in Payload, with the events of the integration', async () => {
    const of = world({ f: ({ payload }) => ({ got: payload }) });
    const { output, events } = await run(of, definition({ T: invoke() }), { a: 1 });
    expect(output).toEqual({ ExecutedVersion: '$LATEST', Payload: { got: { a: 1 } }, StatusCode: 200 });
    expect(of.calls).toEqual([
      {
        functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:f',
        payload: { a: 1 },
        executionArn: 'arn:aws:states:eu-central-1:111122223333:execution:machine:one',
        stateName: 'T',
      },
    ]);
    expect(story(events)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered T',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited T',
      'ExecutionSucceeded',
    ]);
    expect(events[2]).toMatchObject({
      taskScheduledEventDetails: {
        resourceType: 'lambda',
        resource: 'invoke',
        region: 'eu-central-1',
        parameters: '{"FunctionName":"f","Payload":{"a":1}}',
      },
    });
  });

  test('called directly has its own events, and its answer is the result', async () => {
    const Resource = 'arn:aws:lambda:eu-central-1:111122223333:function:f';
    const { output, events } = await run(
      world({ f: ({ payload }) => payload }),
      definition({ T: invoke({ Resource, Arguments: [1] }) }),
    );
    expect(output).toEqual([1]);
    expect(story(events).slice(2, 5)).toEqual([
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
  });

  test('cannot change what it was handed, nor what it has answered', async () => {
    const answer = { n: 1 };
    const of = world({
      f: ({ payload }, clock) => {
        if (isObject(payload)) payload['a'] = 'changed';
        void clock.sleep(1).then(() => (answer.n = 2));
        return answer;
      },
    });
    const T: State = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
      Next: 'W',
    };
    const W: State = { Type: 'Wait', Seconds: 10, End: true };
    const { output, events } = await run(of, definition({ T, W }), { a: 'as it was' });
    expect(output).toMatchObject({ Payload: { n: 1 } });
    expect(events[2]).toMatchObject({
      taskScheduledEventDetails: { parameters: '{"FunctionName":"f","Payload":{"a":"as it was"}}' },
    });
  });

  test('is called even when its branch is cut off at once: the history says that it was started', async () => {
    const of = world({ f: () => 1 });
    const P: State = {
      Type: 'Parallel',
      Branches: [definition({ T: invoke() }), definition({ F: { Type: 'Fail', Error: 'E' } })],
      End: true,
    };
    const { status, events } = await run(of, definition({ P }), { a: 1 });
    expect([status, of.calls.length, story(events).includes('TaskStarted')]).toEqual(['FAILED', 1, true]);
  });

  test('that throws something else is Lambda.Unknown', async () => {
    const { error, cause } = await run(
      world({ f: () => Promise.reject(new Error('socket hang up')) }),
      definition({ T: invoke() }),
      { a: 1 },
    );
    expect([error, cause]).toEqual(['Lambda.Unknown', 'socket hang up']);
  });
});

describe('Retry and Catch', () => {
  test('a poll: NotReady again and again, each time with the attempt’s number', async () => {
    const attempts: Json[] = [];
    const { status, seconds, events } = await run(
      world({
        f: ({ payload }) => {
          attempts.push(payload);
          return attempts.length < 5 ? fails('NotReady')() : 'ready';
        },
      }),
      definition({
        T: invoke({
          Arguments: { FunctionName: 'f', Payload: '{% $states.context.State.RetryCount %}' },
          Retry: [
            {
              ErrorEquals: ['NotReady'],
              IntervalSeconds: 15,
              BackoffRate: 1.5,
              MaxDelaySeconds: 60,
              MaxAttempts: 200,
            },
            { ErrorEquals: ['Throttled'], IntervalSeconds: 2, MaxAttempts: 8, JitterStrategy: 'FULL' },
          ],
        }),
      }),
    );
    expect([status, attempts, seconds]).toEqual(['SUCCEEDED', [0, 1, 2, 3, 4], 15 + 22.5 + 33.75 + 50.625]);
    expect(story(events).filter((type) => type.startsWith('TaskStateEntered'))).toHaveLength(1);
  });

  test('what is not tried again is caught, with Assign and Output of the catcher', async () => {
    const { output } = await run(
      world({ f: fails('AccessDenied') }),
      definition({
        T: invoke({
          Assign: { failure: 'none' },
          Retry: [{ ErrorEquals: ['Throttled'] }],
          Catch: [
            { ErrorEquals: ['RunClosed'], Next: 'Other' },
            {
              ErrorEquals: ['States.ALL'],
              Assign: { failure: '{% $states.errorOutput %}', in: '{% $states.input.a %}' },
              Output: 'caught',
              Next: 'Z',
            },
          ],
        }),
        Z: {
          Type: 'Pass',
          Output: { failure: '{% $failure %}', in: '{% $in %}', was: '{% $states.input %}' },
          End: true,
        },
        Other: { Type: 'Fail' },
      }),
      { a: 1 },
    );
    expect(output).toEqual({
      failure: { Error: 'AccessDenied', Cause: '{"errorType":"AccessDenied"}' },
      in: 1,
      was: 'caught',
    });
  });

  test('a state that is entered again counts its attempts anew', async () => {
    const attempts: Json[] = [];
    const of = world({
      f: ({ payload }) => {
        attempts.push(payload);
        return attempts.length < 5 ? fails('Throttled')() : 'done';
      },
    });
    const T = invoke({
      Arguments: { FunctionName: 'f', Payload: '{% $states.context.State.RetryCount %}' },
      Retry: [{ ErrorEquals: ['Throttled'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'T' }],
    });
    const { status } = await run(of, definition({ T }));
    expect([status, attempts]).toEqual(['SUCCEEDED', [0, 1, 0, 1, 0]]);
  });

  test('a catcher whose own expression fails ends the execution, it is not caught once more', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Output: '{% $none %}', Next: 'Z' }];
    const { status, error } = await run(
      world({ f: fails('E') }),
      definition({ T: invoke({ Catch }), Z: { Type: 'Succeed' } }),
      { a: 1 },
    );
    expect([status, error]).toEqual(['FAILED', 'States.QueryEvaluationError']);
  });

  test('an Output that cannot be evaluated is caught like any failure', async () => {
    const T = invoke({
      Output: '{% $states.result.Payload.missing %}',
      Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Z' }],
    });
    const { status, output } = await run(
      world({ f: () => ({}) }),
      definition({ T, Z: { Type: 'Succeed' } }),
      { a: 1 },
    );
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });
});

describe('time-outs', () => {
  test('a task that takes too long is dropped; its late answer changes nothing', async () => {
    const of = world({ f: (_, clock) => clock.sleep(100_000).then(() => 'late') });
    const T = invoke({ TimeoutSeconds: '{% 75 %}', Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'W' }] });
    const { output, seconds, events } = await run(
      of,
      definition({ T, W: { Type: 'Wait', Seconds: 100, End: true } }),
      { a: 1 },
    );
    expect([output, seconds]).toEqual([{ Error: 'States.Timeout', Cause: '' }, 175]);
    expect(story(events)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered T',
      'TaskScheduled',
      'TaskStarted',
      'TaskTimedOut',
      'TaskStateExited T',
      'WaitStateEntered W',
      'WaitStateExited W',
      'ExecutionSucceeded',
    ]);
  });

  test('the time of each attempt counts for itself', async () => {
    let tries = 0;
    const of = world({ f: (_, clock) => clock.sleep((tries += 1) < 3 ? 100_000 : 60_000).then(() => tries) });
    const T = invoke({
      TimeoutSeconds: 75,
      Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, BackoffRate: 1 }],
    });
    const { status, seconds } = await run(of, definition({ T }), { a: 1 });
    expect([status, seconds]).toEqual(['SUCCEEDED', 75 + 1 + 75 + 1 + 60]);
  });

  test.each([0, 2.5, '75'])('TimeoutSeconds %j is refused', async (given) => {
    const { error, cause } = await run(
      world({ f: () => 1 }),
      definition({ T: invoke({ TimeoutSeconds: '{% $states.input.t %}' }) }),
      { a: 1, t: given },
    );
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain('TimeoutSeconds');
  });

  test('the whole execution times out, whatever it is doing', async () => {
    const { status, seconds, events, error } = await run(
      world(),
      definition({ W: { Type: 'Wait', Seconds: 1000, End: true } }, { TimeoutSeconds: 60 }),
    );
    expect([status, seconds, error, story(events).at(-1)]).toEqual([
      'TIMED_OUT',
      60,
      undefined,
      'ExecutionTimedOut',
    ]);
  });
});
