import { fail } from '../model/errors.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import type { Expression, Item, Table } from '../wire/table.ts';
import { ledgerKey } from './keys.ts';
import { plain, putIfAbsent, recordItem, unlessConflict } from './records.ts';
import { readRecord } from './shape.ts';
import { ledgerShape } from './shapes.ts';

/*
 * RUN#<run>/LEDGER, one item. Every write but the fence itself is conditional on the fence not being there; beginning a
 * change and calling the world recovered also on nobody having aborted the run.
 */

const readItem = (item: Item): Ledger => readRecord(item, ledgerShape);
const names = {
  '#pk': 'pk',
  '#run': 'run',
  '#entries': 'entries',
  '#transients': 'transients',
  '#fencedAt': 'fencedAt',
  '#aborted': 'aborted',
  '#verified': 'verified',
  '#lastIntentAt': 'lastIntentAt',
};
const notFenced = 'attribute_exists(#pk) AND attribute_not_exists(#fencedAt)';
const mayChange = `${notFenced} AND attribute_not_exists(#aborted)`;

/** An expression with those of the fixed names that its texts use, as DynamoDB refuses the others. */
function expression(
  text: string,
  condition: string,
  own: Partial<Expression> = {},
): [Expression, Expression] {
  const used = Object.entries(names).filter(([name]) =>
    new RegExp(`${name}(?![A-Za-z])`).test(`${text} ${condition}`),
  );
  return [
    { text, names: { ...Object.fromEntries(used), ...own.names }, values: own.values ?? {} },
    { text: condition },
  ];
}

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
 * Errors: RunClosed (fenced, or no ledger), Aborted, Broken (the name stands for something else).
 */
export async function intend(table: Table, run: string, entry: LedgerEntry): Promise<LedgerEntry> {
  const [update, condition] = expression(
    'SET #entries.#external = :entry, #lastIntentAt = :at REMOVE #verified',
    `${mayChange} AND attribute_not_exists(#entries.#external)`,
    {
      names: { '#external': entry.external },
      values: { ':entry': plain(entry), ':at': entry.intendedAt },
    },
  );
  const written = await unlessConflict(table.update(ledgerKey(run), update, condition));
  const ledger = written ? readItem(written.value) : await openFor(table, run, entry.step, true);
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
  const [update, condition] = expression(
    'SET #entries.#external.#field = if_not_exists(#entries.#external.#field, :at)',
    `${notFenced} AND attribute_exists(#entries.#external)`,
    { names: { '#external': external, '#field': field }, values: { ':at': at } },
  );
  const written = await unlessConflict(table.update(ledgerKey(run), update, condition));
  const ledger = written ? readItem(written.value) : await openFor(table, run, undefined, false);
  const entry = ledger.entries[external];
  return entry ?? fail('Broken', { what: `${external} is not in the ledger of run ${run}`, run, external });
}

/** Ends what a run may do: no write to its ledger succeeds after this. The first fence stays. A run without a ledger gets one that is fenced. */
export async function fence(table: Table, run: string, because: string, at: string): Promise<Ledger> {
  const text = `SET ${emptyParts}, #fencedAt = if_not_exists(#fencedAt, :at), #because = if_not_exists(#because, :because)`;
  const [update] = expression(text, '', {
    names: { '#because': 'fencedBecause' },
    values: { ...emptyValues(run), ':at': at, ':because': because },
  });
  return readItem(await table.update(ledgerKey(run), update));
}

/** Flags the run as aborted: no change is begun after this. The first abort stays. Error: RunClosed. */
export async function abortLedger(
  table: Table,
  run: string,
  aborted: { by: string; at: string; because: string },
): Promise<Ledger> {
  const [update, condition] = expression(
    `SET ${emptyParts}, #aborted = if_not_exists(#aborted, :aborted)`,
    'attribute_not_exists(#fencedAt)',
    { values: { ...emptyValues(run), ':aborted': aborted } },
  );
  const written = await unlessConflict(table.update(ledgerKey(run), update, condition));
  return written ? readItem(written.value) : openFor(table, run, undefined, false);
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
  const [update, condition] = expression(
    'SET #verified = :verified',
    `${mayChange} AND (attribute_not_exists(#lastIntentAt) OR #lastIntentAt <= :at)`,
    { values: { ':verified': verified, ':at': verified.at } },
  );
  const written = await unlessConflict(table.update(ledgerKey(run), update, condition));
  if (written) return readItem(written.value);
  await openFor(table, run, verified.step, true);
  return fail('Conflict', {
    what: 'a change was begun after this look at the world',
    todo: 'look again',
    run,
    step: verified.step,
  });
}

/** Counts one more transient error of a step, and gives how many came in a row. Error: RunClosed. */
export async function countTransient(table: Table, run: string, step: string): Promise<number> {
  const [update, condition] = expression(
    'SET #transients.#step = if_not_exists(#transients.#step, :none) + :one',
    notFenced,
    { names: { '#step': step }, values: { ':none': 0, ':one': 1 } },
  );
  const written = await unlessConflict(table.update(ledgerKey(run), update, condition));
  const ledger = written ? readItem(written.value) : await openFor(table, run, step, false);
  return ledger.transients[step] ?? 0;
}

/** A call answered: the count begins anew. Nothing happens when there is none, or when the run is fenced. */
export async function clearTransient(table: Table, run: string, step: string): Promise<void> {
  const [update, condition] = expression(
    'REMOVE #transients.#step',
    `${notFenced} AND attribute_exists(#transients.#step)`,
    { names: { '#step': step } },
  );
  await unlessConflict(table.update(ledgerKey(run), update, condition));
}

/** The ledger after a write was refused, when that was neither for the fence nor (where it matters) for an abort. */
async function openFor(
  table: Table,
  run: string,
  step: string | undefined,
  abortMatters: boolean,
): Promise<Ledger> {
  const ledger = await readLedger(table, run);
  const facts = { run, ...(step === undefined ? {} : { step }) };
  if (!ledger) return fail('RunClosed', { what: `run ${run} has no ledger: it was never opened`, ...facts });
  if (ledger.fencedAt !== undefined) {
    const why = `fenced at ${ledger.fencedAt}: ${ledger.fencedBecause ?? ''}`;
    return fail('RunClosed', { what: `run ${run} may do nothing more`, why, ...facts });
  }
  if (abortMatters && ledger.aborted) {
    const { by, at, because } = ledger.aborted;
    return fail('Aborted', { what: `${by} aborted run ${run}`, why: because, at, ...facts });
  }
  return ledger;
}

const emptyParts =
  '#run = :run, #entries = if_not_exists(#entries, :empty), #transients = if_not_exists(#transients, :empty)';
const emptyValues = (run: string) => ({ ':run': run, ':empty': {} });

function empty(run: string): Ledger {
  return { run, entries: {}, transients: {} };
}
