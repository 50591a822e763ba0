import { codeOf, fail } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Item, Key, Table } from '../wire/table.ts';

/** A typed record as an item under its key: what is undefined is left out. */
export function recordItem(key: Key, record: object): Item {
  return { ...key, ...plain(record) };
}

/** A typed record as plain JSON. */
export function plain(record: object): { [name: string]: Json } {
  const value: unknown = JSON.parse(JSON.stringify(record));
  return isJsonObject(value) ? value : {};
}

function isJsonObject(value: unknown): value is { [name: string]: Json } {
  return isObject(value);
}

/** A text of an item; empty where there is none, which then fits nothing. */
export function textOf(item: Item, attribute: string): string {
  const text = item[attribute];
  return typeof text === 'string' ? text : '';
}

/** What a conditional write gave, or undefined when its condition did not hold. */
export async function unlessConflict<T>(write: Promise<T>): Promise<{ value: T } | undefined> {
  try {
    return { value: await write };
  } catch (error) {
    if (codeOf(error) === 'Conflict') return undefined;
    throw error;
  }
}

/** Puts the item when there is none under its key. Gives the one that is there then: ours, or the one that was faster. */
export async function putIfAbsent(table: Table, item: Item): Promise<Item> {
  const condition = { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };
  if (await unlessConflict(table.put(item, condition))) return item;
  const stored = await table.get({ pk: item.pk, sk: item.sk });
  return stored ?? fail('Conflict', { what: `${item.pk} / ${item.sk} was there and is not any more` });
}

/** How often a compare-and-set is tried again at once when somebody else was faster. */
const triesMax = 12;

/**
 * Compare and set: `look` reads and decides; it gives `{done}` when there is nothing to write (a repetition finds its own
 * earlier success here), the conditional write to make, or `'changed'`. After that, and when a write meets Conflict, it looks again.
 * Errors: Conflict when others were faster every time; the caller may come again.
 */
export async function settle<T>(
  what: string,
  look: () => Promise<{ done: T } | { write: () => Promise<T> } | 'changed'>,
): Promise<T> {
  for (let attempt = 0; attempt < triesMax; attempt += 1) {
    const next = await look();
    if (next === 'changed') continue;
    if ('done' in next) return next.done;
    const written = await unlessConflict(next.write());
    if (written) return written.value;
  }
  return fail('Conflict', {
    what: `${what}: others wrote at the same time, ${triesMax} times in a row`,
    todo: 'try again',
  });
}

/**
 * Writes fields over a record whose writes are counted (`writes`: as it was read). Conflict when somebody wrote since, so that two never
 * both succeed on the same.
 */
export function updateCounted(table: Table, key: Key, fields: object, writes: number): Promise<Item> {
  const given = Object.entries(plain(fields));
  const update = {
    text: `SET #writes = :next, ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    names: { '#writes': 'writes', ...Object.fromEntries(given.map(([name]) => [`#${name}`, name])) },
    values: {
      ':next': writes + 1,
      ':seen': writes,
      ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
    },
  };
  return table.update(key, update, { text: '#writes = :seen' });
}

/** How often a record was written that counts it; none counts as never. */
export function writesOf({ writes }: Item): number {
  return typeof writes === 'number' ? writes : 0;
}
