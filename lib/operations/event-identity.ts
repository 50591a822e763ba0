import type { RunEvent } from '../model/event.ts';

/** Tells an event from every other one of its run: `events` may give one twice. */
export function eventIdentity({ at, state, iteration, attempt, n, kind }: RunEvent): string {
  return [at, state, iteration, attempt, n, kind].join('#');
}
