import type { Item, Table } from '../wire/table.ts';
import { updatesKey } from './keys.ts';
import { plain, settle } from './records.ts';
import { map, number, optional, readRecord, record, type Shape, text } from './shape.ts';

/*
 * What people who are not asked were told about a run, and what is due: one item for each run. Something that is to be said goes by
 * `about` (an audience, or a nagging about one) and by its turn, a number that grows. It is claimed, said, and noted as said: who dies in
 * between leaves a claim that ends, and whoever says it again does so under the same key.
 */

/** An update that a person has to send. */
export interface KeptDraft {
  turn: number;
  text: string;
  /** ISO 8601: when it should be out. */
  due: string;
}

/** What was sent to an audience last. */
export interface Said {
  turn: number;
  at: string;
  /** The person who sent it; absent: it went by itself. */
  by?: string;
}

export interface UpdatesOfRun {
  /** By audience; those that were not sent yet. */
  drafts: Record<string, KeptDraft>;
  /** By audience, person or group. */
  said: Record<string, Said>;
}

interface Claim {
  turn: number;
  /** ISO 8601: until then nobody else says it. */
  until: string;
  doneAt?: string;
}
interface Kept extends UpdatesOfRun {
  claims: Record<string, Claim>;
  /** Counts the writes: what compare-and-set compares. */
  count: number;
}
const shape: Shape<Kept> = {
  drafts: map(record<KeptDraft>({ turn: number, text, due: text })),
  said: map(record<Said>({ turn: number, at: text, by: optional(text) })),
  claims: map(record<Claim>({ turn: number, until: text, doneAt: optional(text) })),
  count: number,
};
const nothing: Kept = { drafts: {}, said: {}, claims: {}, count: 0 };

export async function updatesOf(table: Table, run: string): Promise<UpdatesOfRun> {
  const { drafts, said } = await keptOf(table, run);
  return { drafts, said };
}

/**
 * Claims that something is said now. False when that turn or a later one was said, or somebody else is just about to: their claim ends
 * at `until` (ISO 8601), and then it can be claimed again.
 */
export async function claimTurn(
  table: Table,
  run: string,
  claim: { about: string; turn: number; at: string; until: string },
): Promise<boolean> {
  const { about, turn, at, until } = claim;
  return change(table, run, (kept) => {
    const before = kept.claims[about];
    if (before && before.turn > turn) return undefined;
    if (before?.turn === turn && (before.doneAt !== undefined || before.until > at)) return undefined;
    return { ...kept, claims: { ...kept.claims, [about]: { turn, until } } };
  });
}

/** It was said. With `said`, to an audience: that is what it heard last. A later turn stays as it is. */
export async function turnDone(
  table: Table,
  run: string,
  { about, turn, at, said }: { about: string; turn: number; at: string; said?: string },
): Promise<void> {
  await change(table, run, (kept) => {
    const claim = kept.claims[about];
    if (claim && (claim.turn > turn || claim.doneAt !== undefined)) return undefined;
    const claims = { ...kept.claims, [about]: { turn, until: at, doneAt: at } };
    return { ...kept, claims, said: said === undefined ? kept.said : { ...kept.said, [said]: { turn, at } } };
  });
}

/** It could not be said: whoever comes next may try at once. */
export async function turnFailed(table: Table, run: string, about: string, turn: number): Promise<void> {
  await change(table, run, (kept) => {
    const claim = kept.claims[about];
    if (claim?.turn !== turn || claim.doneAt !== undefined) return undefined;
    return { ...kept, claims: { ...kept.claims, [about]: { turn, until: '' } } };
  });
}

/** Keeps a draft until a person has sent it, or a newer one takes its place. Gives the one that is there then. */
export async function keepDraft(
  table: Table,
  run: string,
  audience: string,
  draft: KeptDraft,
): Promise<KeptDraft | undefined> {
  await change(table, run, (kept) => {
    const before = kept.drafts[audience]?.turn ?? kept.said[audience]?.turn ?? -1;
    if (before >= draft.turn) return undefined;
    return { ...kept, drafts: { ...kept.drafts, [audience]: draft } };
  });
  return (await keptOf(table, run)).drafts[audience];
}

/** A person has sent an update to an audience: its draft is gone, unless a newer one came meanwhile. */
export async function noteSent(table: Table, run: string, audience: string, said: Said): Promise<void> {
  await change(table, run, (kept) => {
    const draft = kept.drafts[audience];
    const { [audience]: _, ...others } = kept.drafts;
    const drafts = draft && draft.turn > said.turn ? kept.drafts : others;
    const newer = (kept.said[audience]?.at ?? '') > said.at;
    if (newer && drafts === kept.drafts) return undefined;
    return { ...kept, drafts, said: newer ? kept.said : { ...kept.said, [audience]: said } };
  });
}

async function keptOf(table: Table, run: string): Promise<Kept> {
  const item = await table.get(updatesKey(run));
  return item ? readKept(item) : nothing;
}

const readKept = (item: Item): Kept => readRecord(item, shape);

/** Compare and set; false when `next` sees nothing to write. A write whose answer was lost is seen as the conflict that it then meets. */
async function change(table: Table, run: string, next: (kept: Kept) => Kept | undefined): Promise<boolean> {
  return settle(`the updates of run ${run}`, async () => {
    const kept = await keptOf(table, run);
    const wanted = next(kept);
    if (!wanted) return { done: false };
    const item = { ...updatesKey(run), ...plain({ ...wanted, count: kept.count + 1 }) };
    const condition =
      kept.count > 0
        ? { text: '#count = :seen', names: { '#count': 'count' }, values: { ':seen': kept.count } }
        : { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };
    return { write: () => table.put(item, condition).then(() => true) };
  });
}
