import { isObject } from '../model/json.ts';
import type { Item, Table } from '../wire/table.ts';
import { slotsKey } from './keys.ts';
import { putIfAbsent, unlessConflict } from './records.ts';

/** Takes one of `max` places for runs that may change something. A run that has one keeps it. */
export async function takeSlot(
  table: Table,
  { run, max }: { run: string; max: number },
): Promise<{ taken: true } | { taken: false; holders: string[] }> {
  await putIfAbsent(table, { ...slotsKey, runs: {} });
  const taken = await unlessConflict(
    table.update(
      slotsKey,
      { text: 'SET #runs.#run = :on', names: { '#runs': 'runs', '#run': run }, values: { ':on': true } },
      { text: 'size(#runs) < :max OR attribute_exists(#runs.#run)', values: { ':max': max } },
    ),
  );
  return taken ? { taken: true } : { taken: false, holders: holdersOf(await table.get(slotsKey)) };
}

/** Gives the place back; nothing happens when the run has none. */
export async function freeSlot(table: Table, run: string): Promise<void> {
  const names = { '#runs': 'runs', '#run': run };
  await unlessConflict(
    table.update(slotsKey, { text: 'REMOVE #runs.#run', names }, { text: 'attribute_exists(#runs.#run)' }),
  );
}

function holdersOf(item: Item | undefined): string[] {
  return isObject(item?.['runs']) ? Object.keys(item['runs']).sort() : [];
}
