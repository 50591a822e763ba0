import { measurement as growth } from './engine/growth.ts';
import { measurement as memory } from './engine/memory.ts';
import { measurement as speed } from './engine/speed.ts';
import { measurement as time } from './engine/time.ts';
import type { Row } from './measurement.ts';

/** All that the engine costs: speed with and without journal, growth, memory, and virtual time. */
export async function measureEngine(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { measure } of [speed, growth, memory, time]) rows.push(...(await measure()));
  return rows;
}
