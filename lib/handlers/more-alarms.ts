import { signalsOf } from '../history/lock.ts';
import type { Run } from '../model/run.ts';
import type { Parts } from './parts.ts';

/** How many more alarms for its target have joined a run. None where that cannot be read: nobody is left asleep for it. */
export async function moreAlarms({ run, holds = [] }: Run, { clients }: Parts): Promise<number> {
  try {
    return await signalsOf(clients.table, run, holds);
  } catch {
    return 0;
  }
}
