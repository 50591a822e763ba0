import type { Ask } from '../model/ask.ts';
import type { Table } from '../wire/table.ts';
import { askIdKey } from './keys.ts';
import { recordItem, textOf } from './records.ts';

/*
 * Of which run a question is, by its id alone: a button that a person presses says no more. An entry too many (the question was there
 * already, under another id) leads to no question.
 */

/** Before the question itself: whoever sees its id finds it. Repeated it changes nothing. */
export async function putAskId(table: Table, { id, run }: Pick<Ask, 'id' | 'run'>): Promise<void> {
  await table.put(recordItem(askIdKey(id), { run }));
}

/** The run of the question with exactly this id; undefined when there is none. */
export async function runOfAsk(table: Table, id: string): Promise<string | undefined> {
  const item = await table.get(askIdKey(id));
  return item && textOf(item, 'run');
}
