import { describe, expect, test } from '@jest/globals';
import type { State } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { definition, FunctionFailure, run, story, world } from './world.ts';

const invoke = (name: string, more: Partial<Extract<State, { Type: 'Task' }>> = {}): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: {} },
  Output: '{% $states.result.Payload %}',
  End: true,
  ...more,
});

describe('variables', () => {
  test('are seen from the next state on, Assign and Output see the ones before', async () => {
    const { output } = await run(
      world(),
      definition({
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: {
          Type: 'Pass',
          Assign: { x: '{% $x + 1 %}', y: '{% $x %}' },
          Output: { x: '{% $x %}' },
          Next: 'C',
        },
        C: { Type: 'Pass', Output: { x: '{% $x %}', y: '{% $y %}', b: '{% $states.input.x %}' }, End: true },
      }),
    );
    expect(output).toEqual({ x: 2, y: 1, b: 1 });
  });

  test('of a branch or an iteration do not leave it; those outside can be read in it', async () => {
    const { output } = await run(
      world(),
      definition({
        A: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [
            definition({
              I: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'J' },
              J: { Type: 'Pass', Output: '{% $inner + $outer %}', End: true },
            }),
          ],
          Assign: { got: '{% $states.result[0] %}' },
          Next: 'Z',
        },
        Z: { Type: 'Pass', Output: { got: '{% $got %}', inner: '{% $exists($inner) %}' }, End: true },
      }),
    );
    expect(output).toEqual({ got: 3, inner: false });
  });
});

describe('Choice', () => {
  const choice: State = {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.a = 1 %}', Next: 'Yes' }],
  };
  const states: Record<string, State> = {
    C: choice,
    Yes: { Type: 'Succeed' },
    No: { Type: 'Fail', Error: 'No' },
  };

  test('without a rule that fits and without default fails', async () => {
    const { status, error, cause } = await run(world(), definition(states), { a: 2 });
    expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
    expect(cause).toBe(
      "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    );
  });

  test('refuses a condition that is neither true nor false', async () => {
    const C: State = {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.a %}', Next: 'Yes' }],
      Default: 'No',
    };
    const { error, cause } = await run(world(), definition({ ...states, C }), { a: 'x' });
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toMatch(
      /'Choices\[0\]\/Condition' returned an unexpected result type. Expected 'boolean', but was 'string'/,
    );
  });

  test('an expression that fails reaches the Catch of the Parallel around it', async () => {
    const guard: State = {
      Type: 'Choice',
      Choices: [{ Condition: "{% $error('missing: look.api') %}", Next: 'E' }],
    };
    const { output } = await run(
      world(),
      definition({
        P: {
          Type: 'Parallel',
          Branches: [definition({ G: guard, E: { Type: 'Succeed' } })],
          Catch: [
            { ErrorEquals: ['States.ALL'], Assign: { failure: '{% $states.errorOutput %}' }, Next: 'Told' },
          ],
          End: true,
        },
        Told: { Type: 'Pass', Output: '{% $failure %}', End: true },
      }),
    );
    expect(output).toMatchObject({ Error: 'States.QueryEvaluationError' });
    expect(JSON.stringify(output)).toContain('D3137: missing: look.api');
  });
});

describe('Wait', () => {
  test.each<[string, Partial<Extract<State, { Type: 'Wait' }>>, number]>([
    ['seconds', { Seconds: 90 }, 90],
    ['seconds by an expression', { Seconds: '{% $states.input.s %}' }, 30],
    ['until an instant', { Timestamp: '2026-11-24T04:05:00Z' }, 3600],
    ['until an instant with an offset', { Timestamp: '2026-11-24T04:05:10+01:00' }, 10],
    ['an instant that has passed', { Timestamp: '2020-01-01T00:00:00Z' }, 0],
  ])('%s', async (_, more, expected) => {
    const { seconds, status } = await run(world(), definition({ W: { Type: 'Wait', End: true, ...more } }), {
      s: 30,
    });
    expect([status, seconds]).toEqual(['SUCCEEDED', expected]);
  });

  test.each<Json>([-1, 1.5, '10'])('refuses %j seconds', async (s) => {
    const { error } = await run(
      world(),
      definition({ W: { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true } }),
      { s },
    );
    expect(error).toBe('States.QueryEvaluationError');
  });
});

