import type { StartRecord } from '../model/run.ts';
import type { Table } from '../wire/table.ts';
import { startKey } from './keys.ts';
import { putIfAbsent, recordItem } from './records.ts';
import { readRecord } from './shape.ts';
import { startShape } from './shapes.ts';

/** Notes who starts an execution, before it is started. Repeated: the first record stays, and is given back. */
export async function putStart(table: Table, record: StartRecord): Promise<StartRecord> {
  return readRecord(await putIfAbsent(table, recordItem(startKey(record.execution), record)), startShape);
}

/** Undefined when nobody noted it: someone used the AWS console. */
export async function getStart(table: Table, executionName: string): Promise<StartRecord | undefined> {
  const item = await table.get(startKey(executionName));
  return item && readRecord(item, startShape);
}
