import type { Clock } from '../model/clock.ts';
import { codeOf, fail, ReboundError } from '../model/errors.ts';
import type { Transport, WireAnswer, WireRequest } from '../model/transport.ts';

/** How long one call outside may take (docs/safety.md, Handlers). */
export const callTimeoutMs = 20_000;

export interface Sender {
  clock: Clock;
  transport: Transport;
  /** Aborts every call, before the function's time is over. */
  signal?: AbortSignal;
}

/**
 * One request, one attempt, at most 20 s on the handed-in clock. `what` names the call for people: `GET /readyz of prod-blue`.
 * Errors: Unavailable when no answer came, with the transport's own code in the fact `reason` where it has one. It may or may not have happened.
 */
export async function send(sender: Sender, request: WireRequest, what: string): Promise<WireAnswer> {
  const call = new AbortController();
  const timer = new AbortController();
  const stop = () => call.abort(gaveUp(what, 'the time of the whole function is nearly over'));
  if (sender.signal?.aborted) stop();
  else sender.signal?.addEventListener('abort', stop, { once: true });
  sender.clock.sleep(callTimeoutMs, timer.signal).then(
    () => call.abort(gaveUp(what, `no answer within ${callTimeoutMs / 1000} s`)),
    () => undefined, // the call came to its end first
  );
  try {
    call.signal.throwIfAborted();
    return await Promise.race([sender.transport(request, call.signal), aborted(call.signal)]);
  } catch (error) {
    if (codeOf(error)) throw error;
    const reason = reasonOf(error);
    return fail('Unavailable', { what: `${what} was not answered`, ...reason }, error);
  } finally {
    timer.abort(answered);
    sender.signal?.removeEventListener('abort', stop);
  }
}

function gaveUp(what: string, why: string): ReboundError {
  return new ReboundError('Unavailable', { what: `${what} was given up`, why, reason: 'TimeoutError' });
}

/** Why the timer is taken back. One for all: nobody reads it, and making an error for each call is what costs. */
const answered = new Error('answered');

/** A transport that does not heed the signal must not keep the handler. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}

function reasonOf(error: unknown): { why: string; reason?: string } {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  const why = error instanceof Error ? error.message : String(error);
  return typeof code === 'string' ? { why, reason: code } : { why };
}
