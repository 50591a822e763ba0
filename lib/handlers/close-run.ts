import { asksOf } from '../history/asks.ts';
import { readLedger } from '../history/ledger.ts';
import { signalsOf } from '../history/lock.ts';
import { getRun } from '../history/runs.ts';
import type { CloseAnswer, CloseCall } from '../model/call.ts';
import type { Outcome } from '../model/outcome.ts';
import { runIdOf, type Run } from '../model/run.ts';
import { failureOf } from './ask.ts';
import { closeCall, parseCall } from './calls.ts';
import { bringToEnd, type Ending, unlessAborted } from './closing.ts';
import { endingOf } from './ending.ts';
import type { Parts } from './parts.ts';
import { reach } from './reach.ts';
import { recorder } from './record.ts';
import { giveBackUnopened } from './successor.ts';

/** How often Recovery may be gone through because alarms joined after the last look. */
const looksMax = 3;

/**
 * Writes how the run ended, releases what it held, and tells people what did not end well. As `judge` it only says how the run will
 * end, and whether it looks again; as `last` it closes, whoever joined meanwhile.
 */
export async function handleCloseRun(raw: unknown, parts: Parts): Promise<CloseAnswer> {
  const call = parseCall(closeCall, raw, 'Close run');
  const { table } = parts.clients;
  const id = runIdOf(call.execution);
  const record = recorder(call, parts);
  const [run, ledger] = [await getRun(table, id), await readLedger(table, id)];
  if (!run) return neverOpened(call, id, parts);
  if (run.status === 'closed' && run.outcome) {
    // A repeat, or the janitor was faster: the first ending stays, and what is left to do is done.
    const again = {
      outcome: run.outcome,
      because: run.endedBecause ?? '',
      handledSignals: Math.max(call.handled, ledger?.verified?.signals ?? 0),
    };
    if (call.part !== 'judge') await bringToEnd(run, again, parts, record);
    return { again: false, signals: call.handled, outcome: run.outcome, because: run.endedBecause ?? '' };
  }
  const ending = unlessAborted(endingOf(call, run, ledger, await asksOf(table, id)), ledger ?? {});
  const signals = await signalsOf(table, id, run.holds ?? []);
  // Fenced: an attempt before this one began to close it, and nothing may be looked at or changed any more.
  const fenced = ledger?.fencedAt !== undefined;
  if (!fenced && signals > ending.handledSignals && mayLookAgain(call, run, ending, parts)) {
    await record({ kind: 'signal', text: 'more alarms came in after the last look: looking once more' });
    return { again: true, signals, outcome: ending.outcome, because: ending.because };
  }
  // What came in and is not looked at again is no more handled than before: `last` tells of it.
  if (call.part === 'judge')
    return { again: false, signals: call.handled, outcome: ending.outcome, because: ending.because };
  const closed = await bringToEnd(run, ending, parts, record);
  return {
    again: false,
    signals,
    outcome: closed.outcome ?? ending.outcome,
    because: closed.endedBecause ?? ending.because,
  };
}

const lookedAt: readonly Outcome[] = ['recovered', 'recovered-with-skips', 'nothing-to-do'];

/** No alarm falls between a run that ends and one that joins; but a flood of them must not keep it from ending. */
function mayLookAgain(call: CloseCall, run: Run, ending: Ending, parts: Parts): boolean {
  if (call.part === 'last' || !lookedAt.includes(ending.outcome)) return false;
  return call.look < looksMax && parts.clock.now() < Date.parse(run.deadlineAt);
}

/** Open run did not get as far as writing the run: there is nothing to close, but somebody has to know. */
async function neverOpened(call: CloseCall, id: string, parts: Parts): Promise<CloseAnswer> {
  await giveBackUnopened(id, call.execution, parts);
  const text = failureOf(call.failure ?? null).text;
  const page = {
    who: ownerOf(call.execution, parts),
    title: 'A run could not be opened',
    text: `Execution ${call.execution} could not write its run: ${text}. Nothing was changed. Start it again.`,
    run: id,
    key: `${id}-unopened`,
  };
  await reach(page, parts, recorder(call, parts));
  return { again: false, signals: 0, outcome: 'failed', because: text };
}

/** There is no run to ask: the execution's name says which runbook it is of. */
function ownerOf(execution: string, { manifests, stateMachineArn }: Parts): string {
  const of = (runbook: string) => `${stateMachineArn(runbook).replace(':stateMachine:', ':execution:')}:`;
  const manifest = Object.values(manifests).find(({ runbook }) => execution.startsWith(of(runbook)));
  return manifest?.owner ?? 'owner';
}
