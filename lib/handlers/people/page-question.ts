import { getAsk } from '../../history/asks.ts';
import { settledBy } from '../../history/decided.ts';
import { putNotice } from '../../history/notices.ts';
import { addPages, pagingOf } from '../../history/paging.ts';
import type { Ask, PageRecord, Paging } from '../../model/ask.ts';
import { iso } from '../../model/clock.ts';
import type { Directory } from '../../model/people.ts';
import type { Run } from '../../model/run.ts';
import { moreAlarms } from '../more-alarms.ts';
import { pageText } from '../page-text.ts';
import type { Parts } from '../parts.ts';
import type { Line } from '../record.ts';
import { type DueLevel, type DuePage, duePages } from './due-pages.ts';
import { tellTopic, toldTopic } from './last-resort.ts';
import { deliverNotices } from './notify.ts';
import { questionMessage } from './question-message.ts';
import { remainingAfter } from './remaining.ts';
import { openRoom, roomName } from './room.ts';
import { schedulesFor } from './schedules.ts';
import { type Attempt, inTurns, sendTo } from './send-to.ts';

type Recorder = (line: Line) => Promise<void>;
/** While nobody can be reached, the topic is told once more after this. */
const topicAgainMs = 30 * 60_000;
/** Of a function's minute: what hangs longer is left to the next, so that the topic can still be told. */
const tryingMs = 30_000;
/** So many of the channels that failed are named to it. */
const whyMax = 6;
/** Under this name the last resort stands among the pages. */
const topicName = '#topic';

/** A question of a run, and how many more alarms joined that. */
interface Asked {
  run: Run;
  ask: Ask;
  joined: number;
}

/**
 * Pages whoever is due for an open question: when a level begins, and every minute after it. Each page is noted once a channel took it;
 * who comes after a crash sends it again under the same key. Throws when neither a person nor the topic could be reached.
 */
export async function pageQuestion(
  run: Run,
  ask: Ask,
  directory: Directory,
  parts: Parts,
  record: Recorder,
): Promise<void> {
  const { table } = parts.clients;
  const until = parts.clock.now() + tryingMs;
  const paging = await pagingOf(table, run.run, ask.id);
  const levels = duePages(await situationOf(run, ask, paging, directory, parts));
  const asked = {
    run,
    ask,
    joined: levels.some(({ pages }) => pages.length > 0) ? await moreAlarms(run, parts) : 0,
  };
  let sent = false;
  for (const level of levels) {
    const pages = await pageLevel(asked, level, until, parts, record);
    const all = [...paging.pages, ...pages].filter((page) => page.level === level.level);
    const reached = all.some(({ person, failed }) => failed === undefined && person !== roomName);
    if (!reached && !level.acked && !level.asleep) await topicFor(asked, level, all, parts, record);
    sent ||= pages.length > 0;
    if (level.level === ask.level) await showInRoom(asked, level, paging, parts, record);
  }
  if (sent) await settleIfDecided(ask, parts);
}

async function situationOf(run: Run, ask: Ask, paging: Paging, directory: Directory, parts: Parts) {
  const { rto } = run.objectives;
  const isLast = ask.level >= ask.levels.length - 1;
  const names = ask.levels.slice(ask.level).map(({ who }) => who);
  return {
    ask,
    paging,
    directory,
    severity: run.severity ?? parts.manifests[run.runbook]?.severity ?? '',
    now: parts.clock.now(),
    remaining: rto === undefined || isLast ? 0 : await remainingAfter(run, ask, parts),
    ...(rto === undefined ? {} : { dueAt: Date.parse(run.startedAt) + rto * 1000 }),
    external: await schedulesFor(directory, names, parts),
  };
}

/** Pages who is due, and notes every try. Who is left out because channels hang is due a minute later. */
async function pageLevel(
  asked: Asked,
  level: DueLevel,
  until: number,
  parts: Parts,
  record: Recorder,
): Promise<PageRecord[]> {
  const noted: PageRecord[] = [];
  await inTurns(level.pages, async (pages) => {
    if (noted.length > 0 && parts.clock.now() >= until) return;
    const all = pages.map((page) => pageOne(asked, page, until, parts, record));
    noted.push(...(await Promise.all(all)).flat());
  });
  if (level.findings.length > 0 && level.pages.length > 0) {
    const findings = level.findings.map((text) => ({ text, bad: true }));
    await record({ kind: 'told', text: `${level.who} is paged for "${asked.ask.title}"`, findings });
  }
  return noted;
}

