import { codeOf, ReboundError } from '../../lib/model/errors.ts';
import type { Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';

/** mulberry32: chance from a seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: () => number, from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

interface Parked {
  actor: string;
  request: WireRequest;
  resolve: (answer: WireAnswer) => void;
  reject: (error: unknown) => void;
}

/** What becomes of a call: answered, lost before or after its effect, or its caller killed before or after it. */
export type Fate = 'answered' | 'request lost' | 'answer lost' | 'killed before' | 'killed after';

/** Thrown inside an actor that was killed: it never acts again. */
export class Killed extends Error {}

/** One call at a time: every call waits here until the schedule lets it happen, in seeded order, with a seeded fate. */
export interface Schedule {
  /** The transport of one actor. */
  transportOf: (actor: string) => Transport;
  /** Runs the actors until all have ended. `after` is called after every call that had an effect. */
  run: (actors: Promise<unknown>[], after: () => void) => Promise<void>;
}

export function schedule(
  world: Transport,
  random: () => number,
  fateOf: (random: () => number) => Fate,
): Schedule {
  const parked: Parked[] = [];
  return {
    transportOf: (actor) => (request) =>
      new Promise((resolve, reject) => parked.push({ actor, request, resolve, reject })),
    run: async (actors, after) => {
      let running = actors.length;
      for (const actor of actors) {
        actor.then(
          () => (running -= 1),
          () => (running -= 1),
        );
      }
      for (;;) {
        await drained();
        if (running === 0) break;
        const [call] = parked.splice(Math.floor(random() * parked.length), 1);
        if (!call) throw new Error('every actor waits, and none for a call');
        const fate = fateOf(random);
        if (fate === 'request lost') {
          call.reject(lost());
          continue;
        }
        if (fate === 'killed before') {
          call.reject(new Killed(call.actor));
          continue;
        }
        const answer = await world(call.request);
        after();
        if (fate === 'answer lost') call.reject(lost());
        else if (fate === 'killed after') call.reject(new Killed(call.actor));
        else call.resolve(answer);
      }
      await Promise.all(actors);
    },
  };
}

/** Everything that can go on without a call has gone on. */
async function drained(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function lost(): ReboundError {
  return new ReboundError('Unavailable', { what: 'no answer' });
}

/** Repeats what failed for a while, as the state machine's retriers do; a kill ends it. */
export async function untilAnswered<T>(attempt: () => Promise<T>, attemptsMax = 200): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (isKill(error)) throw new Killed();
      const code = codeOf(error);
      if (count >= attemptsMax || (code !== 'Unavailable' && code !== 'Conflict')) throw error;
    }
  }
}

/** A kill passes through the client that maps errors. */
export function isKill(error: unknown): boolean {
  return error instanceof Error && (error instanceof Killed || isKill(error.cause));
}
