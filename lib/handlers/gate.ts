import { readLedger } from '../history/ledger.ts';
import { refuseTakingBack } from '../history/ledger-item.ts';
import { openNested } from '../history/open-nested.ts';
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

export interface Passing {
  /** Whether a held run stops here. Default: true. */
  held?: boolean;
  /** What comes after Recovery: it passes for an aborted run and for a while past the deadline. `undo` wants the abort. */
  phase?: 'always' | 'undo' | undefined;
}

/** How many runs may stand above a nested one. */
export const aboveMax = 5;

/** What comes after Recovery has this much time past the run's deadline; the execution's own net is an hour. */
export const graceMs = 40 * 60_000;

/**
 * First of all in every handler, read strongly: is the run open, not fenced, not aborted, not past its deadline, not held? And the
 * runs whose step it is, too. RunClosed, Aborted, RunDeadline; a held run is NotReady, and so is an aborted one as long as runs of its
 * steps go on; `undo` without an abort NotApproved.
 */
export async function passGate(
  execution: string,
  parts: Parts,
  { held = true, phase }: Passing = {},
): Promise<Standing> {
  const id = runIdOf(execution);
  const own = await standingOf(id, parts);
  if (!own) {
    return fail('RunClosed', { what: `there is no run ${id}`, why: 'its history does not know it', run: id });
  }
  const all = [own, ...(await standingsAbove(own.run, parts))];
  for (const one of all) if (!(one === own && isHandingOn(own, phase))) checkOpen(one, id);
  if (phase === 'undo') refuseTakingBack(own.ledger, { run: id });
  if (phase === undefined) await waitForNested(own, parts);
  for (const one of all) {
    if (phase === undefined) checkAborted(one, id);
    checkDeadline(one, id, parts.clock.now() - (phase === undefined ? 0 : graceMs));
  }
  // A run that ends is not kept from ending: `always` changes nothing, and its lock is given back behind it.
  if (held && phase !== 'always') for (const one of all) checkHeld(one, id, phase);
  return own;
}

/** The runs above a nested one, the nearest first. RunClosed when one of them is not known. */
export async function standingsAbove(run: Run, parts: Parts): Promise<Standing[]> {
  const above: Standing[] = [];
  for (let { parent } = run; parent !== undefined && above.length < aboveMax; ) {
    const standing = await standingOf(parent, parts);
    if (!standing) {
      return fail('RunClosed', {
        what: `there is no run ${parent}, whose step this run is`,
        why: 'its history does not know it',
        run: run.run,
      });
    }
    above.push(standing);
    ({ parent } = standing.run);
  }
  return above;
}

async function standingOf(id: string, { clients: { table } }: Parts): Promise<Standing | undefined> {
  const [run, ledger] = await Promise.all([getRun(table, id), readLedger(table, id)]);
  return run && ledger ? { run, ledger } : undefined;
}

/** A run that handed on is fenced, and tells people so before it is closed: `always` changes nothing. */
function isHandingOn({ run }: Standing, phase: Passing['phase']): boolean {
  return phase === 'always' && run.status === 'open' && run.handedOnTo !== undefined;
}

function checkOpen({ run, ledger }: Standing, of: string): void {
  if (run.status !== 'closed' && ledger.fencedAt === undefined) return;
  fail('RunClosed', {
    what: `${named(run, of)} is closed`,
    why: run.endedBecause ?? ledger.fencedBecause ?? 'fenced',
    todo: 'start a new run: a closed one changes nothing any more',
    run: of,
  });
}

/** What it aborts ends first: the runs of its steps take back what they did, and only then this one. */
async function waitForNested({ run, ledger }: Standing, { clients: { table } }: Parts): Promise<void> {
  const nested = ledger.aborted ? await openNested(table, ledger) : undefined;
  if (nested === undefined) return;
  fail('NotReady', {
    what: `${ledger.aborted?.by} aborted the run: run ${nested}, which a step of it started, ends first`,
    todo: `rebound show ${nested}`,
    run: run.run,
  });
}

function checkAborted({ run, ledger: { aborted } }: Standing, of: string): void {
  if (!aborted) return;
  const { by, because, at } = aborted;
  const what = `${by} aborted ${run.run === of ? 'the run' : named(run, of)}: ${because}`;
  fail('Aborted', { what, by, at, run: of });
}

function checkDeadline({ run }: Standing, of: string, now: number): void {
  if (now < Date.parse(run.deadlineAt)) return;
  const whose = run.run === of ? "the run's time" : `the time of ${named(run, of)}`;
  fail('RunDeadline', {
    what: `${whose} is over: its deadline was ${run.deadlineAt}`,
    todo: 'look at what is done and open, and go on by hand or start anew',
    run: of,
  });
}

function checkHeld({ run, ledger }: Standing, of: string, phase: Passing['phase']): void {
  const hold = run.held.at(-1);
  if (!hold || hold.to !== undefined) return;
  // Who aborts a run that is held wants it to be taken back: that hold was for the steps before, and so is one that comes after each step.
  if (phase !== undefined && ledger.aborted && (hold.stepping || hold.from <= ledger.aborted.at)) return;
  const what = `${hold.by} holds ${run.run === of ? 'the run' : named(run, of)}`;
  fail('NotReady', { what, todo: `rebound continue ${run.run}`, run: of });
}

function named({ run }: Run, of: string): string {
  return run === of ? `run ${run}` : `run ${run}, whose step this run is,`;
}
