import { fail } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Expression, Item, Table } from '../wire/table.ts';
import { ledgerKey } from './keys.ts';
import { unlessConflict } from './records.ts';
import { readRecord } from './shape.ts';
import { ledgerShape } from './shapes.ts';

/*
 * RUN#<run>/LEDGER, one item. Every write but the fence itself is conditional on the fence not being there; beginning a
 * change and calling the world recovered also on nobody having aborted the run, and beginning to take back on somebody having.
 */

export const readItem = (item: Item): Ledger => readRecord(item, ledgerShape);
const names = {
  '#pk': 'pk',
  '#run': 'run',
  '#entries': 'entries',
  '#transients': 'transients',
  '#undo': 'undo',
  '#nested': 'nested',
  '#fencedAt': 'fencedAt',
  '#aborted': 'aborted',
  '#undoStopped': 'undoStopped',
  '#verified': 'verified',
  '#lastIntentAt': 'lastIntentAt',
};
export const notFenced = 'attribute_exists(#pk) AND attribute_not_exists(#fencedAt)';
export const mayChange = `${notFenced} AND attribute_not_exists(#aborted)`;
export const mayTakeBack = `${notFenced} AND attribute_exists(#aborted) AND attribute_not_exists(#undoStopped)`;

/** An expression with those of the fixed names that its texts use, as DynamoDB refuses the others. */
function expression(text: string, condition: string, own: Partial<Expression>): [Expression, Expression] {
  const used = Object.entries(names).filter(([name]) =>
    new RegExp(`${name}(?![A-Za-z])`).test(`${text} ${condition}`),
  );
  return [
    { text, names: { ...Object.fromEntries(used), ...own.names }, values: own.values ?? {} },
    { text: condition },
  ];
}

/** A write on the condition: the ledger after it, or undefined when the condition did not hold. Fixed names need no saying. */
export async function writeIf(
  table: Table,
  run: string,
  condition: string,
  text: string,
  own: Partial<Expression> = {},
): Promise<Ledger | undefined> {
  const [update, when] = expression(text, condition, own);
  const written = await unlessConflict(table.update(ledgerKey(run), update, when));
  return written && readItem(written.value);
}

/** A write that nothing keeps from happening. */
export async function writeAlways(
  table: Table,
  run: string,
  text: string,
  own: Partial<Expression>,
): Promise<Ledger> {
  const [update] = expression(text, '', own);
  return readItem(await table.update(ledgerKey(run), update));
}

/** Which no keeps a write from happening, besides the fence. */
export type Minds = 'nothing' | 'abort' | 'no-abort';

/** The ledger after a write was refused, when that was neither for the fence nor for what the write minds. */
export async function openFor(
  table: Table,
  run: string,
  step: string | undefined,
  minds: Minds,
): Promise<Ledger> {
  const item = await table.get(ledgerKey(run));
  const ledger = item && readItem(item);
  const facts = { run, ...(step === undefined ? {} : { step }) };
  if (!ledger) return fail('RunClosed', { what: `run ${run} has no ledger: it was never opened`, ...facts });
  if (ledger.fencedAt !== undefined) {
    const why = `fenced at ${ledger.fencedAt}: ${ledger.fencedBecause ?? ''}`;
    return fail('RunClosed', { what: `run ${run} may do nothing more`, why, ...facts });
  }
  if (minds === 'abort' && ledger.aborted) {
    const { by, at, because } = ledger.aborted;
    return fail('Aborted', { what: `${by} aborted run ${run}`, why: because, at, ...facts });
  }
  if (minds === 'no-abort') refuseTakingBack(ledger, facts);
  return ledger;
}

/** Errors: NotApproved (nobody aborted the run: what it did is not taken back), Aborted (a person stopped the taking back). */
export function refuseTakingBack(
  { run, aborted, undoStopped }: Ledger,
  facts: { run: string; step?: string },
): void {
  if (!aborted) {
    fail('NotApproved', {
      what: `run ${run} was not aborted: nothing of it is taken back`,
      todo: `rebound abort ${run}, to have it taken back`,
      ...facts,
    });
  }
  if (!undoStopped) return;
  const { by, at, because } = undoStopped;
  fail('Aborted', { what: `${by} stopped the taking back: ${because}`, by, at, ...facts });
}

/** Parts that every ledger has, for writes that may meet none, or one of an older release. */
export const emptyParts = ['entries', 'transients', 'undo', 'nested']
  .map((part) => `#${part} = if_not_exists(#${part}, :empty)`)
  .join(', ');
export const emptyValues = { ':empty': {} };

export function empty(run: string): Ledger {
  return { run, entries: {}, undo: {}, nested: {}, transients: {} };
}