describe('Parallel', () => {
  test('ends with the outputs in the order of its branches, whichever is first', async () => {
    const { output, seconds } = await run(
      world(),
      definition({
        P: {
          Type: 'Parallel',
          Arguments: { n: 1 },
          Branches: [
            definition({ A: { Type: 'Wait', Seconds: 20, Output: 'slow', End: true } }),
            definition({ B: { Type: 'Pass', End: true } }),
          ],
          End: true,
        },
      }),
    );
    expect([output, seconds]).toEqual([['slow', { n: 1 }], 20]);
  });

  test('without branches has nothing to wait for', async () => {
    const { status, output } = await run(
      world(),
      definition({
        P: { Type: 'Parallel', Branches: [], Output: '{% $count($states.result) %}', End: true },
      }),
    );
    expect([status, output]).toEqual(['SUCCEEDED', 0]);
  });

  test('a branch that fails cuts off the others, and their timers and late answers with them', async () => {
    const of = world({
      slow: (_, clock) => clock.sleep(30_000).then(() => 'late'),
      bad: () => {
        throw new FunctionFailure('Bad');
      },
    });
    const { status, error, events, seconds } = await run(
      of,
      definition({
        P: {
          Type: 'Parallel',
          Branches: [
            definition({ S: invoke('slow') }),
            definition({ W: { Type: 'Wait', Seconds: 10, Next: 'B' }, B: invoke('bad') }),
            definition({ L: { Type: 'Wait', Seconds: 86_400, End: true } }),
          ],
          End: true,
        },
      }),
    );
    expect([status, error, seconds]).toEqual(['FAILED', 'Bad', 10]);
    expect(story(events).slice(-5)).toEqual([
      'TaskStateAborted',
      'TaskStateAborted',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    await of.clock.until(new Promise(() => {}));
    expect((of.clock.now() - Date.parse('2026-11-24T03:05:00Z')) / 1000).toBe(30);
    expect(
      of.engine.execution('arn:aws:states:eu-central-1:111122223333:execution:machine:one')?.events.length,
    ).toBe(events.length);
  });

  test('is tried again whole', async () => {
    let tries = 0;
    const { output, seconds } = await run(
      world({
        once: () => {
          tries += 1;
          if (tries < 3) throw new FunctionFailure('Bad');
          return tries;
        },
      }),
      definition({
        P: {
          Type: 'Parallel',
          Branches: [definition({ T: invoke('once') })],
          Retry: [{ ErrorEquals: ['Bad'] }],
          End: true,
        },
      }),
    );
    expect([output, seconds]).toEqual([[3], 3]);
  });
});

test('an execution that goes round for ever ends at the limit of its history', async () => {
  const { status, error, cause, events } = await run(world(), definition({ A: { Type: 'Pass', Next: 'A' } }));
  expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
  expect(25_000 - events.length).toBeGreaterThanOrEqual(0);
  expect(25_000 - events.length).toBeLessThan(4);
  expect(cause).toMatch(/maximum number of history events/);
});

test('an output larger than Step Functions carries is States.DataLimitExceeded, which States.ALL does not catch', async () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Z' }];
  const caughtByName = [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Z' }];
  const outcome = async (of: typeof Catch) => {
    const large = world({ f: () => 'x'.repeat(300_000) });
    const { status, error } = await run(
      large,
      definition({ T: invoke('f', { Catch: of }), Z: { Type: 'Succeed' } }),
    );
    return [status, error];
  };
  expect(await outcome(Catch)).toEqual(['FAILED', 'States.DataLimitExceeded']);
  expect(await outcome(caughtByName)).toEqual(['SUCCEEDED', undefined]);
});

test('a state that does not exist ends the execution with a sentence', async () => {
  const { status, error, cause } = await run(world(), definition({ A: { Type: 'Pass', Next: 'Gone' } }));
  expect([status, error, cause]).toEqual(['FAILED', 'States.Runtime', "The state 'Gone' does not exist."]);
});
