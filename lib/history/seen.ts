import { createHash } from 'node:crypto';
import { oneOf, optional, readRecord, type Shape, number, text } from './shape.ts';
import type { Table } from '../wire/table.ts';
import { seenKey } from './keys.ts';
import { putIfAbsent, recordItem, unlessConflict } from './records.ts';

/*
 * What came in from outside already, so that the same request, repeated, does nothing twice. An item is for one request: who puts it first
 * acts. It is kept for as long as a repetition could still come, and then goes by itself (`expires`, the table's time to live).
 */

/** Longer than any function of ours works: whoever put it before that is not at it any more. */
const atItMs = 75_000;

interface Seen {
  state: 'begun' | 'done';
  /** When it was begun, milliseconds since the epoch. */
  at: number;
  /** What was answered, for whoever asks again. */
  answer?: string;
  /** Seconds since the epoch: when DynamoDB may delete it. */
  expires: number;
}
const seenShape: Shape<Seen> = {
  state: oneOf('begun', 'done'),
  at: number,
  answer: optional(text),
  expires: number,
};

/** `new`: ours to act on. `under-way`: somebody is at it at this moment. `done`: with what was answered then. */
export type Met = { met: 'new' } | { met: 'under-way' } | { met: 'done'; answer: string };

/** Says who acts on what is called `name`. `now`: milliseconds since the epoch. */
export async function meet(table: Table, name: string, now: number, keptSeconds: number): Promise<Met> {
  const key = seenKey(hashed(name));
  const begun: Seen = { state: 'begun', at: now, expires: Math.floor(now / 1000) + keptSeconds };
  const item = recordItem(key, begun);
  const found = await putIfAbsent(table, item);
  if (found === item) return { met: 'new' };
  const seen = readRecord(found, seenShape);
  if (seen.state === 'done') return { met: 'done', answer: seen.answer ?? '' };
  if (now - seen.at < atItMs) return { met: 'under-way' };
  // Whoever began died over it. Of several that find this, one goes on.
  const condition = {
    text: '#at = :at AND #state = :begun',
    names: { '#at': 'at', '#state': 'state' },
    values: { ':at': seen.at, ':begun': 'begun' },
  };
  return (await unlessConflict(table.put(item, condition))) ? { met: 'new' } : { met: 'under-way' };
}

/** It is done: repetitions get this answer. */
export async function markDone(
  table: Table,
  name: string,
  answer: string,
  now: number,
  keptSeconds: number,
): Promise<void> {
  const done: Seen = { state: 'done', at: now, answer, expires: Math.floor(now / 1000) + keptSeconds };
  await table.put(recordItem(seenKey(hashed(name)), done));
}

/** It was not done: a repetition is to try again. */
export async function forget(table: Table, name: string): Promise<void> {
  await table.delete(seenKey(hashed(name)));
}

/** A signature or an id of the outside, of whatever length and letters. */
function hashed(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
