import { fail } from '../model/errors.ts';
import { hashOf } from '../model/json.ts';
import { type Hold, type Root, rootKey } from '../model/target.ts';
import type { Item, Table } from '../wire/table.ts';
import { lockKey } from './keys.ts';
import { plain, textOf } from './records.ts';
import { flag, map, number, optional, readRecord, record, type Shape, text } from './shape.ts';
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

/** One lock item: a root has one holder of the whole, or a map of parts to holders. */
export interface LockState {
  root: Root;
  whole?: Holder;
  parts: Record<string, Holder>;
}

const holderShape: Shape<Holder> = {
  run: text,
  runbook: text,
  execution: text,
  at: text,
  signals: number,
  joiners: map(text),
  changing: optional(flag),
};
const lockShape: Shape<LockState> = {
  root,
  whole: optional(record(holderShape)),
  parts: map(record(holderShape)),
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
  if (!next.whole && Object.keys(next.parts).length === 0) {
    if (seen !== undefined) await table.delete(key, condition);
    return;
  }
  const item: Item = { ...key, ...plain(next), write: hashOf(next) };
  await table.put(item, condition);
}

/** Everyone whose hold overlaps this one, the whole before parts, parts by name. */
export function overlapping(
  state: LockState,
  part: string | null,
): { part: string | null; holder: Holder }[] {
  const found: { part: string | null; holder: Holder }[] = [];
  if (state.whole) found.push({ part: null, holder: state.whole });
  for (const name of Object.keys(state.parts).sort()) {
    const holder = state.parts[name];
    if (holder && (part === null || part === name)) found.push({ part: name, holder });
  }
  return found;
}

/** The holder of exactly this hold. */
export function holderAt(state: LockState, part: string | null): Holder | undefined {
  return part === null ? state.whole : state.parts[part];
}

/** The state with another holder of this hold, or none. Two holders that overlap are a broken invariant. */
export function withHolder(state: LockState, part: string | null, holder: Holder | undefined): LockState {
  const others = overlapping(state, part).filter((other) => other.part !== part);
  if (holder && others.length > 0) {
    fail('Broken', {
      what: `${rootKey(state.root)} would have two holders: ${holder.run} and ${others[0]?.holder.run}`,
    });
  }
  if (part === null) {
    const { whole: _old, ...rest } = state;
    return holder ? { ...rest, whole: holder } : rest;
  }
  const { [part]: _old, ...parts } = state.parts;
  return { ...state, parts: holder ? { ...parts, [part]: holder } : parts };
}

/** The holds in the order in which all runs take them: by root, the whole before parts; each once, no part beside its whole. */
export function inOrder(holds: Hold[]): Hold[] {
  const named = new Map(holds.map((hold) => [nameOf(hold), hold]));
  const wholes = new Set(holds.filter((hold) => hold.part === null).map((hold) => rootKey(hold.root)));
  return [...named.entries()]
    .filter(([, hold]) => hold.part === null || !wholes.has(rootKey(hold.root)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, hold]) => hold);
}

function nameOf(hold: Hold): string {
  return `${rootKey(hold.root)}#${hold.part ?? ''}`;
}
