import type { Definition, State } from '../../../lib/model/asl.ts';
import type { Json } from '../../../lib/model/json.ts';

/*
 * Runs with waits, callbacks, Parallel, Map, retries, time-outs and loops whose end does not depend on when the process
 * dies: what the outside has been told and has said stays there.
 */

export interface Job {
  name: string;
  machine: string;
  input: { n: number };
  expected: { status: string; output?: Json; error?: string };
  /** Stopped from outside this many seconds after it was started. */
  stopAfter?: number;
}

const definition = (states: Record<string, State>, more: Partial<Definition> = {}): Definition => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
  ...more,
});

/** A call that tells the outside which call it is: `call` differs from attempt to attempt. */
const call = (name: string, payload: Record<string, Json>, more: object): State => ({
  Type: 'Task',
  Resource: `arn:aws:states:::lambda:invoke${name === 'ask' ? '.waitForTaskToken' : ''}`,
  Arguments: {
    FunctionName: name,
    Payload: {
      call: '{% $uuid() %}',
      of: '{% $states.context.Execution.Name %}',
      ...(name === 'ask' ? { token: '{% $states.context.Task.Token %}' } : {}),
      ...payload,
    },
  },
  ...more,
});

const payload = '{% $states.result.Payload %}';

export const machines: Record<string, Definition> = {
  waits: definition({
    A: { Type: 'Pass', Assign: { n: '{% $states.input.n %}', r: '{% $random() %}' }, Next: 'W' },
    W: { Type: 'Wait', Seconds: '{% 5 + $n %}', Next: 'V' },
    V: { Type: 'Wait', Seconds: 30, Next: 'Z' },
    Z: { Type: 'Succeed', Output: { n: '{% $n * 3 %}', same: '{% $r = $r %}' } },
  }),

  asks: definition({
    A: { Type: 'Pass', Assign: { n: '{% $states.input.n %}', level: 0 }, Next: 'Ask' },
    Ask: call(
      'ask',
      { answer: '{% $n + 1 %}', after: '{% $level = 0 ? 100000 : 40 %}' },
      {
        TimeoutSeconds: 60,
        HeartbeatSeconds: 55,
        Catch: [
          { ErrorEquals: ['States.Timeout'], Assign: { level: '{% $level + 1 %}' }, Output: 1, Next: 'Ask' },
        ],
        Assign: { got: '{% $states.result %}' },
        Next: 'Z',
      },
    ),
    Z: { Type: 'Pass', Output: { got: '{% $got %}', level: '{% $min([$level, 1]) %}' }, End: true },
  }),

  parallel: definition({
    P: {
      Type: 'Parallel',
      Branches: [
        definition({
          F: call(
            'flaky',
            { n: '{% $states.input.n %}' },
            {
              Retry: [
                { ErrorEquals: ['States.ALL'], IntervalSeconds: 3, MaxAttempts: 20, JitterStrategy: 'FULL' },
              ],
              Output: payload,
              End: true,
            },
          ),
        }),
        definition({
          W: { Type: 'Wait', Seconds: 12, Next: 'Q' },
          Q: { Type: 'Pass', Output: 'waited', End: true },
        }),
        definition({ K: call('ask', { answer: '{% $states.input.n * 10 %}', after: 7 }, { End: true }) }),
      ],
      Next: 'Z',
    },
    Z: { Type: 'Succeed' },
  }),

  map: definition({
    M: {
      Type: 'Map',
      Items: '{% [1..5] %}',
      ItemSelector: { v: '{% $states.context.Map.Item.Value + $states.input.n %}' },
      MaxConcurrency: 2,
      ItemProcessor: definition({
        D: call('double', { n: '{% $states.input.v %}' }, { Output: payload, Next: 'W' }),
        W: { Type: 'Wait', Seconds: 4, End: true },
      }),
      End: true,
    },
  }),

  loop: definition({
    A: { Type: 'Pass', Assign: { i: 0, sum: '{% $states.input.n %}' }, Next: 'D' },
    D: call(
      'double',
      { n: '{% $i %}' },
      { Assign: { sum: '{% $sum + $states.result.Payload %}', i: '{% $i + 1 %}' }, Next: 'C' },
    ),
    C: { Type: 'Choice', Choices: [{ Condition: '{% $i < 5 %}', Next: 'D' }], Default: 'Z' },
    Z: { Type: 'Succeed', Output: '{% $sum %}' },
  }),

  fails: definition({
    T: call(
      'broken',
      {},
      { Retry: [{ ErrorEquals: ['Broken'], IntervalSeconds: 2, MaxAttempts: 2 }], End: true },
    ),
  }),

  late: definition({ W: { Type: 'Wait', Seconds: 10_000, End: true } }, { TimeoutSeconds: 90 }),

  stopped: definition({ W: { Type: 'Wait', Seconds: 90_000, End: true } }),
};

const expectations: Record<string, (n: number) => Job['expected']> = {
  waits: (n) => ({ status: 'SUCCEEDED', output: { n: n * 3, same: true } }),
  asks: (n) => ({ status: 'SUCCEEDED', output: { got: n + 1, level: 1 } }),
  parallel: (n) => ({ status: 'SUCCEEDED', output: [n + 100, 'waited', n * 10] }),
  map: (n) => ({ status: 'SUCCEEDED', output: [1, 2, 3, 4, 5].map((v) => 2 * (v + n)) }),
  loop: (n) => ({ status: 'SUCCEEDED', output: n + 20 }),
  fails: () => ({ status: 'FAILED', error: 'Broken' }),
  late: () => ({ status: 'TIMED_OUT' }),
  stopped: () => ({ status: 'ABORTED', error: 'Enough' }),
};

/** The job of a kind; `n` makes its output differ from others'. */
export function jobOf(machine: string, n: number): Job {
  const expected = expectations[machine];
  if (!expected) throw new Error(`no machine ${machine}`);
  return {
    name: `${machine}-${n}`,
    machine,
    input: { n },
    expected: expected(n),
    ...(machine === 'stopped' ? { stopAfter: 20 } : {}),
  };
}

export const kindsOfJobs = Object.keys(machines);

/** Six jobs of different kinds, for a seed. */
export function jobsOf(seed: number): Job[] {
  return Array.from({ length: 6 }, (_, index) =>
    jobOf(kindsOfJobs[(seed + index) % kindsOfJobs.length] ?? 'waits', index + 1),
  );
}
