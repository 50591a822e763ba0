import { asksOf } from '../history/asks.ts';
import { abortLedger, readLedger } from '../history/ledger.ts';
import { markLeft, markUndoneStep, undoKey } from '../history/ledger-undo.ts';
import { decisionOn, toTakeBack } from '../history/to-take-back.ts';
import { answerOf } from '../history/tell.ts';
import type { Ask, Voice } from '../model/ask.ts';
import type { UndoAnswer, UndoCall } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Ledger, UndoRecord } from '../model/ledger.ts';
import { runIdOf } from '../model/run.ts';
import { parseCall, undoCall } from './calls.ts';
import { inHandMs } from './closing.ts';
import { passGate } from './gate.ts';
import type { Parts } from './parts.ts';
import { markChangesUndone } from './take-back.ts';
import { wholeRecord } from './undo-record.ts';

const nothing: UndoAnswer = {
  step: null,
  iteration: 0,
  generation: 0,
  with: {},
  reads: {},
  output: null,
};

/**
 * Which step of an aborted run is taken back next: the newest that can be, and is not yet. None, too, when nobody aborted the run, or
 * a person stopped the taking back. NotReady while a change that was begun may still be in a handler's hand.
 */
export async function handleUndo(raw: unknown, parts: Parts): Promise<UndoAnswer> {
  const call = parseCall(undoCall, raw, 'Undo');
  const id = runIdOf(call.execution);
  const asks = await asksOf(parts.clients.table, id);
  const before = await abortedLedger(id, asks, parts);
  if (!before || before.undoStopped) return nothing;
  const { ledger } = await passGate(call.execution, parts, { phase: 'undo' });
  waitForHands(ledger, parts);
  await noteTheOneBefore(call, ledger, parts);
  const manifest = parts.manifests[call.runbook];
  const changes = (step: string) => manifest?.steps.find(({ id }) => id === step)?.kind === 'changes';
  const [next] = toTakeBack(ledger, asks, changes);
  if (!next) return nothing;
  const { step, iteration, generation } = next;
  const known = await wholeRecord(next, parts);
  return { step, iteration, generation, ...known, output: known.output ?? decidedOutput(next, asks) };
}

/**
 * What came of the one before: a person's word goes to the state machine, and no function of ours is there to note it. `ledger` is
 * brought to what is noted.
 */
async function noteTheOneBefore({ left, done }: UndoCall, ledger: Ledger, parts: Parts): Promise<void> {
  const { table } = parts.clients;
  if (left) ledger.undo[undoKey(left)] = await markLeft(table, ledger.run, left, left.by);
  const before = done ? ledger.undo[undoKey(done)] : undefined;
  if (!done || before?.undoneAt !== undefined) return;
  const at = iso(parts.clock.now());
  await markChangesUndone(done, ledger, at, parts);
  ledger.undo[undoKey(done)] = await markUndoneStep(table, ledger.run, done, at);
}

/** A no is an answer first and a flag in the ledger second: whoever gave it may have died in between. Undefined: nobody said no. */
async function abortedLedger(id: string, asks: Ask[], parts: Parts): Promise<Ledger | undefined> {
  const { table } = parts.clients;
  const ledger = await readLedger(table, id);
  if (!ledger || ledger.aborted || ledger.fencedAt !== undefined) return ledger;
  const no = asks.map(({ decision }) => decision).find(isNo);
  if (!no) return undefined;
  const { by, at, because, answer } = no;
  return abortLedger(table, id, { by, at, because: because || `said ${answer}` });
}

function isNo(decision: Voice | undefined): decision is Voice {
  return decision?.answer === 'reject' || decision?.answer === 'abort';
}

/** A sibling's call, begun before the abort, has arrived by then, or never will. */
function waitForHands({ run, aborted, entries }: Ledger, parts: Parts): void {
  const begun = Object.values(entries).find(({ doneAt, undoes }) => doneAt === undefined && !undoes);
  const free = Date.parse(aborted?.at ?? '') + inHandMs;
  if (!begun || !(parts.clock.now() < free)) return;
  fail('NotReady', {
    what: `${begun.external} was begun and may still be made`,
    why: `its handler has until ${iso(free)}`,
    todo: 'then what was done is taken back',
    run,
  });
}

/** What a step that asks gave is what people said: no function of ours was there to note it. */
function decidedOutput(record: UndoRecord, asks: Ask[]): Json {
  const decision = decisionOn(record, asks);
  if (decision === undefined || isNo(decision)) return null;
  const { by, at, because, answer, record: written } = answerOf(decision);
  return answer === 'done' ? { by, at, because, record: written } : { answer, by, because, at };
}