async function pageOne(
  { run, ask, joined }: Asked,
  { person, ways, key, level, why, for: who }: DuePage,
  until: number,
  parts: Parts,
  record: Recorder,
): Promise<PageRecord[]> {
  const message = questionMessage(run, ask, level, parts.link(run.run), key, joined);
  // Who had the shift before may have acknowledged it: that wakes nobody any more.
  if (message.question && why === 'shift') message.question.turn = `${message.question.turn} ${person}`;
  const noted: PageRecord[] = [];
  await sendTo(person, ways, message, parts, record, {
    since: ask.openedAt,
    until,
    noted: async (attempt) => {
      const page = pageRecord(person, who, level, attempt);
      await addPages(parts.clients.table, { run: run.run, ask: ask.id, pages: [page] });
      noted.push(page);
    },
  });
  return noted;
}

/** The question is shown in the run's room, too, once for each level. */
async function showInRoom(
  { run, ask, joined }: Asked,
  { level, who }: DueLevel,
  paging: Paging,
  parts: Parts,
  record: Recorder,
): Promise<void> {
  if (paging.pages.some((page) => page.person === roomName && page.level === level)) return;
  const way = await openRoom(run, parts, record);
  if (!way) return;
  const message = questionMessage(run, ask, level, parts.link(run.run), `${level}-room`, joined);
  const { channel, address, urgency } = way;
  try {
    const { id } = await parts.clients.channels.send(address, { ...message, to: roomName, urgency });
    const page = pageRecord(roomName, who, level, { channel, at: iso(parts.clock.now()), sent: id });
    await addPages(parts.clients.table, { run: run.run, ask: ask.id, pages: [page] });
  } catch {
    // nobody is asked by it: the people were paged
  }
}

function pageRecord(person: string, who: string, level: number, attempt: Attempt): PageRecord {
  return { person, for: who, level, ...attempt };
}

/** Nobody of a level could be reached: the last resort, and noted as if it were a page, so that it is told once in a while only. */
async function topicFor(
  { run, ask, joined }: Asked,
  { level, who, reachable, findings }: DueLevel,
  pages: PageRecord[],
  parts: Parts,
  record: Recorder,
): Promise<void> {
  const now = parts.clock.now();
  const before = pages.findLast(({ person }) => person === topicName);
  if (before && now - Date.parse(before.at) < topicAgainMs) return;
  const failures = pages.flatMap(({ person, channel, failed }) =>
    failed === undefined || person === topicName ? [] : [`${person} by ${channel}: ${failed}`],
  );
  // Whoever was paged a moment ago for the level before is paged for this one in a minute.
  if (failures.length === 0 && reachable > 0) return;
  const why =
    failures.length > 0 ? failures.slice(-whyMax).join('; ') : (findings[0] ?? 'they have no channel');
  const seconds = Math.max(0, (Date.parse(ask.levelEndsAt) - now) / 1000);
  await tellTopic({ who, title: ask.title, text: pageText(ask, seconds, joined) }, why, parts);
  await record(toldTopic(who, why));
  const page = pageRecord(topicName, who, level, { channel: 'topic', at: iso(now), failed: why });
  await addPages(parts.clients.table, { run: run.run, ask: ask.id, pages: [page] });
}

/** Somebody answered while pages went out: those come too late, and say so. */
async function settleIfDecided(ask: Ask, parts: Parts): Promise<void> {
  const { table } = parts.clients;
  const now = await getAsk(table, ask);
  if (!now?.decision) return;
  const notice = settledBy(now, now.decision);
  await putNotice(table, { ...notice, key: `${notice.key}-${parts.clock.now().toString(36)}` });
  await deliverNotices(parts, ask.run);
}
