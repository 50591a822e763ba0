import { readStop, release, stopEverything } from '../history/stop-switch.ts';
import { iso } from '../model/clock.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { personOf } from './person.ts';

/** The stop switch: one item that is read before each change. */
export function makeStop({
  table,
  clock,
}: OperationParts): Pick<Operations, 'stopEverything' | 'release' | 'stopped'> {
  return {
    stopEverything: async (by, because) => {
      await stopEverything(table, { by: personOf(by), at: iso(clock.now()), because });
    },
    release: async () => {
      await release(table);
    },
    stopped: async () => (await readStop(table)) ?? null,
  };
}
