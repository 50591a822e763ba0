import type { Definition, State } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { Engine, type FunctionCall, type TaskAnswer } from '../../lib/engine/engine.ts';
import { MemoryJournal } from '../../lib/engine/journal.ts';

export const start = Date.parse('2026-11-24T03:05:00.000Z');

/** What a function does: answers with a value, fails, or takes its time. */
export type Behaviour = (call: FunctionCall, clock: Timeline) => Json | Promise<Json>;

/** What a function throws. */
export class FunctionFailure extends Error {
  readonly error: string;

  constructor(error: string, cause = 'because') {
    super(cause);
    this.error = error;
  }
}

/** An engine in virtual time with functions by name; what was called is kept. */
export function world(functions: Record<string, Behaviour> = {}, seed = 1) {
  const random = seededRandom(seed);
  const clock = new Timeline({ start, random });
  const journal = new MemoryJournal();
  const calls: FunctionCall[] = [];
  const published: Json[] = [];
  const engine = new Engine({
    clock,
    random,
    journal,
    region: 'eu-central-1',
    account: '111122223333',
    tasks: {
      async invoke(call): Promise<TaskAnswer> {
        calls.push(call);
        const behaviour = functions[call.functionArn.split(':').at(-1) ?? ''];
        if (!behaviour) return { error: 'Lambda.ResourceNotFoundException', cause: call.functionArn };
        try {
          return { ok: await behaviour(call, clock) };
        } catch (error) {
          if (error instanceof FunctionFailure) return { error: error.error, cause: error.message };
          throw error;
        }
      },
      publish(args) {
        published.push(args);
        return Promise.resolve({ ok: { MessageId: 'm-1' } });
      },
    },
  });
  return { engine, clock, random, journal, calls, published };
}

type World = ReturnType<typeof world>;

export function definition(states: Record<string, State>, more: Partial<Definition> = {}): Definition {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] ?? '', States: states, ...more };
}

/** Starts a definition and drives it until it ends, or until nothing happens any more. */
export async function run(of: World, machine: Definition, input: Json = {}) {
  const { arn } = of.engine.start(of.engine.createStateMachine('machine', machine), input, 'one');
  const driven = await of.clock.until(of.engine.ended(arn));
  const execution = of.engine.execution(arn);
  if (!execution) throw new Error('no execution');
  return { ...execution, driven, seconds: (of.clock.now() - start) / 1000 };
}

/** Types of events, with the state's or the iteration's name. */
export function story(events: readonly { type: string }[]): string[] {
  return events.map((event) => {
    const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1] as
      | { name?: string }
      | undefined;
    return details?.name === undefined ? event.type : `${event.type} ${details.name}`;
  });
}
