import type { Ledger } from '../model/ledger.ts';
import type { Table } from '../wire/table.ts';
import { getRun } from './runs.ts';

/**
 * The first run of a step that goes on, or undefined. An aborted run waits for those: whatever ends a branch of it ends the others, and
 * would stop them in the middle of taking back.
 */
export async function openNested(
  table: Table,
  { nested }: Pick<Ledger, 'nested'>,
): Promise<string | undefined> {
  for (const run of Object.keys(nested)) if ((await getRun(table, run))?.status === 'open') return run;
  return undefined;
}
