import { describe, expect, test } from '@jest/globals';
import type { State } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { apply } from '../../lib/engine/apply.ts';
import type { Execution } from '../../lib/engine/execution.ts';
import { replay, type JournalEntry } from '../../lib/engine/journal.ts';
import { definition, FunctionFailure, run, world } from './world.ts';

const call = (more: object): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'flaky', Payload: { u: '{% $uuid() %}', at: '{% $now() %}' } },
  ...more,
});

/** Something of everything: retries with jitter, a time-out, chance, branches, iterations, a catch. */
const everything = definition(
  {
    A: { Type: 'Pass', Assign: { r: '{% $random() %}', s: '{% $shuffle([1,2,3,4,5]) %}' }, Next: 'P' },
    P: {
      Type: 'Parallel',
      Branches: [
        definition({
          T: call({
            Retry: [
              { ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', IntervalSeconds: 10, MaxAttempts: 9 },
            ],
            End: true,
          }),
        }),
        definition({
          M: {
            Type: 'Map',
            Items: '{% $s %}',
            MaxConcurrency: 2,
            ItemProcessor: definition({ W: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } }),
            End: true,
          },
        }),
      ],
      Assign: { got: '{% $states.result %}' },
      Next: 'Slow',
    },
    Slow: call({
      Arguments: { FunctionName: 'slow' },
      TimeoutSeconds: 5,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
      End: true,
    }),
    Z: { Type: 'Pass', Output: { r: '{% $r %}', got: '{% $got %}', u: '{% $uuid() %}' }, End: true },
  },
  { TimeoutSeconds: 3600 },
);

function flakyWorld(seed: number) {
  let calls = 0;
  return world(
    {
      flaky: ({ payload }): Json => {
        calls += 1;
        if (calls < 4) throw new FunctionFailure('Throttled');
        return payload;
      },
      slow: (_, clock) => clock.sleep(60_000).then(() => 'late'),
    },
    seed,
  );
}

async function recorded(seed = 1): Promise<{ entries: JournalEntry[]; execution: Execution }> {
  const of = flakyWorld(seed);
  await run(of, everything, { a: 1 });
  const [execution] = of.engine.executions();
  if (!execution) throw new Error('no execution');
  expect(execution.status).toBe('SUCCEEDED');
  return { entries: of.journal.entries, execution };
}

/** The execution after the first input after which something waits for an instant. */
async function firstWaiting(entries: readonly JournalEntry[]) {
  for (let count = 1; count <= entries.length; count += 1) {
    const [execution] = (await replay(entries.slice(0, count))).values();
    for (const { waits } of Object.values(execution?.frames ?? {}))
      if (execution && waits.for === 'instant') return { execution, ticket: waits.ticket, at: waits.at };
  }
  throw new Error('nothing ever waits');
}

const asText = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('an execution is its inputs', () => {
  test('the same seed gives the same execution, event for event; another seed another one', async () => {
    const [a, b, c] = [await recorded(1), await recorded(1), await recorded(2)];
    expect(asText(a.execution)).toEqual(asText(b.execution));
    expect(asText(a.execution.events)).not.toEqual(asText(c.execution.events));
  });

  test('replaying the journal gives the execution again', async () => {
    const { entries, execution } = await recorded();
    const again = (await replay(entries)).get(execution.arn);
    expect(asText(again)).toEqual(asText(execution));
  });

  test('it can be written down and read back after every single input', async () => {
    const { entries, execution } = await recorded();
    let state: Execution | undefined;
    let inputs = 0;
    for (const entry of entries) {
      if (entry.kind === 'execution') state = entry.execution;
      if (entry.kind !== 'input' || !state) continue;
      const copy: Execution = JSON.parse(JSON.stringify(state));
      await apply(copy, entry.input);
      state = copy;
      inputs += 1;
    }
    expect(inputs).toBeGreaterThan(12);
    expect(asText(state)).toEqual(asText(execution));
  });

  test('it can be forked: what one copy goes through the other does not see', async () => {
    const { entries } = await recorded();
    const half = entries.slice(0, Math.floor(entries.length / 2));
    const state = [...(await replay(half)).values()][0];
    if (!state) throw new Error('no execution');
    const fork = structuredClone(state);
    const before = asText(state);
    await apply(fork, { kind: 'stop', at: state.startedAt + 1000, error: 'E', cause: 'C' });
    expect(fork).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C', frames: {} });
    expect(asText(state)).toEqual(before);
  });

  test('an input that nobody waits for changes nothing', async () => {
    const { entries } = await recorded();
    const state = [...(await replay(entries.slice(0, 6))).values()][0];
    if (!state) throw new Error('no execution');
    const before = asText(state);
    for (const ticket of ['none', 'deadline?', '9999']) {
      expect(
        await apply(state, { kind: 'answered', at: state.startedAt + 1, ticket, answer: { ok: 1 } }),
      ).toEqual([]);
      expect(await apply(state, { kind: 'due', at: state.startedAt + 1, ticket })).toEqual([]);
    }
    expect(asText(state)).toEqual(before);
  });

  test('what comes too early or twice changes nothing', async () => {
    const { entries } = await recorded();
    const waiting = await firstWaiting(entries);
    const before = asText(waiting.execution);
    const { startedAt } = waiting.execution;
    await apply(waiting.execution, { kind: 'due', at: waiting.at - 1, ticket: waiting.ticket });
    await apply(waiting.execution, { kind: 'start', at: startedAt });
    expect(asText(waiting.execution)).toEqual(before);
    await apply(waiting.execution, { kind: 'due', at: waiting.at, ticket: waiting.ticket });
    expect(asText(waiting.execution)).not.toEqual(before);
  });

  test('an input is kept before it is applied', async () => {
    const of = flakyWorld(1);
    const kept: number[] = [];
    const append = of.journal.append.bind(of.journal);
    of.journal.append = (entry) => {
      if (entry.kind === 'input') kept.push(of.engine.executions()[0]?.events.length ?? -1);
      append(entry);
    };
    await run(of, everything);
    expect(kept[0]).toBe(0);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
  });
});

test('kill drops everything where it is: no timer fires, no answer is heard, nobody is told', async () => {
  const told: string[] = [];
  const of = flakyWorld(1);
  const { arn } = of.engine.start(of.engine.createStateMachine('machine', everything), {}, 'one');
  void of.engine.ended(arn).then(() => told.push('ended'));
  await of.clock.until(of.clock.sleep(3000));
  const before = of.journal.entries.length;
  of.engine.kill();
  const at = of.clock.now();
  expect(await of.clock.until(new Promise(() => {}))).toBe('idle');
  expect([of.journal.entries.length, of.clock.now(), told, of.engine.execution(arn)]).toEqual([
    before,
    at,
    [],
    undefined,
  ]);
});

test('what is killed in the middle of an input calls nothing any more', async () => {
  const of = flakyWorld(1);
  of.engine.start(of.engine.createStateMachine('machine', everything), {}, 'one');
  of.engine.kill();
  await of.clock.until(new Promise(() => {}));
  expect(of.calls).toEqual([]);
});
