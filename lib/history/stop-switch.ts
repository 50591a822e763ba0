import type { Table } from '../wire/table.ts';
import { stopSwitchKey } from './keys.ts';
import { putIfAbsent, recordItem, unlessConflict } from './records.ts';
import { readRecord, type Shape, text } from './shape.ts';

/** Who stopped everything, when and why. */
export interface Stop {
  by: string;
  at: string;
  because: string;
}
const stopShape: Shape<Stop> = { by: text, at: text, because: text };

/** No new change anywhere until `release`. When it is on already, the first one stays and is given back. */
export async function stopEverything(table: Table, stop: Stop): Promise<Stop> {
  return readRecord(await putIfAbsent(table, recordItem(stopSwitchKey, stop)), stopShape);
}

/** Switches it off, and gives what was on; null when nothing was. A late repetition does not lift a newer stop: give it the one it meant. */
export async function release(table: Table, meant?: Stop): Promise<Stop | null> {
  const stop = meant ?? (await readStop(table));
  if (!stop) return null;
  const condition = {
    text: '#at = :at AND #by = :by',
    names: { '#at': 'at', '#by': 'by' },
    values: { ':at': stop.at, ':by': stop.by },
  };
  await unlessConflict(table.delete(stopSwitchKey, condition));
  return stop;
}

/** Read before each change. */
export async function readStop(table: Table): Promise<Stop | null> {
  const item = await table.get(stopSwitchKey);
  return item ? readRecord(item, stopShape) : null;
}
