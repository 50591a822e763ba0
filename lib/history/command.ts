import { formatTime } from '../model/duration.ts';
import { fail } from '../model/errors.ts';
import { canonical } from '../model/json.ts';
import type { Run } from '../model/run.ts';
import type { Item, Table } from '../wire/table.ts';
import { putEvent } from './events.ts';
import { commandKey } from './keys.ts';
import { plain, putIfAbsent, recordItem, settle, unlessConflict } from './records.ts';
import { list, number, optional, readRecord, record, type Shape, text } from './shape.ts';

/*
 * Who has a run in hand: one person at a time. Until somebody takes it, that is the person who started it; nobody, when something else did.
 */

/** The run was offered to somebody, who has not confirmed yet. */
export interface Offer {
  to: string;
  by: string;
  /** ISO 8601. */
  at: string;
  /** Why, where it was not a person who offered it. */
  because?: string;
}

export interface Command {
  by: string;
  /** ISO 8601. */
  since: string;
  offered?: Offer;
}

/** As it is kept: with the count of its writes, which compare-and-set compares. */
interface Kept extends Command {
  run: string;
  writes: number;
  /** How the last one got it: `started`, `first` (to look or to answer), `taken`, `confirmed`. */
  how: string;
  /** Who was told that somebody else had just been faster. */
  told: string[];
  /** Up to which of the five minutes of an offer people have been reminded. */
  reminded: number;
}

const shape: Shape<Kept> = {
  run: text,
  by: text,
  since: text,
  offered: optional(record<Offer>({ to: text, by: text, at: text, because: optional(text) })),
  writes: number,
  how: text,
  told: list(text),
  reminded: number,
};

const readKept = (item: Item): Kept => readRecord(item, shape);

/** Two people who take a run within this time do not know of one another. */
const atOnceMs = 15_000;

/** Who has the run in hand; undefined while nobody has. */
export async function commandOf(table: Table, run: Run): Promise<Command | undefined> {
  const kept = await keptOf(table, run);
  return kept && commandIn(kept);
}

/** What came of a `take`: who had it before, whether it had been offered, and whether this is news. */
export interface Taken {
  command: Command;
  /** Who had it; undefined when nobody had, or the same person. */
  from?: string;
  how: 'first' | 'taken' | 'confirmed' | 'same';
  /** Since when it had been offered to them, ISO 8601; where they confirm. */
  offeredAt?: string;
}

/**
 * Takes the run in hand, whoever has it; the offer there was is over. Taken by somebody else a moment ago, it is refused once, saying by
 * whom: said again, it is meant. `at`: now, ISO 8601. Errors: AlreadyDecided (somebody was just faster).
 */
export async function takeCommand(table: Table, run: Run, by: string, at: string): Promise<Taken> {
  const taken = await settle<Taken | { faster: Kept }>(`who has run ${run.run} in hand`, async () => {
    const now = await keptOf(table, run);
    if (now?.by === by && !now.offered) return { done: { command: commandIn(now), how: 'same' } };
    if (now && wasJustTaken(now, by, at)) {
      const told = { ...now, told: [...now.told, by] };
      return { write: () => write(table, now, told).then(() => ({ faster: now })) };
    }
    const how = !now ? 'first' : now.offered?.to === by ? 'confirmed' : 'taken';
    // Whoever takes back what they had offered keeps it, from now on.
    const next = { run: run.run, by, since: at, how, told: [], reminded: 0 };
    const from = now && now.by !== by ? { from: now.by } : {};
    const offered = how === 'confirmed' && now?.offered ? { offeredAt: now.offered.at } : {};
    return {
      write: () =>
        write(table, now, next).then((kept) => ({ command: commandIn(kept), how, ...from, ...offered })),
    };
  });
  return 'faster' in taken ? refuseFaster(run, taken.faster) : taken;
}

/** What `take` would refuse now, it is refused with the same words; nothing is changed. Errors: AlreadyDecided (somebody was just faster). */
export async function refuseTaken(table: Table, run: Run, by: string, at: string): Promise<void> {
  const now = await keptOf(table, run);
  if (now && wasJustTaken(now, by, at)) refuseFaster(run, now);
}

/**
 * Offers the run to somebody: until they take it, whoever has it keeps it. Where nobody has, the one who offers takes it with this. Offered
 * again to the same person it stays the offer there is. To the one who has it: the offer there was is taken back.
 */
