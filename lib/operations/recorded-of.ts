import { asksOf } from '../history/asks.ts';
import { commandOf } from '../history/command.ts';
import { durationsOf } from '../history/durations.ts';
import { eventsAfter } from '../history/events.ts';
import { readLedger } from '../history/ledger.ts';
import { allPaging, ofPeople } from '../history/paging.ts';
import type { RunEvent } from '../model/event.ts';
import type { Run } from '../model/run.ts';
import type { Table } from '../wire/table.ts';
import type { OperationParts } from './parts.ts';
import type { Recorded } from './recorded.ts';

/** Events in one page. A run of an hour has some hundred. */
export const pageMax = 500;

/**
 * What the history holds of a run: six reads at once, and as many more as it has pages of events. Of a run that is over nobody asks when
 * it will end: one read less.
 */
export async function recordedOf(
  run: Run,
  { table, clock, manifests }: Pick<OperationParts, 'table' | 'clock' | 'manifests'>,
): Promise<Recorded> {
  const [events, asks, ledger, paging, commander, durations] = await Promise.all([
    everyEvent(table, run.run),
    asksOf(table, run.run),
    readLedger(table, run.run),
    allPaging(table, run.run),
    commandOf(table, run),
    run.status === 'open' ? durationsOf(table, run.runbook) : undefined,
  ]);
  return {
    run,
    events,
    asks,
    ledger,
    paging: paging.map(ofPeople),
    commander: withoutReason(commander),
    ...(durations ? { durations } : {}),
    manifest: Object.hasOwn(manifests, run.runbook) ? manifests[run.runbook] : undefined,
    now: clock.now(),
  };
}

function withoutReason(command: Awaited<ReturnType<typeof commandOf>>): Recorded['commander'] {
  if (!command) return undefined;
  const { by, since, offered } = command;
  return { by, since, ...(offered ? { offered: { to: offered.to, by: offered.by, at: offered.at } } : {}) };
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
