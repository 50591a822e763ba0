import { asksOf, decideAsk } from '../history/asks.ts';
import { abortLedger } from '../history/ledger.ts';
import { stopUndo } from '../history/ledger-undo.ts';
import { getRun } from '../history/runs.ts';
import { tell } from '../history/tell.ts';
import type { Ask, Voice } from '../model/ask.ts';
import { codeOf } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import { secondsBetween } from './first-page.ts';
import { note } from './note.ts';
import type { OperationParts } from './parts.ts';

/** Who ends a run, when and why. */
export interface Abort {
  by: string;
  at: string;
  because: string;
}

/** Who presses twice wants to be sure: it takes a moment until an abort is meant for what the first one began. */
export const secondAfterMs = 5000;
/** More than runs stand within one another. */
const depthMax = 10;

/**
 * Ends a run, and the runs that its steps started: what can be taken back is, then. Once more, later, it ends that: what is not
 * taken back yet stays. Error: RunClosed.
 */
export async function abortRun(run: string, abort: Abort, parts: OperationParts): Promise<void> {
  // First the ledger: from here on no change is begun, whatever else fails.
  const ledger = await abortLedger(parts.table, run, {
    ...abort,
    because: abort.because || 'no reason given',
  });
  const first = ledger.aborted?.at ?? abort.at;
  const second = Date.parse(abort.at) - Date.parse(first) >= secondAfterMs;
  await endOne(ledger, abort, second, parts);
  await abortNested(ledger, abort, parts, second);
}

/** Ends the runs that steps of an aborted run started, and theirs: all of them know before any of them is asked about anything. */
export async function abortNested(
  above: Ledger,
  abort: Abort,
  parts: OperationParts,
  second = false,
  depth = 0,
): Promise<void> {
  if (depth >= depthMax) return;
  for (const nested of Object.keys(above.nested)) {
    const ledger = await abortOpen(nested, above.run, abort, parts);
    if (!ledger) continue;
    await endOne(ledger, abort, second, parts);
    await abortNested(ledger, abort, parts, second, depth + 1);
  }
}

/** Undefined when it does not go on: it ended, handed on, or has not opened (then it will not: it asks the run above first). */
async function abortOpen(
  run: string,
  above: string,
  { by, at, because }: Abort,
  { table }: OperationParts,
): Promise<Ledger | undefined> {
  if ((await getRun(table, run))?.status !== 'open') return undefined;
  const why = `run ${above}, whose step it is, was aborted${because ? `: ${because}` : ''}`;
  try {
    return await abortLedger(table, run, { by, at, because: why });
  } catch (error) {
    if (codeOf(error) !== 'RunClosed') throw error;
    return undefined;
  }
}

async function endOne({ run }: Ledger, abort: Abort, second: boolean, parts: OperationParts): Promise<void> {
  const { by, at, because } = abort;
  const reason = because ? `: ${because}` : '';
  if (second) await stopUndo(parts.table, run, { by, at, because: because || 'no reason given' });
  const text = second ? `${by} stopped the taking back${reason}` : `${by} aborted the run${reason}`;
  await note(parts, { run, kind: 'aborted', text, person: by });
  for (const ask of await asksOf(parts.table, run)) {
    // What is asked about the taking back is answered by an abort of that alone.
    if (!ask.decision && (second || ask.undo === undefined))
      await answerWithAbort(ask, { answer: 'abort', by, because, at }, parts);
  }
}

/** An open question would keep the run waiting for a person. Somebody may have answered at this very moment: then their answer counts. */
async function answerWithAbort(ask: Ask, decision: Voice, parts: OperationParts): Promise<void> {
  try {
    const decided = await decideAsk(parts.table, ask, decision);
    await note(parts, {
      run: ask.run,
      kind: 'decided',
      ...placeOf(ask),
      n: 1,
      text: `"${ask.title}": aborted by ${decision.by}`,
      person: decision.by,
      seconds: secondsBetween(ask.openedAt, decision.at),
    });
    await tellOnce(decided, parts);
  } catch (error) {
    if (codeOf(error) !== 'AlreadyDecided') throw error;
  }
}

/** The decision is durable: when telling fails now, the janitor tells it again. */
export async function tellOnce(ask: Ask, { table, states }: OperationParts): Promise<void> {
  try {
    await tell(table, states, ask);
  } catch {
    // the janitor's business
  }
}

export function placeOf(ask: Ask) {
  return { state: ask.title, step: ask.step, iteration: ask.iteration, generation: ask.generation };
}
