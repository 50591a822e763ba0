import type { Ask } from '../model/ask.ts';
import type { CloseCall } from '../model/call.ts';
import { explain } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Outcome, outcomes } from '../model/outcome.ts';
import type { Run } from '../model/run.ts';
import { failureOf } from './ask.ts';
import type { Ending } from './closing.ts';
import { render } from './render.ts';

type Judged = Omit<Ending, 'handledSignals'>;
type Result = NonNullable<CloseCall['result']>;

/** How a run ends, of what Recovery (or what came before it) gave, and of what its history knows. */
export function endingOf(
  call: CloseCall,
  run: Run,
  ledger: Ledger | undefined,
  asks: readonly Ask[],
): Ending {
  const handledSignals = Math.max(call.handled, ledger?.verified?.signals ?? 0);
  return { ...judged(call, run, ledger, asks), handledSignals };
}

function judged(
  { failure = null, lock, result }: CloseCall,
  run: Run,
  ledger: Ledger | undefined,
  asks: readonly Ask[],
): Judged {
  const finished = failure === null ? undefined : resultIn(failure);
  if (failure !== null && !finished) {
    // What is bad input before the run began to recover is a failure after it.
    const began = lock?.status === 'taken' && run.mode !== 'dry-run';
    return endingOfFailure(failure, began);
  }
  if (lock?.status === 'joined') {
    const joined = /run ([a-z2-7]{16})/.exec(lock.because)?.[1];
    return { outcome: 'joined', because: lock.because, ...(joined ? { joined } : {}) };
  }
  if (lock?.status === 'refused') return { outcome: 'refused', because: lock.because };
  if (ledger?.aborted) {
    const { by, because } = ledger.aborted;
    return { outcome: 'aborted', because: `${by} aborted the run: ${because}` };
  }
  return endingOfResult(finished ?? result, run, ledger, asks);
}

function endingOfResult(
  result: Result | null | undefined,
  run: Run,
  ledger: Ledger | undefined,
  asks: readonly Ask[],
): Judged {
  const outcome = outcomes.find((known) => known === result?.outcome);
  const because = textOf(result?.because ?? null);
  if (!outcome)
    return { outcome: 'failed', because: `Recovery ended with no outcome (${String(result?.outcome)})` };
  if (run.mode === 'dry-run') return { outcome: 'planned', because: planned(outcome, because) };
  if (outcome === 'handed-on') return handedOn(result?.to?.run ?? run.handedOnTo, because);
  const skips = skipped(asks);
  if (outcome === 'recovered' || outcome === 'recovered-with-skips')
    return verified(outcome, because, ledger, skips);
  // Another look, after a change: there was something to do, and this run did it.
  if (outcome === 'nothing-to-do' && Object.keys(ledger?.entries ?? {}).length > 0)
    return verified('recovered', because, ledger, skips);
  return { outcome, because };
}

/** What a dry-run says: nothing of it happened. */
function planned(outcome: Outcome, because: string): string {
  const would =
    outcome === 'recovered' ? '' : `; it would end as ${outcome}${because ? ` (${because})` : ''}`;
  return `every step was planned, nothing was changed${would}`;
}

/** The answers after which something was done by hand, or not at all. */
function skipped(asks: readonly Ask[]): string[] {
  return asks.flatMap(({ kind, title, undo, decision }) =>
    kind === 'failure' &&
    undo === undefined &&
    (decision?.answer === 'skip' || decision?.answer === 'by-hand')
      ? [
          `${decision.by} said ${decision.answer} to "${title}"${decision.because ? `: ${decision.because}` : ''}`,
        ]
      : [],
  );
}

/** Recovered means verified: by a verify of this run, after its last change. With skips it says so. */
function verified(outcome: Outcome, because: string, ledger: Ledger | undefined, skips: string[]): Judged {
  if (!ledger?.verified) {
    return {
      outcome: 'failed',
      because: [
        'every step is done, but no verify saw the world as it should be after the last change',
        ...skips,
      ].join('; '),
    };
  }
  const why = because || 'the last verify saw what should be there';
  if (skips.length === 0) return { outcome, because: why };
  return { outcome: 'recovered-with-skips', because: [why, ...skips].join('; ') };
}

function handedOn(to: string | undefined, because: string): Judged {
  if (to === undefined)
    return { outcome: 'failed', because: 'Recovery was to be handed on, and no run is known that has it' };
  return { outcome: 'handed-on', because: because || `run ${to} goes on from here`, handedOnTo: to };
}

function endingOfFailure(failure: Json, began: boolean): Judged {
  const stopped = stepFailed(failure);
  const { code, error, text } = failureOf(stopped ?? failure);
  if (stopped) return { outcome: 'failed', because: text };
  const outcome = outcomeOf(error, began);
  const badInput = code === 'BadInput' || code === 'UnknownRunbook';
  const because =
    error === 'ByHand' ? `${text}; the rest was done by hand, and no verify came behind it` : text;
  return { outcome, because, ...(badInput && outcome === 'refused' ? { badInput } : {}) };
}

function outcomeOf(error: string, began: boolean): Outcome {
  switch (error) {
    case 'Aborted':
    case 'Rejected':
      return 'aborted';
    case 'BadInput':
    case 'UnknownRunbook':
    case 'Stopped':
    case 'LockHeld':
    case 'TooMany':
    case 'Unproven':
      return began ? 'failed' : 'refused';
    default:
      return 'failed';
  }
}

/** An ending from within a branch or a loop: the cause of `Finished` is the result. */
function resultIn(failure: Json): Result | undefined {
  const { Error: error, Cause: cause } = isObject(failure) ? failure : {};
  const parsed = error === 'Finished' && typeof cause === 'string' ? parse(cause) : undefined;
  if (!isObject(parsed) || typeof parsed['outcome'] !== 'string') return undefined;
  const { outcome, because, to } = parsed as { outcome: string; because?: Json; to?: unknown };
  const run = isObject(to) ? to['run'] : undefined;
  const runbook = isObject(to) ? to['runbook'] : undefined;
  return {
    outcome,
    ...(because === undefined ? {} : { because }),
    ...(typeof runbook === 'string' ? { to: { runbook, ...(typeof run === 'string' ? { run } : {}) } } : {}),
  };
}

/** What failed a step that stops the run: the cause of `StepFailed` is that failure. */
function stepFailed(failure: Json): Json | undefined {
  const { Error: error, Cause: cause } = isObject(failure) ? failure : {};
  if (error !== 'StepFailed') return undefined;
  const parsed = typeof cause === 'string' ? parse(cause) : undefined;
  const inner = isObject(parsed) && typeof parsed['Error'] === 'string' ? (parsed as Json) : undefined;
  return inner === undefined ? failure : (stepFailed(inner) ?? inner);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
