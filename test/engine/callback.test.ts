import { describe, expect, test } from '@jest/globals';
import type { State } from '../../lib/model/asl.ts';
import { isObject, type Json } from '../../lib/model/json.ts';
import { definition, FunctionFailure, run, story, world } from './world.ts';

type Task = Extract<State, { Type: 'Task' }>;
const ask = (more: Partial<Task> = {}): State => ({
  Type: 'Task',
  End: true,
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: {
    FunctionName: 'f',
    Payload: { token: '{% $states.context.Task.Token %}', level: '{% $exists($level) ? $level : 0 %}' },
  },
  ...more,
});
const tokenOf = (payload: Json): string =>
  isObject(payload) && typeof payload['token'] === 'string' ? payload['token'] : '';
const fails =
  (error: string): (() => never) =>
  () => {
    throw new FunctionFailure(error, `{"errorType":"${error}"}`);
  };

describe('a task with a token', () => {
  test('waits for its token, not for its function', async () => {
    const of = world({
      f: ({ payload }, clock) => {
        void clock
          .sleep(240_000)
          .then(() => of.engine.answer(tokenOf(payload), { ok: { answer: 'approve' } }));
        return 'sent';
      },
    });
    const { output, seconds, events } = await run(of, definition({ T: ask() }));
    expect([output, seconds]).toEqual([{ answer: 'approve' }, 240]);
    expect(story(events).slice(2, 6)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
    ]);
  });

  test('may be answered before its function has', async () => {
    const of = world({
      f: async ({ payload }, clock) => {
        await of.engine.answer(tokenOf(payload), { ok: 'quick' });
        await clock.sleep(1000);
        return 'sent';
      },
    });
    const { output, seconds } = await run(of, definition({ T: ask() }));
    expect([output, seconds]).toEqual(['quick', 0]);
  });

  test('fails when its function fails, or with the error that is sent', async () => {
    const failed = await run(world({ f: fails('Malformed') }), definition({ T: ask() }));
    expect(failed.error).toBe('Malformed');
    const of = world({
      f: ({ payload }) => {
        void of.engine.answer(tokenOf(payload), { error: 'Rejected', cause: 'no' });
        return 1;
      },
    });
    const rejected = await run(of, definition({ T: ask() }));
    expect([rejected.error, rejected.cause]).toEqual(['Rejected', 'no']);
  });

  test('without heartbeat in time it times out, with one it lives longer', async () => {
    const beats = (times: number) => {
      const of = world({
        f: async ({ payload }, clock) => {
          const token = tokenOf(payload);
          const beating = async (): Promise<void> => {
            for (let beat = 0; beat < times; beat += 1) {
              await clock.sleep(8000);
              await of.engine.heartbeat(token);
            }
          };
          void beating();
          return 1;
        },
      });
      return run(of, definition({ T: ask({ HeartbeatSeconds: 10 }) }));
    };
    const [silent, alive] = [await beats(0), await beats(3)];
    expect([silent.error, silent.seconds]).toEqual(['States.Timeout', 10]);
    expect([alive.error, alive.seconds]).toEqual(['States.Timeout', 34]);
  });

  test('each level of an ask gets a new token; the old one is not heard any more', async () => {
    const tokens: string[] = [];
    const heard: string[] = [];
    const of = world({
      f: ({ payload }, clock) => {
        tokens.push(tokenOf(payload));
        if (tokens.length === 3)
          void clock.sleep(5000).then(async () => {
            for (const token of [tokens[0], tokens[2], tokens[2]])
              await of.engine.answer(token ?? '', { ok: 'yes' }).then(
                () => heard.push('heard'),
                (error: Error) => heard.push(error.name),
              );
          });
        return 1;
      },
    });
    const T = ask({
      TimeoutSeconds: 600,
      Catch: [
        {
          ErrorEquals: ['States.Timeout'],
          Assign: { level: '{% ($exists($level) ? $level : 0) + 1 %}' },
          Next: 'T',
        },
      ],
    });
    const { status, seconds } = await run(of, definition({ T }));
    expect([status, seconds, new Set(tokens).size]).toEqual(['SUCCEEDED', 1205, 3]);
    expect(of.calls.map(({ payload }) => isObject(payload) && payload['level'])).toEqual([0, 1, 2]);
    expect(heard).toEqual(['TaskTimedOut', 'heard', 'TaskTimedOut']);
  });

  test('of two answers in the same moment one is heard', async () => {
    const heard: boolean[] = [];
    const of = world({
      f: ({ payload }) => {
        for (const ok of ['first', 'second'])
          void of.engine.answer(tokenOf(payload), { ok }).then(
            () => heard.push(true),
            () => heard.push(false),
          );
        return 1;
      },
    });
    const { output } = await run(of, definition({ T: ask() }));
    await of.clock.until(() => heard.length === 2);
    expect([output, heard]).toEqual(['first', [true, false]]);
  });

  test('is not to be guessed: the same task in another execution of the same seed has another token', async () => {
    const tokens = new Set<string>();
    const of = world({ f: ({ payload }) => tokens.add(tokenOf(payload)).size });
    const machine = of.engine.createStateMachine('machine', definition({ T: ask() }));
    for (const name of ['a', 'b', 'c']) of.engine.start(machine, {}, name);
    await of.clock.until(new Promise(() => {}));
    const secrets = [...tokens].map((token): unknown => {
      const read: { n?: unknown } = JSON.parse(Buffer.from(token, 'base64url').toString());
      return read.n;
    });
    expect(new Set(secrets).size).toBe(3);
  });

  test('a token that is none is said to be none', async () => {
    const of = world();
    await expect(of.engine.answer('no token', { ok: 1 })).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});
