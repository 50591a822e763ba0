import type { Ask } from '../model/ask.ts';
import type { Settled } from '../wire/channels.ts';
import type { Item, Table } from '../wire/table.ts';
import { noticeKey, noticesPartition } from './keys.ts';
import { putIfAbsent, recordItem } from './records.ts';
import { flag, list, oneOf, optional, readRecord, type Shape, text } from './shape.ts';

/*
 * What people have to be told yet. A notice is put before anything else is done, delivered at once, and again by the janitor until it
 * arrived; delivered twice it is one message, because its repeats carry its key. The key begins with the run's id, so that those of one
 * run are one query.
 */

/** Somebody has to hear something. */
export interface PageNotice {
  /** `<run>#<what it is about>`, such as `…#break-glass-<ask>`. */
  key: string;
  run: string;
  /** ISO 8601. */
  at: string;
  kind: 'page';
  /** People and groups. */
  who: string[];
  /** All members of the groups, not only who is on call. */
  everybody?: boolean;
  title: string;
  text: string;
  /** `now` (the default) wakes people, `info` waits until they look. */
  urgency?: 'now' | 'info';
  /** Shown in red. */
  alarming?: boolean;
  /** The question it is about. */
  ask?: string;
}

/** The messages that were sent for a question have to change: it is looked at, decided, or over. */
export interface SettleNotice {
  /** `<run>#<acknowledged, decided or closed>-<ask>`. */
  key: string;
  run: string;
  at: string;
  kind: 'settle';
  ask: string;
  /** The question's title. */
  title: string;
  /** `ana approved at 03:16: "as drilled"`. */
  text: string;
  as: Settled['kind'];
}

export type Notice = PageNotice | SettleNotice;

const pageShape: Shape<PageNotice> = {
  key: text,
  run: text,
  at: text,
  kind: oneOf('page'),
  who: list(text),
  everybody: optional(flag),
  title: text,
  text,
  urgency: optional(oneOf('now', 'info')),
  alarming: optional(flag),
  ask: optional(text),
};
const settleShape: Shape<SettleNotice> = {
  key: text,
  run: text,
  at: text,
  kind: oneOf('settle'),
  ask: text,
  title: text,
  text,
  as: oneOf('acknowledged', 'decided', 'closed'),
};

function readNotice(item: Item): Notice {
  return item['kind'] === 'settle' ? readRecord(item, settleShape) : readRecord(item, pageShape);
}

/** The key of a notice of a run. */
export const noticeOf = (run: string, about: string): string => `${run}#${about}`;

/** Puts it when there is none under its key; gives the one that is there then. */
export async function putNotice(table: Table, notice: Notice): Promise<Notice> {
  return readNotice(await putIfAbsent(table, recordItem(noticeKey(notice.key), notice)));
}

/** What has not been told yet, in order of keys; of one run when it is given. One that cannot be read is passed over. */
export async function openNotices(table: Table, limit: number, run?: string): Promise<Notice[]> {
  const prefix = run === undefined ? undefined : noticeOf(run, '');
  const items = await table.query({
    pk: noticesPartition,
    limit,
    ...(prefix === undefined ? {} : { prefix }),
  });
  return items.flatMap((item) => {
    try {
      return [readNotice(item)];
    } catch {
      return [];
    }
  });
}

/** It was told. */
export async function dropNotice(table: Table, key: string): Promise<void> {
  await table.delete(noticeKey(key));
}

/** That nobody waits for an answer any more: the run is over. */
export function overNotice(
  { id, run, title }: Pick<Ask, 'id' | 'run' | 'title'>,
  because: string,
  at: string,
): SettleNotice {
  const key = noticeOf(run, `closed-${id}`);
  return { key, run, at, kind: 'settle', ask: id, title, text: because, as: 'closed' };
}
