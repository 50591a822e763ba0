import type { Table } from '../wire/table.ts';
import { roomKey, roomOfRunKey } from './keys.ts';
import { recordItem, textOf } from './records.ts';

/** Notes in which channel (its id) a run is spoken about. The way back first: a message that comes in at once finds its run. */
export async function noteRoom(table: Table, { run, room }: { run: string; room: string }): Promise<void> {
  await table.put(recordItem(roomKey(room), { run, room }));
  await table.put(recordItem(roomOfRunKey(run), { run, room }));
}

/** The id of the channel of a run; undefined while there is none. */
export async function roomOf(table: Table, run: string): Promise<string | undefined> {
  const item = await table.get(roomOfRunKey(run));
  return item && textOf(item, 'room');
}

/** The run that a channel belongs to; undefined for every other channel. */
export async function runOfRoom(table: Table, channel: string): Promise<string | undefined> {
  const item = await table.get(roomKey(channel));
  return item && textOf(item, 'run');
}
