import { readStop, release, stopEverything } from '../history/stop-switch.ts';
import { iso } from '../model/clock.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { personOf, saidLengthMax, sayable } from './person.ts';

/** The stop switch: one item that is read before each change. */
export function makeStop({
  table,
  clock,
}: OperationParts): Pick<Operations, 'stopEverything' | 'release' | 'stopped'> {
  return {
    stopEverything: async (by, because) => {
      const said = sayable(because, saidLengthMax);
      await stopEverything(table, { by: personOf(by), at: iso(clock.now()), because: said });
    },
    release: async () => {
      await release(table);
    },
    stopped: async () => (await readStop(table)) ?? null,
  };
}
