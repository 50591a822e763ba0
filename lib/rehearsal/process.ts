import { isObject, type Json } from '../model/json.ts';
import { runIdOf } from '../model/run.ts';
import { Killed } from '../local/invoker.ts';
import type { Transport } from '../model/transport.ts';
import { numberOf, textOf } from './read.ts';

/** Something that calls outside: one invocation of a function, or a person's command. */
export interface Process {
  id: number;
  /** The function's name (`step-restore-backup`), or `person platform-leads`. */
  name: string;
  payload: Json;
  /** The run that the payload is of; empty where it is of none. */
  run: string;
  step: string;
  generation: number;
  iteration: number;
  /** It takes back what the step did: how often that was tried again; null for everything else. */
  undo: number | null;
  beganAt: number;
  /** True for a second delivery of a payload. */
  duplicate: boolean;
}

/** What a payload says about where it belongs (lib/model/call.ts). */
export function processOf(name: string, payload: Json, beganAt: number, id: number): Process {
  const fields = isObject(payload) ? payload : {};
  const execution = textOf(fields['execution']);
  return {
    id,
    name,
    payload,
    run: execution === '' ? '' : runIdOf(execution),
    step: textOf(fields['step']),
    generation: numberOf(fields['generation']),
    iteration: numberOf(fields['iteration']),
    undo: fields['phase'] === 'undo' ? numberOf(fields['round']) : null,
    beganAt,
    duplicate: false,
  };
}

/** Does work on a transport as a process of its own: once it is killed nothing of it goes on. Rejects with Killed then. */
export async function asProcess<T>(inner: Transport, work: (transport: Transport) => Promise<T>): Promise<T> {
  let dead = false;
  const { promise: killed, reject: kill } = Promise.withResolvers<never>();
  killed.catch(() => undefined);
  const transport: Transport = async (request, signal) => {
    if (dead) return new Promise(() => {});
    try {
      return await inner(request, signal);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      dead = true;
      kill(error);
      return new Promise(() => {});
    }
  };
  return Promise.race([work(transport), killed]);
}
