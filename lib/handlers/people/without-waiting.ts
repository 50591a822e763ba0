import type { Clock } from '../../model/clock.ts';

/** A call to a channel that hangs takes twenty seconds; what works is mostly over by then. */
const soonMs = 250;

/**
 * Goes through the items in their order, and waits long for none: the next is begun when the one before is done, or a moment later, while
 * that one goes on. So channels that hang for one run keep no other from being looked after within the function's minute. Ends when all
 * have ended; what `work` throws comes out then.
 */
export async function withoutWaiting<T>(
  items: readonly T[],
  { clock }: { clock: Clock },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const begun: Promise<void>[] = [];
  for (const item of items) {
    const working = work(item);
    begun.push(working);
    await atMost(working, clock);
  }
  await Promise.all(begun);
}

async function atMost(working: Promise<void>, clock: Clock): Promise<void> {
  const timer = new AbortController();
  const late = clock.sleep(soonMs, timer.signal).catch(() => undefined);
  // what it throws is heard by who waits for its end
  await Promise.race([working.catch(() => undefined), late]);
  timer.abort(done);
}

/** Nobody reads it. */
const done = new Error('done');

/**
 * Where there are more than `max`, those whose turn it is in this minute (`now`: milliseconds since the epoch): whoever comes every minute
 * gets to each of them, whatever becomes of the others.
 */
export function inTurn<T>(items: readonly T[], max: number, now: number): readonly T[] {
  if (items.length <= max) return items;
  const from = (Math.floor(now / 60_000) * max) % items.length;
  return [...items.slice(from), ...items.slice(0, from)].slice(0, max);
}
