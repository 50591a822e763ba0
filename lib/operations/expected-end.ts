import type { Durations } from '../history/durations.ts';
import { expectedOf } from '../history/expected.ts';
import type { ExpectedEnd } from './operations.ts';
import type { Recorded } from './recorded.ts';

/**
 * When an open run will end: p50 and p95 of what the steps that are left took in the runs before, without what the running ones have
 * used, and never before now. From at least three real runs, otherwise drills, otherwise simulations. Null when the run is over.
 */
export function expectedEndOf(
  recorded: Pick<Recorded, 'run' | 'events' | 'asks' | 'now'>,
  durations: Durations,
  now: number = recorded.now,
): ExpectedEnd | null {
  return recorded.run.status === 'open' ? expectedOf(recorded, durations, now) : null;
}
