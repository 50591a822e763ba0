import type { Ask, Voice } from '../model/ask.ts';
import type { Ledger, UndoRecord } from '../model/ledger.ts';
import { undoKey, type UndoPlace } from './ledger-undo.ts';

/**
 * The steps of an aborted run that are taken back, in that order: the newest first; what is taken back already, was left, could not be
 * done, or changed nothing is none of them. `changes`: whether a step is of those that change something by themselves.
 */
export function toTakeBack(
  ledger: Ledger,
  asks: readonly Ask[],
  changes: (step: string) => boolean,
): UndoRecord[] {
  return Object.values(ledger.undo)
    .filter((record) => isLeft(record, ledger, asks, changes))
    .sort(newestFirst);
}

function isLeft(
  record: UndoRecord,
  ledger: Ledger,
  asks: readonly Ask[],
  changes: (step: string) => boolean,
): boolean {
  if (record.undoneAt !== undefined || record.leftBy !== undefined) return false;
  if (decisionOn(record, asks)?.answer === 'cannot') return false;
  return !(changes(record.step) && changedNothing(record, ledger));
}

/** A changing step that stopped before its first intent: there is nothing to take back. */
function changedNothing(record: UndoRecord, { entries }: Ledger): boolean {
  const key = undoKey(record);
  return record.doneAt === undefined && !Object.values(entries).some((entry) => undoKey(entry) === key);
}

/** Of what began at the same moment the later in the list of keys comes first: any order, but always the same. */
function newestFirst(a: UndoRecord, b: UndoRecord): number {
  if (a.beganAt !== b.beganAt) return a.beganAt < b.beganAt ? 1 : -1;
  return undoKey(a) < undoKey(b) ? 1 : -1;
}

/** What people said to a step that asks. */
export function decisionOn(
  { step, iteration, generation }: UndoPlace,
  asks: readonly Ask[],
): Voice | undefined {
  return asks.find(
    (ask) =>
      (ask.kind === 'manual' || ask.kind === 'decision') &&
      ask.undo === undefined &&
      ask.step === step &&
      ask.iteration === iteration &&
      ask.generation === generation,
  )?.decision;
}
