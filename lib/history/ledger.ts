import { fail } from '../model/errors.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import type { Table } from '../wire/table.ts';
import { ledgerKey } from './keys.ts';
import {
  empty,
  emptyParts,
  emptyValues,
  mayChange,
  mayTakeBack,
  notFenced,
  openFor,
  readItem,
  writeAlways,
  writeIf,
} from './ledger-item.ts';
import { plain, putIfAbsent, recordItem } from './records.ts';

/** Opens a run's ledger once; gives the one there is, fenced perhaps. */
export async function openLedger(table: Table, run: string): Promise<Ledger> {
  return readItem(await putIfAbsent(table, recordItem(ledgerKey(run), empty(run))));
}

export async function readLedger(table: Table, run: string): Promise<Ledger | undefined> {
  const item = await table.get(ledgerKey(run));
  return item && readItem(item);
}

/**
 * Writes that a change is about to be made, and reads it back as ours. The same external name with the same specification
 * (a machine's retry, an answer that was lost) gives the entry there is. It also says that what was verified is no more.
 * A change that takes back (`undoes`) wants an abort; any other wants none.
 * Errors: RunClosed (fenced, or no ledger), Aborted, NotApproved (`undoes` without an abort), Broken (the name stands for something else).
 */
export async function intend(table: Table, run: string, entry: LedgerEntry): Promise<LedgerEntry> {
  const written = await writeIf(
    table,
    run,
    `${entry.undoes ? mayTakeBack : mayChange} AND attribute_not_exists(#entries.#external)`,
    'SET #entries.#external = :entry, #lastIntentAt = :at REMOVE #verified',
    {
      names: { '#external': entry.external },
      values: { ':entry': plain(entry), ':at': entry.intendedAt },
    },
  );
  const ledger = written ?? (await openFor(table, run, entry.step, entry.undoes ? 'no-abort' : 'abort'));
  const stored = ledger.entries[entry.external];
  const facts = { run, step: entry.step, external: entry.external };
  if (!stored)
    return fail('Broken', { what: `the intent of ${entry.external} was written and is not there`, ...facts });
  if (written && stored.writeId !== entry.writeId)
    return fail('Broken', { what: `the intent of ${entry.external} was read back as another's`, ...facts });
  if (stored.specHash !== entry.specHash) {
    return fail('Broken', {
      what: `${entry.external} stands for another specification in the ledger`,
      why: 'one generation of a step asks for one thing; this one asked for two',
      todo: 'have the step tried again: a new generation has a name of its own',
      ...facts,
    });
  }
  return stored;
}

/** Writes that the outside has the change. Allowed after an abort: what was begun has to be known. Errors: RunClosed, Broken (no such intent). */
export async function markDone(
  table: Table,
  run: string,
  external: string,
  at: string,
): Promise<LedgerEntry> {
  return mark(table, run, external, 'doneAt', at);
}

/** Writes that the change was taken back. Errors as of `markDone`. */
export async function markUndone(
  table: Table,
  run: string,
  external: string,
  at: string,
): Promise<LedgerEntry> {
  return mark(table, run, external, 'undoneAt', at);
}

async function mark(
  table: Table,
  run: string,
  external: string,
  field: 'doneAt' | 'undoneAt',
  at: string,
): Promise<LedgerEntry> {
  const written = await writeIf(
    table,
    run,
    `${notFenced} AND attribute_exists(#entries.#external)`,
    'SET #entries.#external.#field = if_not_exists(#entries.#external.#field, :at)',
    { names: { '#external': external, '#field': field }, values: { ':at': at } },
  );
  const ledger = written ?? (await openFor(table, run, undefined, 'nothing'));
  const entry = ledger.entries[external];
  return entry ?? fail('Broken', { what: `${external} is not in the ledger of run ${run}`, run, external });
}

/** Ends what a run may do: no write to its ledger succeeds after this. The first fence stays. A run without a ledger gets one that is fenced. */
export async function fence(table: Table, run: string, because: string, at: string): Promise<Ledger> {
  return writeAlways(
    table,
    run,
    `SET #run = :run, ${emptyParts}, #fencedAt = if_not_exists(#fencedAt, :at), #because = if_not_exists(#because, :because)`,
    {
      names: { '#because': 'fencedBecause' },
      values: { ':run': run, ...emptyValues, ':at': at, ':because': because },
    },
  );
}

/** Flags the run as aborted: no change is begun after this. The first abort stays. Error: RunClosed. */
export async function abortLedger(
  table: Table,
  run: string,
  aborted: { by: string; at: string; because: string },
): Promise<Ledger> {
  const written = await writeIf(
    table,
    run,
    'attribute_not_exists(#fencedAt)',
    `SET #run = :run, ${emptyParts}, #aborted = if_not_exists(#aborted, :aborted)`,
    { values: { ':run': run, ...emptyValues, ':aborted': aborted } },
  );
  return written ?? openFor(table, run, undefined, 'nothing');
}

/**
 * Writes that the world was seen as it should be. `at` is when the look began, `signals` how many it looked after.
 * Errors: RunClosed, Aborted, Conflict (a change was begun after `at`: look again).
 */
export async function setVerified(
  table: Table,
  run: string,
  verified: { step: string; at: string; signals: number },
): Promise<Ledger> {
  const written = await writeIf(
    table,
    run,
    `${mayChange} AND (attribute_not_exists(#lastIntentAt) OR #lastIntentAt <= :at)`,
    'SET #verified = :verified',
    { values: { ':verified': verified, ':at': verified.at } },
  );
  if (written) return written;
  await openFor(table, run, verified.step, 'abort');
  return fail('Conflict', {
    what: 'a change was begun after this look at the world',
    todo: 'look again',
    run,
    step: verified.step,
  });
}

/** A verify looks: what an earlier one said is no more, whatever this one sees. Nothing happens when there is none, or when the run is fenced. */
export async function clearVerified(table: Table, run: string): Promise<void> {
  await writeIf(table, run, `${notFenced} AND attribute_exists(#verified)`, 'REMOVE #verified');
}

/** Counts one more transient error of a step (in a loop: of its iteration), and gives how many came in a row. Error: RunClosed. */
export async function countTransient(table: Table, run: string, step: string): Promise<number> {
  const written = await writeIf(
    table,
    run,
    notFenced,
    'SET #transients.#step = if_not_exists(#transients.#step, :none) + :one',
    { names: { '#step': step }, values: { ':none': 0, ':one': 1 } },
  );
  const ledger = written ?? (await openFor(table, run, step, 'nothing'));
  return ledger.transients[step] ?? 0;
}

/** A call answered: the count begins anew. Nothing happens when there is none, or when the run is fenced. */
export async function clearTransient(table: Table, run: string, step: string): Promise<void> {
  await writeIf(
    table,
    run,
    `${notFenced} AND attribute_exists(#transients.#step)`,
    'REMOVE #transients.#step',
    { names: { '#step': step } },
  );
}

/**
 * Notes that a step started a run, under which an abort finds it. Not after an abort: whoever aborts has read the list.
 * Repeated it changes nothing. Errors: RunClosed, Aborted.
 */
export async function noteNested(table: Table, run: string, nested: string, step: string): Promise<void> {
  const written = await writeIf(
    table,
    run,
    mayChange,
    'SET #nested.#id = if_not_exists(#nested.#id, :step)',
    {
      names: { '#id': nested },
      values: { ':step': step },
    },
  );
  if (!written) await openFor(table, run, step, 'abort');
}
