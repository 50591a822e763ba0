import { changesOf, type OutsideChange } from '../changes.ts';
import type { TableView } from '../table-view.ts';
import type { Invariant, Violation } from '../watched.ts';

/** A function's own time: what a change rests on may not be older when it is begun. */
const functionMs = 60_000;

/**
 * 4. After a rejection, an abort, a lost lock, the stop switch, or the end of the run, no call that changes anything is begun.
 * A change may be in somebody's hand at that moment: what counts is that the no came before its intent.
 */
export const noChangeAfterNo: Invariant = {
  number: 4,
  title: 'No change after no',
  boundedOnly: false,
  check: (watched) => changesOf(watched).flatMap(afterNo),
};

function afterNo(change: OutsideChange): Violation[] {
  const { call, process, what, intent } = change;
  // Without an intent: what a step type takes back by itself, once the gate let it in; or what recorded-first says.
  const { undo } = process;
  if (!intent && undo === null) return [];
  const violation = (text: string): Violation => ({
    invariant: 4,
    run: process.run,
    at: call.begun.at,
    text: `${what}: ${text}`,
  });
  const found = noesBefore(change, intent?.table ?? change.atFirst).map((no) =>
    violation(`begun although ${no} before ${intent ? 'its intent' : 'it began to take back'}`),
  );
  const waited = call.begun.at - (intent?.moment.at ?? process.beganAt);
  if (waited > functionMs) found.push(violation(`begun ${Math.round(waited / 1000)} s after its intent`));
  return found;
}

function noesBefore({ process, cluster, atFirst }: OutsideChange, table: TableView): string[] {
  const run = table.run(process.run);
  const ledger = table.ledger(process.run);
  const noes: string[] = [];
  if (!run) noes.push('there was no such run');
  if (run?.status === 'closed') noes.push('the run was closed');
  if (run?.mode === 'dry-run') noes.push('it is a dry-run');
  if (ledger?.fencedAt !== undefined) noes.push('the run was fenced');
  if (process.undo !== null) {
    if (!ledger?.aborted) noes.push('nobody aborted the run');
    if (ledger?.undoStopped) noes.push('a person stopped the taking back');
  } else if (ledger?.aborted) noes.push('the run was aborted');
  for (const { decision, title } of table.asks(process.run))
    if (process.undo === null && (decision?.answer === 'reject' || decision?.answer === 'abort'))
      noes.push(`"${title}" was decided: ${decision.answer}`);
  if (table.stopped()) noes.push('the stop switch was on');
  if (!table.held().some((held) => held.run === process.run && held.root.endsWith(`/${cluster}`)))
    noes.push('the run had no lock');
  // A hold stops before the next step: what was begun before it goes on.
  const isHeld = (view: TableView) => view.run(process.run)?.held.some(({ to }) => to === undefined);
  if (process.undo === null && isHeld(atFirst) && isHeld(table)) noes.push('the run was held');
  return noes;
}
