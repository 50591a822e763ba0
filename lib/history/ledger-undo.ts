import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Ledger, UndoRecord } from '../model/ledger.ts';
import type { Table } from '../wire/table.ts';
import { emptyParts, emptyValues, mayChange, notFenced, openFor, writeIf } from './ledger-item.ts';
import { plain } from './records.ts';

/** Which going through of a step: what its record in the ledger is called. */
export type UndoPlace = Pick<UndoRecord, 'step' | 'iteration' | 'generation'>;

/** `<step>.<iteration>.<generation>` */
export function undoKey({ step, iteration, generation }: UndoPlace): string {
  return `${step}.${iteration}.${generation}`;
}

/**
 * Notes that a step that can be taken back begins, before it does anything. Repeated: the first record stays, and is given back.
 * Errors: RunClosed, Aborted.
 */
export async function beginUndo(table: Table, run: string, record: UndoRecord): Promise<UndoRecord> {
  const key = undoKey(record);
  const written = await writeIf(
    table,
    run,
    `${mayChange} AND attribute_not_exists(#undo.#key)`,
    'SET #undo.#key = :record',
    { names: { '#key': key }, values: { ':record': plain(record) } },
  );
  const ledger = written ?? (await openFor(table, run, record.step, 'abort'));
  return recordIn(ledger, key, record.step);
}

/**
 * Notes that the step is done, and what it gave. Allowed after an abort: what is taken back has to be known. The first end stays.
 * Errors: RunClosed, Broken (it never began).
 */
export async function undoDone(
  table: Table,
  run: string,
  place: UndoPlace,
  output: Json,
  at: string,
): Promise<UndoRecord> {
  return write(table, run, place, 'attribute_not_exists(#undo.#key.#doneAt)', {
    text: '#undo.#key.#output = :output, #undo.#key.#doneAt = :at',
    names: { '#output': 'output', '#doneAt': 'doneAt' },
    values: { ':output': output, ':at': at },
  });
}

/** Notes that the step was taken back. Repeated: the first time stays. Errors as of `undoDone`. */
export async function markUndoneStep(
  table: Table,
  run: string,
  place: UndoPlace,
  at: string,
): Promise<UndoRecord> {
  return write(table, run, place, 'attribute_not_exists(#undo.#key.#undoneAt)', {
    text: '#undo.#key.#undoneAt = :at',
    names: { '#undoneAt': 'undoneAt' },
    values: { ':at': at },
  });
}

/** Notes that a person said that the step is not taken back, or was by hand. The first word stays. Errors as of `undoDone`. */
export async function markLeft(table: Table, run: string, place: UndoPlace, by: string): Promise<UndoRecord> {
  return write(table, run, place, 'attribute_not_exists(#undo.#key.#leftBy)', {
    text: '#undo.#key.#leftBy = :by',
    names: { '#leftBy': 'leftBy' },
    values: { ':by': by },
  });
}

/** A second abort: what is not taken back yet stays. The first one that says so stays. Errors: RunClosed, NotApproved (not aborted). */
export async function stopUndo(
  table: Table,
  run: string,
  stopped: { by: string; at: string; because: string },
): Promise<Ledger> {
  const written = await writeIf(
    table,
    run,
    `${notFenced} AND attribute_exists(#aborted)`,
    `SET ${emptyParts}, #undoStopped = if_not_exists(#undoStopped, :stopped)`,
    { values: { ...emptyValues, ':stopped': stopped } },
  );
  return written ?? openFor(table, run, undefined, 'no-abort');
}

async function write(
  table: Table,
  run: string,
  place: UndoPlace,
  unlessDone: string,
  { text, names, values }: { text: string; names: Record<string, string>; values: Record<string, Json> },
): Promise<UndoRecord> {
  const key = undoKey(place);
  const written = await writeIf(
    table,
    run,
    `${notFenced} AND attribute_exists(#undo.#key) AND ${unlessDone}`,
    `SET ${text}`,
    { names: { '#key': key, ...names }, values },
  );
  return recordIn(written ?? (await openFor(table, run, place.step, 'nothing')), key, place.step);
}

function recordIn({ run, undo }: Ledger, key: string, step: string): UndoRecord {
  const record = Object.hasOwn(undo, key) ? undo[key] : undefined;
  return (
    record ?? fail('Broken', { what: `the ledger of run ${run} does not know that ${key} began`, run, step })
  );
}
