import { asksOf } from '../../history/asks.ts';
import {
  dropNotice,
  type Notice,
  openNotices,
  type PageNotice,
  type SettleNotice,
} from '../../history/notices.ts';
import { pagingOf } from '../../history/paging.ts';
import { getRun } from '../../history/runs.ts';
import type { PageRecord } from '../../model/ask.ts';
import { codeOf, explain, transientCodes } from '../../model/errors.ts';
import { membersOf } from '../../model/on-call.ts';
import { type ChannelKind, channelKinds } from '../../model/people.ts';
import type { Run } from '../../model/run.ts';
import { describeTarget } from '../../model/target.ts';
import type { Page } from '../../wire/pager.ts';
import type { Parts } from '../parts.ts';
import { reach } from '../reach.ts';
import { type Line, recorder } from '../record.ts';
import { roomName, roomWay } from './room.ts';
import { inTurns } from './send-to.ts';
import { kindOf } from './ways.ts';
import { inTurn, withoutWaiting } from './without-waiting.ts';

type Recorder = (line: Line) => Promise<void>;
/** So many at a time: the function has a minute, and comes again. Those that fail for hours keep none of the others from being told. */
const noticesMax = 40;
/** More than wait when all channels are down for a day. */
const readMax = 1000;
/** What could not be told for a day is no news any more. */
const keptMs = 24 * 3_600_000;

/** `reach` for whoever has no function of a run around it: `OperationParts.reach`. */
export function makeReach(parts: Parts): (page: Page) => Promise<void> {
  return (page) => reach(page, parts, recordFor(page.run, 'Reach', parts));
}

/** Delivers what people have to be told yet, of one run or of all. Never throws: what is left is told by the janitor, who comes every minute. */
export async function deliverNotices(parts: Parts, only?: string): Promise<void> {
  try {
    await deliverAll(parts, only);
  } catch {
    // the janitor's business: it says what it could not do
  }
}

/** The same; gives back what is left, a line each. Throws when the notices cannot be read. */
export async function deliverAll(parts: Parts, only?: string): Promise<string[]> {
  const left: string[] = [];
  const open = await openNotices(parts.clients.table, readMax, only);
  // Each minute others begin: a channel that does not answer for hours must not keep the rest from ever being told.
  const notices = inTurn(open, noticesMax, parts.clock.now());
  const runs = [...new Set(notices.map(({ run }) => run))];
  await withoutWaiting(runs, parts, async (run) => {
    const own: Notice[] = notices.filter((notice) => notice.run === run);
    const [changed, fresh] = [own.filter(isSettle), own.filter((one) => !isSettle(one))];
    // What changes before what is new: a message that is sent now is about what holds now.
    await withoutWaiting<Notice>(changed, parts, (notice) => deliverOne(notice, left, parts));
    await withoutWaiting<Notice>(fresh, parts, (notice) => deliverOne(notice, left, parts));
  });
  return left;
}

async function deliverOne(notice: Notice, left: string[], parts: Parts): Promise<void> {
  const record = recordFor(notice.run, notice.key, parts);
  try {
    await deliver(notice, parts, record);
    await dropNotice(parts.clients.table, notice.key);
  } catch (error) {
    left.push(`${notice.run}: ${explain(error)}`);
    if (parts.clock.now() - Date.parse(notice.at) > keptMs) await giveUp(notice, error, parts, record);
  }
}

function isSettle(notice: Notice): notice is SettleNotice {
  return notice.kind === 'settle';
}

async function deliver(notice: Notice, parts: Parts, record: Recorder): Promise<void> {
  if (isSettle(notice)) return settle(notice, parts, record);
  const run = await getRun(parts.clients.table, notice.run);
  let failed: unknown;
  // whoever is in several of these groups hears of it once
  const except: string[] = [];
  for (const who of notice.who) {
    try {
      await reach({ ...pageOf(notice, who, run), except }, parts, record);
      if (notice.everybody && parts.directory) except.push(...membersOf(parts.directory, who));
    } catch (error) {
      failed ??= error; // the others hear of it all the same
    }
  }
  await showInRoom(notice, parts);
  if (failed !== undefined) throw failed;
}

function pageOf(notice: PageNotice, who: string, run: Run | undefined) {
  const { key, title, text, urgency, everybody, alarming } = notice;
  const severity = run?.severity;
  return {
    key: `${key}-${who}`,
    run: notice.run,
    who,
    title,
    text,
    ...(urgency ? { urgency } : {}),
    ...(everybody ? { everybody } : {}),
    ...(alarming ? { alarming } : {}),
    ...(severity === undefined ? {} : { severity }),
    ...(run?.target ? { target: describeTarget(run.target) } : {}),
  };
}

/** The run's room sees it, too. Nobody is asked by it: when that fails, it fails. */
async function showInRoom({ key, run, title, text, alarming }: PageNotice, parts: Parts): Promise<void> {
  try {
    const way = await roomWay(run, parts);
    if (!way) return;
    const message = { key: `${key}-room`, run, to: roomName, title, text, urgency: way.urgency };
    await parts.clients.channels.send(way.address, { ...message, ...(alarming ? { alarming } : {}) });
  } catch {
    // who had to hear it was paged
  }
}

/**
 * Every message that was sent for the question changes. A channel that has no answer now is tried again by who comes next; one that will
 * never take it is a finding. That somebody looks at it is no news once it is decided: nothing goes back to being asked.
 */
async function settle(
  { run, ask, title, text, as }: SettleNotice,
  parts: Parts,
  record: Recorder,
): Promise<void> {
  if (!parts.directory) return;
  const { table } = parts.clients;
  if (as === 'acknowledged' && (await asksOf(table, run)).some(({ id, decision }) => id === ask && decision))
    return;
  const { pages } = await pagingOf(table, run, ask);
  let failed: unknown;
  await inTurns(messagesOf(pages), async (some) => {
    const settled = some.map(async ({ channel, id }) => {
      try {
        await parts.clients.channels.settle({ channel, id }, { run, title, text, kind: as });
      } catch (error) {
        const code = codeOf(error);
        if (code === undefined || transientCodes.includes(code)) failed ??= error;
        else
          await finding(`a message by ${channel} could not be changed: ${explain(error)}`, channel, record);
      }
    });
    await Promise.all(settled);
  });
  if (failed !== undefined) throw failed;
}

/** What the channels took, each once: an incident is paged for again and again. */
function messagesOf(pages: PageRecord[]): { channel: ChannelKind; id: string }[] {
  const found = new Map<string, { channel: ChannelKind; id: string }>();
  for (const { channel, sent } of pages) {
    const kind = channelKinds.find((known) => known === kindOf(channel));
    if (kind !== undefined && sent !== undefined) found.set(`${kind} ${sent}`, { channel: kind, id: sent });
  }
  return [...found.values()];
}

async function giveUp(notice: Notice, error: unknown, parts: Parts, record: Recorder): Promise<void> {
  await finding(`gave up telling "${notice.title}": ${explain(error)}`, undefined, record);
  await dropNotice(parts.clients.table, notice.key);
}

async function finding(text: string, channel: string | undefined, record: Recorder): Promise<void> {
  const findings = [{ text, bad: true }];
  await record({ kind: 'page-failed', text, findings, ...(channel === undefined ? {} : { channel }) });
}

/** Events of no state: what they are about tells those of one moment apart. */
function recordFor(run: string, about: string, parts: Parts): Recorder {
  const record = recorder({ execution: '', state: about, entered_at: '', attempt: 0 }, parts);
  return (line) => record({ run, ...line });
}
