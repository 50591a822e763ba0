import { readLedger } from '../history/ledger.ts';
import { getRun } from '../history/runs.ts';
import { fail } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import { runIdOf, type Run } from '../model/run.ts';
import type { Parts } from './parts.ts';

/** The run that a state belongs to, and what it may still do. */
export interface Standing {
  run: Run;
  ledger: Ledger;
}

/**
 * First of all in every handler, read strongly: is the run open, not fenced, not aborted, not past its deadline, not held?
 * RunClosed, Aborted, RunDeadline; a held run is NotReady.
 */
export async function passGate(execution: string, parts: Parts, heldStops = true): Promise<Standing> {
  const id = runIdOf(execution);
  const [run, ledger] = await Promise.all([
    getRun(parts.clients.table, id),
    readLedger(parts.clients.table, id),
  ]);
  if (!run || !ledger) {
    return fail('RunClosed', { what: `there is no run ${id}`, why: 'its history does not know it', run: id });
  }
  if (run.status === 'closed' || ledger.fencedAt !== undefined) {
    return fail('RunClosed', {
      what: `run ${id} is closed`,
      why: run.endedBecause ?? ledger.fencedBecause ?? 'fenced',
      todo: 'start a new run: a closed one changes nothing any more',
      run: id,
    });
  }
  if (ledger.aborted) {
    const { by, because, at } = ledger.aborted;
    return fail('Aborted', { what: `${by} aborted the run: ${because}`, by, at, run: id });
  }
  if (parts.clock.now() >= Date.parse(run.deadlineAt)) {
    return fail('RunDeadline', {
      what: `the run's time is over: its deadline was ${run.deadlineAt}`,
      todo: 'look at what is done and open, and go on by hand or start anew',
      run: id,
    });
  }
  const hold = run.held.at(-1);
  if (heldStops && hold && hold.to === undefined) {
    return fail('NotReady', { what: `${hold.by} holds the run`, todo: `rebound continue ${id}`, run: id });
  }
  return { run, ledger };
}
