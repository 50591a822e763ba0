import { addTurnedAway } from '../../history/turned-away.ts';
import type { Table } from '../../wire/table.ts';

/** Why a request was turned away. */
export type Why = 'unsigned' | 'forged' | 'old';

/** Counts of what was turned away and is not written yet. One for each process: whoever makes it, keeps it. */
export interface Tally {
  counts: Partial<Record<Why, number>>;
  /** When it was written last, milliseconds since the epoch. */
  writtenAt: number;
}

export function newTally(): Tally {
  return { counts: {}, writtenAt: Number.NEGATIVE_INFINITY };
}

/** At most one write in so long, however many come: a flood of requests must not become one of writes. */
const writtenEveryMs = 60_000;

/**
 * Counts one more. The first is written at once, those of the next minute with the first one after it; what a process holds when it
 * ends is lost, so what is written is at least as many. A count that cannot be written stops nothing.
 */
export async function count(tally: Tally, table: Table, why: Why, now: number): Promise<void> {
  tally.counts[why] = (tally.counts[why] ?? 0) + 1;
  if (now - tally.writtenAt < writtenEveryMs) return;
  const { counts } = tally;
  tally.counts = {};
  tally.writtenAt = now;
  try {
    await addTurnedAway(table, counts, now);
  } catch {
    // the history has other worries
  }
}
