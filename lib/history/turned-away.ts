import type { Table } from '../wire/table.ts';
import { isObject } from '../model/json.ts';
import { turnedAwayKey } from './keys.ts';

/*
 * How many requests from outside were turned away on a day, by why: one item a day, whatever comes. Nothing of what was sent is in it.
 */

/** Kept for a season. */
const keptSeconds = 90 * 86_400;

/** Adds to the counts of the day of `now` (milliseconds since the epoch, UTC). */
export async function addTurnedAway(
  table: Table,
  counts: Record<string, number>,
  now: number,
): Promise<void> {
  const given = Object.entries(counts);
  if (given.length === 0) return;
  const sums = given.map(([why], index) => [`#n${index}`, why, `:n${index}`] as const);
  await table.update(turnedAwayKey(dayOf(now)), {
    text: `SET #expires = :expires, ${sums.map(([name, , value]) => `${name} = if_not_exists(${name}, :none) + ${value}`).join(', ')}`,
    names: { '#expires': 'expires', ...Object.fromEntries(sums.map(([name, why]) => [name, why])) },
    values: {
      ':expires': Math.floor(now / 1000) + keptSeconds,
      ':none': 0,
      ...Object.fromEntries(given.map(([, count], index) => [`:n${index}`, count])),
    },
  });
}

/** The counts of a day, by why; empty when nothing was turned away. */
export async function turnedAwayOn(table: Table, now: number): Promise<Record<string, number>> {
  const item = await table.get(turnedAwayKey(dayOf(now)));
  if (!isObject(item)) return {};
  return Object.fromEntries(
    Object.entries(item).flatMap(([why, count]) =>
      typeof count === 'number' && why !== 'expires' ? [[why, count]] : [],
    ),
  );
}

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);
