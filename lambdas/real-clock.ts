import type { Clock } from '../lib/model/clock.ts';
import { ReboundError } from '../lib/model/errors.ts';

/** The machine's own time. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abandon);
        resolve();
      }, ms);
      const abandon = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abandon, { once: true });
    }),
};

/** A signal that is aborted after `ms`, and what ends the waiting for it. */
export function abortAfter(ms: number): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  // With a code: whoever sleeps when it is over was cut short, as whoever calls is, and may be tried again.
  const reason = new ReboundError('Unavailable', { what: 'the time of this function is nearly over' });
  const timer = setTimeout(() => controller.abort(reason), Math.max(0, ms));
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}
