import type { Ledger } from '../../model/ledger.ts';
import { changesOf, type OutsideChange } from '../changes.ts';
import { afterDeadlineMs } from '../run-schedule.ts';
import { type TableView, viewOf } from '../table-view.ts';
import type { Invariant, Violation } from '../watched.ts';
import { wrongUndo } from './wrong-undo.ts';

/** A function's own time: what a change rests on may not be older when it is begun. */
const functionMs = 60_000;

/**
 * 4. After a rejection, an abort, a lost lock, the stop switch, or the end of the run, no call that changes anything is begun, but for
 * taking back what an aborted run did. A change may be in somebody's hand at that moment: what counts is that the no came before its
 * intent. A nested run hears every no to the runs above it.
 */
export const noChangeAfterNo: Invariant = {
  number: 4,
  title: 'No change after no',
  boundedOnly: false,
  check: (watched) => [
    ...changesOf(watched).flatMap(afterNo),
    ...wrongUndo(watched, { number: 4, of: ['no abort', 'order', 'in a hand'] }),
  ],
};

function afterNo(change: OutsideChange): Violation[] {
  const { call, process, what, intent } = change;
  if (!intent) return []; // recorded-first says so
  const violation = (text: string): Violation => ({
    invariant: 4,
    run: process.run,
    at: call.begun.at,
    text: `${what}: ${text}`,
  });
  const found = noesBefore(change, intent.table, intent.moment.at).map((no) =>
    violation(`begun although ${no} before its intent`),
  );
  const waited = call.begun.at - intent.moment.at;
  if (waited > functionMs) found.push(violation(`begun ${Math.round(waited / 1000)} s after its intent`));
  return found;
}

function noesBefore(change: OutsideChange, table: TableView, at: number): string[] {
  const { process, cluster, call, undoes } = change;
  const noes: string[] = [];
  const run = table.run(process.run);
  if (!run) noes.push('there was no such run');
  if (run?.mode === 'dry-run') noes.push('it is a dry-run');
  const line = lineAbove(process.run, table);
  for (const one of line) noes.push(...noesOf(one, change, table, at));
  if (!undoes) for (const one of line) noes.push(...answersOf(one, table));
  // Released by the time of the call, it is no no: it is looked at once more right before.
  if (table.stopped() && viewOf(call.begun.table).stopped()) noes.push('the stop switch was on');
  if (!table.held().some((held) => held.run === process.run && held.root.endsWith(`/${cluster}`)))
    noes.push('the run had no lock');
  if (undoes && call.begun.at > Date.parse(run?.deadlineAt ?? '') + afterDeadlineMs + functionMs)
    noes.push("the run's deadline was long over");
  return noes;
}

/** The run, and those whose step it is. */
function lineAbove(run: string, table: TableView): string[] {
  const line: string[] = [];
  for (let id: string | undefined = run; id !== undefined && !line.includes(id); id = table.run(id)?.parent)
    line.push(id);
  return line;
}

function noesOf(id: string, { process, undoes, atFirst }: OutsideChange, table: TableView, at: number) {
  const run = table.run(id);
  const ledger = table.ledger(id);
  const name = id === process.run ? 'the run' : `run ${id}, whose step it is,`;
  const noes: string[] = [];
  if (run?.status === 'closed') noes.push(`${name} was closed`);
  if (ledger?.fencedAt !== undefined) noes.push(`${name} was fenced`);
  if (ledger?.aborted && !undoes) noes.push(`${name} was aborted`);
  if (!undoes && run && at > Date.parse(run.deadlineAt) + functionMs)
    noes.push(`the time of ${name} was over`);
  // A hold stops before the next step: what was begun before it goes on. Who aborts a held run wants it taken back.
  const isHeld = (view: TableView) => isHeldIn(view, id, undoes ? view.ledger(id) : undefined);
  if (isHeld(atFirst) && isHeld(table)) noes.push(`${name} was held`);
  return noes;
}

function isHeldIn(view: TableView, run: string, aborted: Ledger | undefined): boolean {
  const hold = view.run(run)?.held.at(-1);
  if (!hold || hold.to !== undefined) return false;
  return !(aborted?.aborted && hold.from <= aborted.aborted.at);
}

/** A no is an answer first and a flag in the ledger second. */
function answersOf(run: string, table: TableView): string[] {
  return table
    .asks(run)
    .filter(({ decision }) => decision?.answer === 'reject' || decision?.answer === 'abort')
    .map(({ title, decision }) => `"${title}" was decided: ${decision?.answer}`);
}
