import { putEvent } from '../history/events.ts';
import type { Place } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import type { RunEvent } from '../model/event.ts';
import { runIdOf } from '../model/run.ts';
import type { Parts } from './parts.ts';

export type Line = Pick<RunEvent, 'kind' | 'text'> & Partial<RunEvent>;

/** Writes the events of one invocation. An event that cannot be written does not stop a recovery. */
export function recorder(place: Place & Partial<RunEvent>, parts: Parts): (line: Line) => Promise<void> {
  let n = 0;
  return async (line) => {
    const event: RunEvent = {
      run: runIdOf(place.execution),
      at: iso(parts.clock.now()),
      state: place.state,
      step: place.step ?? '',
      ...(place.uses === undefined ? {} : { uses: place.uses }),
      iteration: place.iteration ?? 0,
      generation: place.generation ?? 0,
      attempt: place.attempt,
      n: n++,
      ...line,
    };
    try {
      await putEvent(parts.clients.table, event);
    } catch {
      // docs/safety.md: lock and ledger writes stop a step, event writes do not
    }
  };
}
