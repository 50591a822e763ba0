import type { RunEvent } from '../model/event.ts';
import type { Table } from '../wire/table.ts';
import { eventKey, eventsPrefix, runKey } from './keys.ts';
import { putIfAbsent, recordItem } from './records.ts';
import { readRecord } from './shape.ts';
import { eventShape } from './shapes.ts';

/** Writes an event once: under the key of the same moment, state and invocation the first one stays. */
export async function putEvent(table: Table, event: RunEvent): Promise<void> {
  await putIfAbsent(table, recordItem(eventKey(event), event));
}

/**
 * A run's events after the sort key `after` (empty: from the first), oldest first, and the `after` to go on with.
 * What is written later under an earlier time (another function's clock) is not seen by who is past it.
 */
export async function eventsAfter(
  table: Table,
  run: string,
  after: string,
  limit: number,
): Promise<{ events: RunEvent[]; after: string }> {
  const { pk } = runKey(run);
  const items = await table.query({ pk, prefix: eventsPrefix, after, limit });
  return { events: items.map((item) => readRecord(item, eventShape)), after: items.at(-1)?.sk ?? after };
}

/** A run's newest events, the newest first; at most `limit`. */
export async function newestEvents(table: Table, run: string, limit: number): Promise<RunEvent[]> {
  const query = { pk: runKey(run).pk, prefix: eventsPrefix, newestFirst: true, limit };
  return (await table.query(query)).map((item) => readRecord(item, eventShape));
}

/** Events in one page. A run of an hour has some hundred. */
export const eventsPageMax = 500;

/** A run's events from the first on: all of them, or no page more once there are `most`. */
export async function allEvents(
  table: Table,
  run: string,
  most = Number.POSITIVE_INFINITY,
): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  let after = '';
  for (;;) {
    const page = await eventsAfter(table, run, after, eventsPageMax);
    all.push(...page.events);
    if (page.events.length < eventsPageMax || all.length >= most) return all;
    after = page.after;
  }
}

/** When the run's last event was, ISO 8601; undefined when it has none. */
export async function lastEventAt(table: Table, run: string): Promise<string | undefined> {
  const query = { pk: runKey(run).pk, prefix: eventsPrefix, newestFirst: true, limit: 1 };
  const [last] = await table.query(query);
  return last && readRecord(last, eventShape).at;
}