export async function offerCommand(table: Table, run: Run, offer: Offer): Promise<Command> {
  return settle(`who has run ${run.run} in hand`, async () => {
    const now = await keptOf(table, run);
    if (now?.offered?.to === offer.to) return { done: commandIn(now) };
    const { offered: _, ...base }: Kept = now ?? newly(run, offer.by, offer.at, 'first');
    const back = base.by === offer.to;
    if (back && now && !now.offered) return { done: commandIn(now) };
    const next = back ? { ...base, since: offer.at, reminded: 0 } : { ...base, offered: offer, reminded: 0 };
    return { write: () => write(table, now, next).then(commandIn) };
  });
}

/** How many of an offer's five minutes people have been reminded of. */
export async function remindedOf(table: Table, run: Run): Promise<number> {
  return (await keptOf(table, run))?.reminded ?? 0;
}

/** Notes that people were reminded of the offer; of another offer than this one it says nothing. */
export async function markReminded(table: Table, run: Run, offer: Offer, bucket: number): Promise<void> {
  await settle(`who has run ${run.run} in hand`, async () => {
    const now = await keptOf(table, run);
    const isThis = now?.offered?.to === offer.to && now.offered.at === offer.at;
    if (!now || !isThis || now.reminded >= bucket) return { done: undefined };
    return { write: () => write(table, now, { ...now, reminded: bucket }).then(() => undefined) };
  });
}

/**
 * Notes that somebody looks at the run, or answers: when nobody has it in hand, they have, from now on. Best effort: it never fails,
 * since it must not keep an answer from counting. Gives true when it is they now.
 */
export async function noteFirst(table: Table, run: Run, by: string, at: string): Promise<boolean> {
  if (run.status !== 'open' || run.startedBy.kind === 'person' || by === '') return false;
  try {
    const item = recordItem(commandKey(run.run), { ...newly(run, by, at, 'first'), writes: 1 });
    if ((await table.get(commandKey(run.run))) !== undefined) return false;
    const kept = readKept(await putIfAbsent(table, item));
    if (kept.by !== by || kept.since !== at) return false;
    await putEvent(table, {
      run: run.run,
      at,
      kind: 'command',
      state: 'Command',
      step: '',
      iteration: 0,
      generation: 0,
      attempt: 0,
      n: 0,
      text: `${by} has the run in hand: nobody had, and they were the first to look after it`,
      person: by,
    });
    return true;
  } catch {
    return false; // an answer counts, whoever has the run in hand
  }
}

function commandIn({ by, since, offered }: Command): Command {
  return { by, since, ...(offered ? { offered } : {}) };
}

function newly({ run }: Run, by: string, since: string, how: string): Kept {
  return { run, by, since, how, writes: 0, told: [], reminded: 0 };
}

/** As it is kept; of a run that nobody has taken yet, as it is because of who started it. */
async function keptOf(table: Table, run: Run): Promise<Kept | undefined> {
  const item = await table.get(commandKey(run.run));
  if (item) return readKept(item);
  const { kind, name } = run.startedBy;
  return kind === 'person' && name !== '' ? newly(run, name, run.startedAt, 'started') : undefined;
}

/** Taken by a person who is not this one, a moment ago, and this one was not told so. */
function wasJustTaken(now: Kept, by: string, at: string): boolean {
  if (now.by === by || now.offered?.to === by || now.told.includes(by)) return false;
  if (now.how === 'started') return false;
  return Date.parse(at) - Date.parse(now.since) < atOnceMs;
}

function refuseFaster(run: Run, { by, since }: Command): never {
  return fail('AlreadyDecided', {
    what: `${by} took run ${run.run} in hand at ${formatTime(Date.parse(since))}, just before you`,
    todo: `rebound take ${run.run}, once more, takes it from ${by} on purpose`,
    by,
    run: run.run,
  });
}

/** Over the one that was seen, or the first. `writes` counts every one, so that two never both succeed on the same. */
async function write(table: Table, seen: Kept | undefined, next: Omit<Kept, 'writes'>): Promise<Kept> {
  const kept: Kept = { ...next, writes: (seen?.writes ?? 0) + 1 };
  const key = commandKey(next.run);
  const condition =
    seen === undefined || seen.writes === 0
      ? { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } }
      : { text: '#writes = :seen', names: { '#writes': 'writes' }, values: { ':seen': seen.writes } };
  if (await unlessConflict(table.put(recordItem(key, kept), condition))) return kept;
  // The answer to our own write may have been lost: then it stands there as we wrote it.
  const there = await table.get(key);
  if (there && canonical(plain(readKept(there))) === canonical(plain(kept))) return kept;
  return fail('Conflict', { what: 'somebody else was faster', run: next.run });
}
