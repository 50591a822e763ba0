import { asksOf } from '../history/asks.ts';
import { eventsAfter } from '../history/events.ts';
import { readLedger } from '../history/ledger.ts';
import { listRuns } from '../history/runs.ts';
import type { RunEvent } from '../model/event.ts';
import type { Table } from '../wire/table.ts';
import { findRun } from './find-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { reportOf } from './report.ts';

/** Events in one page. A run of an hour has some hundred. */
const pageMax = 500;
/** How late an event may be written under an earlier time: a state's entry is written when its function runs. */
const lateMs = 5 * 60_000;

/** Looking: changes nothing. */
export function makeLook(parts: OperationParts): Pick<Operations, 'runs' | 'show' | 'events'> {
  const { table, clock, manifests } = parts;
  return {
    runs: (query) => listRuns(table, query),
    show: async (id) => {
      const run = await findRun(table, id);
      const [events, asks, ledger] = await Promise.all([
        everyEvent(table, run.run),
        asksOf(table, run.run),
        readLedger(table, run.run),
      ]);
      return reportOf({ run, events, asks, ledger, manifest: manifests[run.runbook], now: clock.now() });
    },
    events: async (id, after) => {
      const run = await findRun(table, id);
      const page = await eventsAfter(table, run.run, after, pageMax);
      if (page.events.length === pageMax) return page; // behind: go on from here
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

async function everyEvent(table: Table, run: string): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  let after = '';
  for (;;) {
    const page = await eventsAfter(table, run, after, pageMax);
    all.push(...page.events);
    if (page.events.length < pageMax) return all;
    after = page.after;
  }
}
