import type { Ask } from '../model/ask.ts';
import type { Ledger, UndoRecord } from '../model/ledger.ts';
import { externalName } from '../model/run.ts';
import type { Process } from './process.ts';

/** A step, the how-many-eth item of its loops, and the attempt: what is taken back is known by these. */
export type Taken = Pick<UndoRecord, 'step' | 'iteration' | 'generation'>;

/** What a process that takes a step back is about. A question about it has a name and generations of its own. */
export function takenBy({ step, iteration, generation, undo }: Process): Taken {
  const asks = step.endsWith('__undo');
  return asks
    ? { step: step.slice(0, -'__undo'.length), iteration, generation: generation - (undo ?? 0) }
    : { step, iteration, generation };
}

export const takenKey = ({ step, iteration, generation }: Taken): string =>
  `${step}.${iteration}.${generation}`;

/** More changes than any step makes. */
const changesMax = 20;

/** Whether a step changed something under this name: its first change, or a further one. */
export function isNameOf(external: string, run: string, { step, iteration, generation }: Taken): boolean {
  const nth = (n: number) => externalName(run, generation, iteration, n === 1 ? step : `${step}_${n}`);
  return Array.from({ length: changesMax }, (_, n) => nth(n + 1)).includes(external);
}

/** The name under which the ledger has the taking back itself. */
export function undoName(run: string, { step, iteration, generation }: Taken, round: number): string {
  return externalName(run, generation, iteration, `${step}__undo${round > 0 ? round + 1 : ''}`);
}

/** The records that come before this one when steps are taken back, newest first, and are not finished with. */
export function newerAndLeft(
  taken: Taken,
  ledger: Ledger,
  asks: readonly Ask[],
  changes: (step: string) => boolean,
): UndoRecord[] {
  const own = ledger.undo[takenKey(taken)];
  if (!own) return [];
  return Object.values(ledger.undo).filter(
    (record) => isNewer(record, own) && !isOver(record, ledger, asks, changes),
  );
}

/** The records of an aborted run that are not finished with. */
export function leftToUndo(
  ledger: Ledger,
  asks: readonly Ask[],
  changes: (step: string) => boolean,
): UndoRecord[] {
  return Object.values(ledger.undo).filter((record) => !isOver(record, ledger, asks, changes));
}

function isNewer(one: UndoRecord, than: UndoRecord): boolean {
  if (one.beganAt !== than.beganAt) return one.beganAt > than.beganAt;
  return takenKey(one) > takenKey(than);
}

/** Taken back, left by a person, said to be impossible, or nothing was ever done. */
function isOver(
  record: UndoRecord,
  { entries }: Ledger,
  asks: readonly Ask[],
  changes: (step: string) => boolean,
): boolean {
  if (record.undoneAt !== undefined || record.leftBy !== undefined) return true;
  const key = takenKey(record);
  const cannot = asks.some((ask) => takenKey(ask) === key && ask.decision?.answer === 'cannot');
  const began = Object.values(entries).some((entry) => takenKey(entry) === key);
  return cannot || (changes(record.step) && record.doneAt === undefined && !began);
}
