import type { Ask } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Run, StartRecord } from '../model/run.ts';
import { type Check, record } from '../history/shape.ts';
import { askShape, eventShape, ledgerShape, runShape, startShape } from '../history/shapes.ts';
import { type DynamodbState, rowAt, rowsOf, type TableState } from '../sandbox/dynamodb/state.ts';
import { fromAttributes } from '../wire/attribute-value.ts';
import { textOf } from './read.ts';

/** A holder as a lock item has it. `part` is null for the whole root. */
export interface Held {
  root: string;
  part: string | null;
  run: string;
  /** A nested run's: the runs above it, which it may overlap. */
  above: string[];
}

/** The history's table at one moment, read without any call. An item that is not of its shape is not there. */
export interface TableView {
  run: (id: string) => Run | undefined;
  ledger: (run: string) => Ledger | undefined;
  asks: (run: string) => Ask[];
  events: (run: string) => RunEvent[];
  start: (execution: string) => StartRecord | undefined;
  runs: () => Run[];
  /** Every holder of a part of a root, or of the whole. */
  held: () => Held[];
  slots: () => string[];
  /** Runs that the janitor has something left to do for. */
  unfinished: () => string[];
  /** Keys of what people have to be told yet. */
  notices: () => string[];
  stopped: () => boolean;
  /** Attributes of one item, as plain JSON. */
  item: (pk: string, sk: string) => JsonObject | undefined;
}

const isRun = record(runShape);
const isLedger = record(ledgerShape);
const isAsk = record(askShape);
const isEvent = record(eventShape);
const isStart = record(startShape);

/** Looks into a state of the sandbox's DynamoDB, which is never changed in place: the view stays as it is. */
export function viewOf(state: DynamodbState): TableView {
  const table = Object.values(state.tables)[0];
  const one = <T>(pk: string, sk: string, is: Check<T>): T | undefined => {
    const found = itemAt(table, pk, sk);
    return found !== undefined && is(found) ? found : undefined;
  };
  const many = <T>(pk: string, prefix: string, is: Check<T>): T[] =>
    itemsAt(table, pk, prefix).flatMap((item: unknown) => (is(item) ? [item] : []));
  return {
    run: (id) => one(`RUN#${id}`, 'RUN', isRun),
    ledger: (run) => one(`RUN#${run}`, 'LEDGER', isLedger),
    asks: (run) => many(`RUN#${run}`, 'ASK#', isAsk),
    events: (run) => many(`RUN#${run}`, 'EV#', isEvent),
    start: (execution) => one(`START#${execution}`, 'START', isStart),
    runs: () =>
      partitions(table, 'RUN#').flatMap((hash) => {
        const run = one(hash, 'RUN', isRun);
        return run ? [run] : [];
      }),
    held: () =>
      partitions(table, 'LOCK#').flatMap((hash) => holdersOf(hash.slice(5), itemAt(table, hash, 'LOCK'))),
    slots: () => {
      const runs = itemAt(table, 'SLOTS', 'SLOTS')?.['runs'];
      return isObject(runs) ? Object.keys(runs) : [];
    },
    unfinished: () =>
      itemsAt(table, 'OPEN-RUNS', '')
        .filter((item) => item['finishedAt'] === undefined)
        .map((item) => textOf(item['run']))
        .filter((run) => one(`RUN#${run}`, 'RUN', isRun)),
    notices: () => itemsAt(table, 'NOTICES', '').map((item) => textOf(item['key'])),
    stopped: () => itemAt(table, 'SWITCH', 'STOP') !== undefined,
    item: (pk, sk) => itemAt(table, pk, sk),
  };
}

/** Who holds what, of a lock item. */
export function holdersOf(root: string, item: JsonObject | undefined): Held[] {
  if (!item) return [];
  const held: Held[] = [];
  const { whole, parts, within } = item;
  if (isObject(whole)) held.push({ root, part: null, run: textOf(whole['run']), above: [] });
  for (const [part, holder] of Object.entries(isObject(parts) ? parts : {}))
    if (isObject(holder)) held.push({ root, part, run: textOf(holder['run']), above: [] });
  for (const nested of Object.values(isObject(within) ? within : {}))
    if (isObject(nested) && isObject(nested['holder'])) held.push(nestedHeld(root, nested, nested['holder']));
  return held;
}

function nestedHeld(root: string, { part, above }: JsonObject, holder: Record<string, unknown>): Held {
  return {
    root,
    part: typeof part === 'string' ? part : null,
    run: textOf(holder['run']),
    above: Array.isArray(above) ? above.map(textOf) : [],
  };
}

function itemAt(table: TableState | undefined, hash: string, sort: string): JsonObject | undefined {
  const row = table && rowAt(table, { hash, sort });
  return row && fromAttributes(row.item);
}

function itemsAt(table: TableState | undefined, hash: string, prefix: string): JsonObject[] {
  if (!table) return [];
  return rowsOf(table, hash)
    .filter((row) => row.sort.startsWith(prefix))
    .map((row) => fromAttributes(row.item));
}

function partitions(table: TableState | undefined, prefix: string): string[] {
  return (table?.partitions ?? []).map(({ hash }) => hash).filter((hash) => hash.startsWith(prefix));
}
