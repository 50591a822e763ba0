import { readLedger } from '../history/ledger.ts';
import { signalsOf } from '../history/lock.ts';
import { getRun } from '../history/runs.ts';
import type { CloseAnswer, CloseCall } from '../model/call.ts';
import { explain } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Outcome, outcomes } from '../model/outcome.ts';
import { runIdOf, type Run } from '../model/run.ts';
import { failureOf } from './ask.ts';
import { closeCall, parseCall } from './calls.ts';
import { bringToEnd, type Ending } from './closing.ts';
import type { Parts } from './parts.ts';
import { reach } from './reach.ts';
import { recorder } from './record.ts';
import { render } from './render.ts';

/** How often Recovery may be gone through because alarms joined after the last look. */
const looksMax = 3;

/** Writes how the run ended, releases what it held, and tells people what did not end well. */
export async function handleCloseRun(raw: unknown, parts: Parts): Promise<CloseAnswer> {
  const call = parseCall(closeCall, raw, 'Close run') as CloseCall;
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
    await bringToEnd(run, again, parts, record);
    return { again: false, signals: call.handled, outcome: run.outcome, because: run.endedBecause ?? '' };
  }
  const ending = endingOf(call, run, ledger);
  const signals = await signalsOf(table, id, run.holds ?? []);
  // Fenced: an attempt before this one began to close it, and nothing may be looked at or changed any more.
  const fenced = ledger?.fencedAt !== undefined;
  if (!fenced && signals > ending.handledSignals && mayLookAgain(call, run, ending, parts)) {
    await record({ kind: 'signal', text: 'more alarms came in after the last look: looking once more' });
    return { again: true, signals, outcome: ending.outcome, because: ending.because };
  }
  const closed = await bringToEnd(run, ending, parts, record);
  return {
    again: false,
    signals,
    outcome: closed.outcome ?? ending.outcome,
    because: closed.endedBecause ?? ending.because,
  };
}

function endingOf(call: CloseCall, run: Run, ledger: Ledger | undefined): Ending {
  const handledSignals = Math.max(call.handled, ledger?.verified?.signals ?? 0);
  const dry = run.mode === 'dry-run';
  if (call.failure !== undefined && call.failure !== null)
    return { ...endingOfFailure(call.failure), handledSignals };
  if (call.lock?.status === 'joined') {
    const joined = /run ([a-z2-7]{16})/.exec(call.lock.because)?.[1];
    return { outcome: 'joined', because: call.lock.because, ...(joined ? { joined } : {}), handledSignals };
  }
  if (call.lock?.status === 'refused')
    return { outcome: 'refused', because: call.lock.because, handledSignals };
  if (ledger?.aborted) {
    const { by, because } = ledger.aborted;
    return { outcome: 'aborted', because: `${by} aborted the run: ${because}`, handledSignals };
  }
  const outcome = outcomes.find((known) => known === call.result?.outcome);
  const because = textOf(call.result?.because ?? null);
  if (!outcome) {
    return {
      outcome: 'failed',
      because: `Recovery ended with no outcome (${String(call.result?.outcome)})`,
      handledSignals,
    };
  }
  if (dry)
    return {
      outcome: 'planned',
      because: planned(outcome, because),
      handledSignals,
    };
  if (outcome === 'recovered' || outcome === 'recovered-with-skips')
    return verified(outcome, because, ledger, handledSignals);
  // Another look, after a change: there was something to do, and this run did it.
  if (outcome === 'nothing-to-do' && Object.keys(ledger?.entries ?? {}).length > 0)
    return verified('recovered', because, ledger, handledSignals);
  return { outcome, because, handledSignals };
}

/** What a dry-run says: nothing of it happened. */
function planned(outcome: Outcome, because: string): string {
  const would =
    outcome === 'recovered' ? '' : `; it would end as ${outcome}${because ? ` (${because})` : ''}`;
  return `every step was planned, nothing was changed${would}`;
}

/** Recovered means verified: by a verify of this run, after its last change. */
function verified(
  outcome: Outcome,
  because: string,
  ledger: Ledger | undefined,
  handledSignals: number,
): Ending {
  if (ledger?.verified)
    return { outcome, because: because || 'the last verify saw what should be there', handledSignals };
  return {
    outcome: 'failed',
    because: 'every step is done, but no verify saw the world as it should be after the last change',
    handledSignals,
  };
}

function endingOfFailure(failure: Json): Omit<Ending, 'handledSignals'> {
  const { code, error, text } = failureOf(failure);
  const outcome = ((): Outcome => {
    switch (error) {
      case 'Aborted':
      case 'Rejected':
        return 'aborted';
      case 'BadInput':
      case 'UnknownRunbook':
      case 'Stopped':
      case 'LockHeld':
      case 'TooMany':
        return 'refused';
      default:
        return 'failed';
    }
  })();
  const badInput = code === 'BadInput' || code === 'UnknownRunbook';
  return { outcome, because: text, ...(badInput && outcome === 'refused' ? { badInput } : {}) };
}

/** No alarm falls between a run that ends and one that joins; but a flood of them must not keep it from ending. */
function mayLookAgain(call: CloseCall, run: Run, ending: Ending, parts: Parts): boolean {
  if (ending.outcome !== 'recovered' && ending.outcome !== 'nothing-to-do') return false;
  return call.look < looksMax && parts.clock.now() < Date.parse(run.deadlineAt);
}

/** Open run did not get as far as writing the run: there is nothing to close, but somebody has to know. */
async function neverOpened(call: CloseCall, id: string, parts: Parts): Promise<CloseAnswer> {
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

function textOf(because: Json): string {
  if (because === null) return '';
  try {
    const text = render(because);
    return typeof text === 'string' ? text : JSON.stringify(text);
  } catch (error) {
    return explain(error);
  }
}
