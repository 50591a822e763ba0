import { fence } from '../history/ledger.ts';
import { takeOver } from '../history/lock.ts';
import { getRun } from '../history/runs.ts';
import { freeSlot } from '../history/slots.ts';
import { getStart } from '../history/starts.ts';
import { iso } from '../model/clock.ts';
import { codeOf } from '../model/errors.ts';
import { type Run, runIdOf } from '../model/run.ts';
import type { Parts } from './parts.ts';
import { allHolds } from './target-holds.ts';

/** The run that comes after one that hands on: its name is made from that run's, so that everybody finds it. */
export interface Successor {
  run: string;
  runbook: string;
  execution: string;
  machine: string;
  name: string;
}

export function successorOf(run: string, runbook: string, { stateMachineArn }: Parts): Successor {
  const machine = stateMachineArn(runbook);
  const name = successorName(run);
  const execution = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  return { run: runIdOf(execution), runbook, execution, machine, name };
}

const successorName = (run: string): string => `ho-${run}`;

/**
 * Whether the run that this one handed on to goes on; undefined when it handed on to none. One that was never started, or ended before
 * it opened, does not, and will not: it is fenced. Errors: those of Step Functions, when that cannot be told.
 */
export async function goesOn(run: Run, parts: Parts): Promise<boolean | undefined> {
  const { handedOnTo } = run;
  if (handedOnTo === undefined) return undefined;
  const { table } = parts.clients;
  if (await getRun(table, handedOnTo)) return true;
  const start = await getStart(table, successorName(run.run));
  if (start && (await isRunning(successorOf(run.run, start.runbook, parts), parts))) return true;
  await fence(table, handedOnTo, `run ${run.run} handed on to it, and it was not started`, now(parts));
  return false;
}

/** What was handed on to a run that never came is given back. */
export async function takeBackHanded(run: Run, parts: Parts): Promise<void> {
  const { handedOnTo } = run;
  if (handedOnTo === undefined) return;
  const { table } = parts.clients;
  const because = `run ${run.run} handed on to it, and it was not started`;
  await takeOver(table, { from: handedOnTo, holds: await allHolds(run, table), because, at: now(parts) });
  await freeSlot(table, handedOnTo);
}

/**
 * An execution that ends without having become a run gives back what was handed on to it: the run before it may be closed and forgotten, and
 * nobody else would.
 */
export async function giveBackUnopened(run: string, execution: string, parts: Parts): Promise<void> {
  const { table } = parts.clients;
  const start = await getStart(table, execution.slice(execution.lastIndexOf(':') + 1));
  const before = start?.handedFrom === undefined ? undefined : await getRun(table, start.handedFrom);
  if (before?.handedOnTo !== run) return;
  // First of all, so that an Open run that comes late finds that it is over.
  await fence(table, run, `run ${before.run} handed on to it, and it could not be opened`, now(parts));
  await takeBackHanded(before, parts);
}

async function isRunning({ execution }: Successor, parts: Parts): Promise<boolean> {
  try {
    const { status } = await parts.clients.states.describe(execution);
    return status === 'RUNNING' || status === 'PENDING_REDRIVE';
  } catch (error) {
    // Late to be known it may be; fenced it can do nothing, and its own Close run tells people.
    if (codeOf(error) === 'NotFound') return false;
    throw error;
  }
}

function now({ clock }: Parts): string {
  return iso(clock.now());
}
