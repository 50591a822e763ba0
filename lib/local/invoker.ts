import type { Clock, Random } from '../model/clock.ts';
import { codeOf, explain, ReboundError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Transport } from '../model/transport.ts';
import type { Parts } from '../handlers/parts.ts';
import type { Clients } from '../wire/clients.ts';
import type { Surroundings } from '../wire/surroundings.ts';
import { type Handler, functions } from './functions.ts';

/** docs/safety.md 'Handlers': the function's own time, and how long before its end all calls are aborted. */
export const functionMs = 60_000;
const abortedBeforeMs = 5_000;

/** One invocation of a function: which, with what, the how-many-eth of this process. */
export interface Invocation {
  name: string;
  payload: Json;
  number: number;
}

export type Answer = { ok: Json } | { error: string; cause: string };

export interface InvokerParts {
  clock: Clock;
  random: Random;
  /** The transport of one invocation: rehearsals hand in one that loses, delays, or kills. */
  transport: (invocation: Invocation) => Transport;
  surroundings: Omit<Surroundings, 'transport' | 'signal'>;
  clients: (surroundings: Surroundings) => Clients;
  parts: Pick<Parts, 'manifests' | 'types' | 'account' | 'world' | 'stateMachineArn' | 'link' | 'directory'>;
  /** Substituted handlers, by function name. */
  functions?: Record<string, Handler>;
}

/** What kills a handler: its invocation ends at once, nothing of it goes on. */
export class Killed extends Error {}

/**
 * Lambda in this process: clients made anew for each invocation, calls aborted five seconds before the function's time is
 * over, and after it an answer that AWS gives for a function that took too long. A handler that is cut off does nothing more:
 * its transport answers no more.
 */
export function invoker(options: InvokerParts): (name: string, payload: Json) => Promise<Answer> {
  let number = 0;
  return async (name, payload) => {
    const handler = options.functions?.[name] ?? functions[name];
    if (!handler) return failure('Lambda.ResourceNotFoundException', `there is no function ${name}`);
    const invocation = { name, payload, number: number++ };
    const abort = new AbortController();
    const over = new AbortController();
    const inner = options.transport(invocation);
    let cut: (reason: Error) => void = () => {};
    const killed = new Promise<never>((_, reject) => {
      cut = reject;
    });
    killed.catch(() => {});
    const transport: Transport = async (request, signal) => {
      if (over.signal.aborted) return never();
      try {
        const answer = await inner(request, signal);
        return over.signal.aborted ? await never() : answer;
      } catch (error) {
        if (over.signal.aborted) return never();
        if (!(error instanceof Killed)) throw error;
        cut(error);
        return never();
      }
    };
    const timers = timeLimits(options.clock, abort, over);
    try {
      const clients = options.clients({ ...options.surroundings, transport, signal: abort.signal });
      const parts: Parts = {
        ...options.parts,
        clock: options.clock,
        random: options.random,
        clients,
        signal: abort.signal,
      };
      const result = await Promise.race([handler(payload, parts), killed, timers.over]);
      return { ok: (result ?? null) as Json };
    } catch (error) {
      return answerOf(error);
    } finally {
      over.abort();
      timers.stop();
    }
  };
}

class TookTooLong extends Error {}

function timeLimits(clock: Clock, abort: AbortController, over: AbortController) {
  const stop = new AbortController();
  clock.sleep(functionMs - abortedBeforeMs, stop.signal).then(() => abort.abort(outOfTime()), ignore);
  const late = clock.sleep(functionMs, stop.signal).then(() => {
    over.abort();
    throw new TookTooLong();
  });
  late.catch(ignore);
  return { over: late, stop: () => stop.abort(ended) };
}

/** Nobody reads it: one for all, because making an error costs a stack. */
const ended = new Error('over');

function outOfTime(): ReboundError {
  return new ReboundError('Unavailable', {
    what: 'the function ran out of time',
    why: `all calls end ${abortedBeforeMs / 1000} s before its ${functionMs / 1000} s`,
  });
}

function answerOf(error: unknown): Answer {
  if (error instanceof TookTooLong)
    return failure('Sandbox.Timedout', `Task timed out after ${functionMs / 1000} seconds`);
  if (error instanceof Killed) return failure('Lambda.Unknown', error.message);
  const code = codeOf(error);
  if (code && error instanceof Error) return failure(code, error.message);
  return failure(
    'Broken',
    JSON.stringify({ what: explain(error), todo: 'this is a mistake of ours: report it' }),
  );
}

/** As Lambda puts it: the error's name, and a document with its message. The trace stays in the logs. */
function failure(error: string, message: string): Answer {
  return { error, cause: JSON.stringify({ errorType: error, errorMessage: message, trace: [] }) };
}

function never(): Promise<never> {
  return new Promise(() => {});
}

function ignore(): void {}
