import { asksOf } from '../history/asks.ts';
import { commandOf } from '../history/command.ts';
import { durationsOf } from '../history/durations.ts';
import { allEvents } from '../history/events.ts';
import { readLedger } from '../history/ledger.ts';
import { allPaging, ofPeople } from '../history/paging.ts';
import type { Run } from '../model/run.ts';
import type { OperationParts } from './parts.ts';
import type { Recorded } from './recorded.ts';

/**
 * What the history holds of a run: six reads at once, and as many more as it has pages of events. Of a run that is over nobody asks when
 * it will end: one read less.
 */
export async function recordedOf(
  run: Run,
  { table, clock, manifests }: Pick<OperationParts, 'table' | 'clock' | 'manifests'>,
): Promise<Recorded> {
  const [events, asks, ledger, paging, commander, durations] = await Promise.all([
    allEvents(table, run.run),
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
