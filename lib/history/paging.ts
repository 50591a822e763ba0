import type { Ack, PageRecord, Paging } from '../model/ask.ts';
import { bytesOf } from '../model/json.ts';
import type { Item, Table } from '../wire/table.ts';
import { pagingKey, runKey } from './keys.ts';
import { putIfAbsent, recordItem, settle, updateCounted, writesOf } from './records.ts';
import { list, number, optional, readRecord, record, type Shape, text } from './shape.ts';

/** More records of one question than these say nothing new: of what was repeated, only the first and the last are kept. */
const pagesMax = 200;
/** Of what went wrong with a channel. */
const failedLengthMax = 300;
const failedShortMax = 40;
/** Of the 400 KB that an item of DynamoDB may have. */
const bytesMax = 250_000;

const pagingShape: Shape<Paging> = {
  ask: text,
  run: text,
  pages: list(
    record<PageRecord>({
      person: text,
      for: text,
      level: number,
      channel: text,
      at: text,
      sent: optional(text),
      failed: optional(text),
    }),
  ),
  acks: list(record<Ack>({ by: text, at: text, level: number, channel: text })),
};

const readPaging = (item: Item): Paging => readRecord(item, pagingShape);

/** Who was paged for a question, and who looks at it. Nobody yet: empty lists. */
export async function pagingOf(table: Table, run: string, ask: string): Promise<Paging> {
  const item = await table.get(pagingKey(run, ask));
  return item ? readPaging(item) : { ask, run, pages: [], acks: [] };
}

/** Without what is kept among the pages and is nobody: the run's room and the last resort, whose names begin with `#`. */
export function ofPeople(paging: Paging): Paging {
  return { ...paging, pages: paging.pages.filter(({ person }) => !person.startsWith('#')) };
}

/** Of all questions of a run: one query. */
export async function allPaging(table: Table, run: string): Promise<Paging[]> {
  const prefix = pagingKey(run, '').sk;
  return (await table.query({ pk: runKey(run).pk, prefix })).map(readPaging);
}

/**
 * Notes that people were paged, or that it was tried, in that order. Repeated (the same person, channel, level and moment, the same message)
 * it changes nothing.
 */
export async function addPages(
  table: Table,
  { run, ask, pages }: { run: string; ask: string; pages: PageRecord[] },
): Promise<Paging> {
  const kept = pages.map((page) =>
    page.failed === undefined ? page : { ...page, failed: page.failed.slice(0, failedLengthMax) },
  );
  return change(table, run, ask, (paging) => {
    const fresh = kept.filter((page) => !paging.pages.some((known) => isSamePage(known, page)));
    return fresh.length === 0 ? undefined : { pages: fitted(compacted([...paging.pages, ...fresh])) };
  });
}

/** Notes that somebody looks at it. Repeated (the same person, level and moment) it changes nothing. */
export async function addAck(
  table: Table,
  { run, ask, ack }: { run: string; ask: string; ack: Ack },
): Promise<Paging> {
  return change(table, run, ask, ({ acks }) => {
    const own = (one: Ack) => one.by === ack.by && one.level === ack.level;
    if (acks.some((one) => own(one) && one.at === ack.at)) return undefined;
    // Of one person at one level the first says when they noticed, the last that they still look.
    const last = acks.findLastIndex(own);
    const between = last !== acks.findIndex(own);
    return { acks: [...(between ? acks.filter((_, index) => index !== last) : acks), ack] };
  });
}

function isSamePage(one: PageRecord, other: PageRecord): boolean {
  return (
    one.person === other.person &&
    one.level === other.level &&
    one.channel === other.channel &&
    one.at === other.at &&
    // Two functions that page somebody in the same millisecond sent two messages, and both have to change.
    one.sent === other.sent
  );
}

/** Whoever was reached and by which channel stays known, however long it goes on. */
function compacted(pages: PageRecord[]): PageRecord[] {
  const alike = (one: PageRecord, other: PageRecord) =>
    one.person === other.person &&
    one.level === other.level &&
    one.channel === other.channel &&
    (one.failed === undefined) === (other.failed === undefined);
  let kept = pages;
  while (kept.length > pagesMax) {
    // The oldest that has one like it before and after.
    const at = kept.findIndex(
      (page, index) =>
        kept.slice(0, index).some((before) => alike(before, page)) &&
        kept.slice(index + 1).some((after) => alike(after, page)),
    );
    if (at < 0) break;
    kept = kept.filter((_, index) => index !== at);
  }
  return kept;
}

/**
 * An item has 400 KB, and a page that cannot be noted is sent again every minute. Where a hundred people are paged by everything there is:
 * of what failed the reasons are cut, then the oldest of it goes, and only then the oldest of the rest.
 */
function fitted(pages: PageRecord[]): PageRecord[] {
  if (bytesOf(pages) <= bytesMax) return pages;
  let kept = pages.map((page) =>
    page.failed === undefined ? page : { ...page, failed: page.failed.slice(0, failedShortMax) },
  );
  while (kept.length > 1 && bytesOf(kept) > bytesMax) {
    const failed = kept.filter((page) => page.failed !== undefined);
    // Never what was noted last: the newest of everything is at the end.
    const oldest = failed.slice(0, Math.ceil(failed.length / 4));
    const going =
      oldest.length > 0 && oldest.length < kept.length ? oldest : kept.slice(0, Math.ceil(kept.length / 10));
    kept = kept.filter((page) => !going.includes(page));
  }
  return kept;
}

/** Compare and set on the count of writes: pages and acks come from several functions at once, and none is lost. */
async function change(
  table: Table,
  run: string,
  ask: string,
  next: (paging: Paging) => Partial<Paging> | undefined,
): Promise<Paging> {
  const key = pagingKey(run, ask);
  return settle(`who was paged for a question of run ${run}`, async () => {
    const empty: Paging = { ask, run, pages: [], acks: [] };
    const item =
      (await table.get(key)) ?? (await putIfAbsent(table, { ...recordItem(key, empty), writes: 0 }));
    const paging = readPaging(item);
    const fields = next(paging);
    if (!fields) return { done: paging };
    return { write: async () => readPaging(await updateCounted(table, key, fields, writesOf(item))) };
  });
}
