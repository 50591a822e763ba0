import type { Item, Table } from '../wire/table.ts';
import { refusedKey } from './keys.ts';
import { putIfAbsent, recordItem, settle } from './records.ts';

/**
 * Counts an answer that was refused, and gives its number: 1 is the first of that question (of the run, where no question was meant: an
 * empty `ask`). So a flood of them is a number, and not a history full of them.
 */
export async function countRefused(table: Table, run: string, ask: string): Promise<number> {
  const key = refusedKey(run, ask);
  return settle(`the refused answers of run ${run}`, async () => {
    const item = (await table.get(key)) ?? (await putIfAbsent(table, recordItem(key, { count: 0 })));
    const seen = countOf(item);
    const update = {
      text: 'SET #count = :next',
      names: { '#count': 'count' },
      values: { ':next': seen + 1, ':seen': seen },
    };
    return { write: async () => countOf(await table.update(key, update, { text: '#count = :seen' })) };
  });
}

/** How many answers to a question were refused. */
export async function refusedCount(table: Table, run: string, ask: string): Promise<number> {
  const item = await table.get(refusedKey(run, ask));
  return item ? countOf(item) : 0;
}

function countOf(item: Item): number {
  const { count } = item;
  return typeof count === 'number' ? count : 0;
}
