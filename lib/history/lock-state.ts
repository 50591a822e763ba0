import { fail } from '../model/errors.ts';
import { hashOf } from '../model/json.ts';
import { type Hold, type Root, rootKey } from '../model/target.ts';
import type { Item, Table } from '../wire/table.ts';
import { lockKey } from './keys.ts';
import { plain, textOf } from './records.ts';
import { flag, list, map, number, optional, orNull, readRecord, record, type Shape, text } from './shape.ts';
import { root } from './shapes.ts';

/** Who holds a root or a part of it. */
export interface Holder {
  run: string;
  runbook: string;
  execution: string;
  /** Since when, ISO 8601. */
  at: string;
  /** How many runs joined this hold. */
  signals: number;
  /** The runs that joined, each counted once, and when. */
  joiners: Record<string, string>;
  /** True while the run takes or gives back several roots: nobody joins it in between. */
  changing?: boolean;
}

/** A hold of a nested run: it lies beside those of the runs above it, and in the way of all others. */
interface Within {
  part: string | null;
  /** The runs whose step the holder is, the nearest first. */
  above: string[];
  holder: Holder;
}

/** One lock item: a root has one holder of the whole, or a map of parts to holders; and nested runs' holds, by run and part. */
export interface LockState {
  root: Root;
  whole?: Holder;
  parts: Record<string, Holder>;
  within?: Record<string, Within>;
}

/** A hold with its holder. `above` is empty where it is no nested run's. */
export type Held = Within;

const holderShape: Shape<Holder> = {
  run: text,
  runbook: text,
  execution: text,
  at: text,
  signals: number,
  joiners: map(text),
  changing: optional(flag),
};
const withinShape: Shape<Within> = { part: orNull(text), above: list(text), holder: record(holderShape) };
const lockShape: Shape<LockState> = {
  root,
  whole: optional(record(holderShape)),
  parts: map(record(holderShape)),
  within: optional(map(record(withinShape))),
};

/** A lock item as it was read, with the hash of its content: what the next write compares. Undefined hash: there is no item. */
export interface SeenLock {
  state: LockState;
  seen: string | undefined;
}

export async function readLock(table: Table, of: Root): Promise<SeenLock> {
  const item = await table.get(lockKey(of));
  if (!item) return { state: { root: of, parts: {} }, seen: undefined };
  return { state: readRecord(item, lockShape), seen: textOf(item, 'write') };
}

/**
 * Writes a lock item over the one that was seen. Its write id is the hash of its whole content, so that a lock that was
 * given back and taken again in between is never mistaken for the one that was seen. Without holders the item goes.
 * Error: Conflict when it is not the one that was seen.
 */
export async function writeLock(table: Table, { seen }: SeenLock, next: LockState): Promise<void> {
  const key = lockKey(next.root);
  const condition =
    seen === undefined
      ? { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } }
      : { text: '#write = :seen', names: { '#write': 'write' }, values: { ':seen': seen } };
  if (!next.whole && Object.keys(next.parts).length === 0 && !next.within) {
    if (seen !== undefined) await table.delete(key, condition);
    return;
  }
  const item: Item = { ...key, ...plain(next), write: hashOf(next) };
  await table.put(item, condition);
}

/** Everyone whose hold overlaps this one: the whole before parts, parts by name, then nested runs'. */
export function overlapping(state: LockState, part: string | null): Held[] {
  return heldIn(state).filter((held) => part === null || held.part === null || held.part === part);
}

function heldIn({ whole, parts, within = {} }: LockState): Held[] {
  const sorted = <T>(map: Record<string, T>) => Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...(whole ? [{ part: null, above: [], holder: whole }] : []),
    ...sorted(parts).map(([part, holder]) => ({ part, above: [], holder })),
    ...sorted(within).map(([, held]) => held),
  ];
}

/** Whether two holds may overlap: one run's step is the other run. */
export function areFamily(one: Held, other: Held): boolean {
  return one.above.includes(other.holder.run) || other.above.includes(one.holder.run);
}

/** What the run has of exactly this hold. */
export function heldBy(state: LockState, part: string | null, run: string): Held | undefined {
  return heldIn(state).find((held) => held.part === part && held.holder.run === run);
}

/** The state without this hold. */
export function without(state: LockState, held: Held): LockState {
  if (held.above.length > 0) {
    const { within = {}, ...rest } = state;
    const { [withinKey(held)]: _old, ...others } = within;
    return Object.keys(others).length > 0 ? { ...rest, within: others } : rest;
  }
  if (held.part === null) {
    const { whole: _old, ...rest } = state;
    return rest;
  }
  const { [held.part]: _old, ...parts } = state.parts;
  return { ...state, parts };
}

/** The state with this hold, in the place of one of the same run and part. Two that overlap and are no family are a broken invariant. */
export function withHeld(state: LockState, held: Held): LockState {
  const { part, above, holder } = held;
  if (above.length > 0)
    return { ...state, within: { ...state.within, [withinKey(held)]: { part, above, holder } } };
  const other = overlapping(state, part).find((one) => one.above.length === 0 && one.part !== part);
  if (other) {
    fail('Broken', {
      what: `${rootKey(state.root)} would have two holders: ${holder.run} and ${other.holder.run}`,
    });
  }
  return part === null
    ? { ...state, whole: holder }
    : { ...state, parts: { ...state.parts, [part]: holder } };
}

function withinKey({ part, holder }: Held): string {
  return part === null ? holder.run : `${holder.run}#${part}`;
}

/** The holds in the order in which all runs take them: by root, the whole before parts; each once, no part beside its whole. */
export function inOrder(holds: Hold[]): Hold[] {
  const wholes = new Set(holds.filter((hold) => hold.part === null).map((hold) => rootKey(hold.root)));
  return eachInOrder(holds).filter((hold) => hold.part === null || !wholes.has(rootKey(hold.root)));
}

/** The same with parts beside their whole: of what a run was handed and what it took itself, it has either, and gives back which it has. */
export function eachInOrder(holds: Hold[]): Hold[] {
  const named = new Map(holds.map((hold) => [nameOf(hold), hold]));
  return [...named.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hold]) => hold);
}

function nameOf(hold: Hold): string {
  return `${rootKey(hold.root)}#${hold.part ?? ''}`;
}
