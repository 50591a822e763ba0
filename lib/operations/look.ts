import { eventsAfter, eventsPageMax } from '../history/events.ts';
import { listRuns } from '../history/runs.ts';
import type { RunEvent } from '../model/event.ts';
import type { Table } from '../wire/table.ts';
import { findRun } from './find-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { recordedOf } from './recorded-of.ts';
import { reportOf } from './report.ts';

/** How late an event may be written under an earlier time: a state's entry is written when its function runs. */
const lateMs = 5 * 60_000;

/** Looking: changes nothing. */
export function makeLook(parts: OperationParts): Pick<Operations, 'runs' | 'show' | 'events'> {
  const { table } = parts;
  return {
    runs: (query) => listRuns(table, query),
    show: async (id) => reportOf(await recordedOf(await findRun(table, id), parts)),
    events: async (id, after) => {
      const run = await findRun(table, id);
      const page = await eventsAfter(table, run.run, after, eventsPageMax);
      if (page.events.length === eventsPageMax) return page; // behind: go on from here
      return { events: page.events, after: await settled(table, run.run, page.events, after) };
    },
  };
}

/** The last place before which nothing is written any more. */
async function settled(table: Table, run: string, events: RunEvent[], after: string): Promise<string> {
  const newest = Date.parse(events.at(-1)?.at ?? '');
  const old = events.filter((event) => Date.parse(event.at) < newest - lateMs).length;
  return old === 0 ? after : (await eventsAfter(table, run, after, old)).after;
}
