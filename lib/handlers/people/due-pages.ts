import {
  type Ack,
  type Ask,
  type AskLevel,
  levelBegan,
  type PageRecord,
  type Paging,
} from '../../model/ask.ts';
import { membersOf, rotationOf, wokenFor } from '../../model/on-call.ts';
import type { Directory } from '../../model/people.ts';
import { type Reachable, reachableAt, type Way } from './ways.ts';

/*
 * Who is to be paged for a question now, by what, and why. Pure: what was done before is in `paging`, so whoever comes next (the state
 * that asks, or the janitor a minute later) goes on where the one before stopped or died.
 */

/** Without an ack the next channel comes after this; the last one again and again. */
export const nextAfterMs = 2 * 60_000;
export const againAfterMs = 5 * 60_000;
/** Nobody is paged by one channel twice within this. */
export const gapMs = 60_000;
/** Who could not be reached by any channel: tried again after these, the last one again and again. */
const triedAgainMs = [60_000, 2 * 60_000, 5 * 60_000];

export interface Situation {
  ask: Pick<Ask, 'levels' | 'level' | 'openedAt' | 'levelEndsAt'>;
  paging: Pick<Paging, 'pages' | 'acks'>;
  directory: Directory;
  severity: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** Seconds that the run takes after the question, by what is known of it; 0: nothing is. */
  remaining: number;
  /** When the run should be over, by its RTO. */
  dueAt?: number;
  /** Users on call by PagerDuty's schedule; one that is missing did not answer. */
  external: Readonly<Record<string, readonly string[]>>;
}

/**
 * `begins`: the level is asked now · `rto`: the level before could not be answered in time for the RTO · `asleep`: everybody before has
 * quiet hours · `shift`: they came on call meanwhile · `next`: no ack, so by the next channel · `again`: no ack to the last one ·
 * `failed`: nothing reached them before.
 */
export type Why = 'begins' | 'rto' | 'asleep' | 'shift' | 'next' | 'again' | 'failed';

export interface DuePage {
  person: string;
  /** The person or group of the level. */
  for: string;
  level: number;
  why: Why;
  /** To be tried in this order, until one takes it. */
  ways: Way[];
  /** The same until a page that reached this person at this level was noted: what is sent again because nobody knows of it is one page. */
  key: string;
}

/** A level that is asked, or paged before its time. */
export interface DueLevel {
  level: number;
  who: string;
  pages: DuePage[];
  /** Somebody looks at it: it is not paged, except who came on call after that. */
  acked: boolean;
  /** How many people there are whom a channel could reach now. */
  reachable: number;
  /** Everybody has quiet hours and no channel that wakes nobody; the next level is paged in their place. */
  asleep: boolean;
  /** What is not as it should be, in words. */
  findings: string[];
}

/** The level that is asked, and those after it that are paged at once. */
export function duePages(given: Situation): DueLevel[] {
  const situation = ofPeople(given);
  const { ask } = situation;
  const last = ask.levels.length - 1;
  const due: DueLevel[] = [];
  let why: Why = 'begins';
  // Whoever is asked already is not paged for a level before its time as well.
  const asked: string[] = [];
  for (let level = ask.level; level <= last; level += 1) {
    const { woken, ...one } = dueLevel(level, why, asked, situation);
    if (!one.asleep) asked.push(...woken);
    const before = due.at(-1);
    const begun = situation.paging.pages.some((page) => page.level === level);
    due.push(before?.asleep && !begun ? { ...one, findings: [sleepText(before), ...one.findings] } : one);
    if (one.asleep) why = 'asleep';
    else if (level === ask.level && missesRto(situation)) why = 'rto';
    else break;
  }
  return due;
}

/** The run's room and the last resort are kept among the pages, and are nobody. */
function ofPeople(situation: Situation): Situation {
  const { paging, directory } = situation;
  const pages = paging.pages.filter(({ person }) => Object.hasOwn(directory.people, person));
  return { ...situation, paging: { ...paging, pages } };
}

const sleepText = ({ who }: DueLevel): string =>
  `everybody of ${who} has quiet hours and no channel that wakes nobody: the next level is paged at once`;

/** Whether waiting for the level's end leaves too little time for what comes after the question. */
function missesRto({ ask, remaining, dueAt }: Situation): boolean {
  return dueAt !== undefined && Date.parse(ask.levelEndsAt) + remaining * 1000 > dueAt;
}

function dueLevel(
  level: number,
  why: Why,
  asked: string[],
  situation: Situation,
): DueLevel & { woken: string[] } {
  const { ask, directory, now, severity, paging } = situation;
  const who = ask.levels[level]?.who ?? '';
  const { people, because } = wokenNow(level, who, situation);
  const all = people.map((person) => reachableAt(directory, person, now, severity === 'critical'));
  const isLast = level === ask.levels.length - 1;
  const allQuiet = all.length > 0 && all.every(({ quiet }) => quiet);
  const nobodyHears = allQuiet && all.every(({ ways }) => ways.length === 0);
  const asleep = nobodyHears && !isLast;
  // Nobody comes after the last level: quiet hours that leave nobody awake there do not count, nor once it was silent.
  const wake = isLast && (allQuiet || roundsOf(level, situation) > 0);
  const acks = countingAcks(level, situation);
  const pages = all.flatMap((reachable) => {
    if (asked.includes(reachable.person)) return [];
    const ways = wake ? reachable.woken : reachable.ways;
    const page = duePage(reachable, ways, { level, who, why }, situation);
    return page && !acks.some((ack) => covers(ack, reachable.person, level, who, situation)) ? [page] : [];
  });
  const begun = paging.pages.some((page) => page.level === level);
  const findings = [
    // Said when it begins: with the level, or when a shift ends that nobody follows.
    ...(because !== undefined && (!begun || pages.some((page) => page.why === 'shift')) ? [because] : []),
    ...(pages.some((page) => isForced(page, all))
      ? [`${who} is woken in quiet hours: nobody comes after them`]
      : []),
  ];
  const reachable = all.filter((one) => (wake ? one.woken : one.ways).length > 0).length;
  return { level, who, pages, acked: acks.length > 0, reachable, asleep, findings, woken: people };
}

/** Whether a page breaks into quiet hours: the next channel of that kind is tried for the first time. */
function isForced({ person, ways: [first], why }: DuePage, all: Reachable[]): boolean {
  const quiet = all.find((one) => one.person === person && one.quiet);
  return (
    quiet !== undefined && why !== 'again' && !quiet.ways.some(({ channel }) => channel === first?.channel)
  );
}

/** Whom the level wakes now. While PagerDuty gives no answer, whoever was paged before is taken to be still on call. */
function wokenNow(level: number, who: string, situation: Situation): { people: string[]; because?: string } {
  const { ask, directory, paging, now, external } = situation;
  const rotation = rotationOf(directory, who);
  if (level === ask.level && rotation?.kind === 'pagerduty' && external[rotation.schedule] === undefined) {
    const begun = Date.parse(ask.openedAt) + secondsOf(ask.levels.slice(0, level)) * 1000;
    const own = paging.pages.filter((page) => page.level === level && Date.parse(page.at) >= begun);
    // Who was paged for the level before, within a minute of this one, was not paged again at once.
    const before = paging.pages.filter(
      (page) => page.level !== level && Date.parse(page.at) >= begun - gapMs,
    );
    const people = membersOf(directory, who).filter((member) =>
      [...own, ...before].some(({ person }) => person === member),
    );
    if (own.length > 0 && people.length > 0) return { people };
  }
  return wokenFor(directory, who, now, external);
}

const secondsOf = (levels: readonly AskLevel[]): number =>
  levels.reduce((sum, { for: time }) => sum + time, 0);

function duePage(
  { person }: Reachable,
  ways: Way[],
  { level, who, why }: { level: number; who: string; why: Why },
  { paging, directory, now }: Situation,
): DuePage | undefined {
  const all = triesAt(level, paging.pages);
  const tries = all.filter((page) => page.person === person);
  const sent = tries.filter((page) => page.failed === undefined);
  const since = (page: PageRecord | undefined) => now - Date.parse(page?.at ?? '');
  const newest = tries.at(-1);
  const due = (reason: Why, first: Way | undefined): DuePage | undefined => {
    if (!first) return undefined;
    const rest = [...ways.slice(ways.indexOf(first) + 1), ...ways.slice(0, ways.indexOf(first))];
    const isFree = ({ channel }: Way) =>
      !paging.pages.some((page) => page.person === person && page.channel === channel && since(page) < gapMs);
    if (!isFree(first)) return undefined;
    const before = sent.at(-1);
    const key = `${level}-${person}-${before ? Date.parse(before.at).toString(36) : 'first'}`;
    return { person, for: who, level, why: reason, ways: [first, ...rest.filter(isFree)], key };
  };
  if (!newest) {
    const earlier = all.some((page) => since(page) >= gapMs);
    return due(earlier && rotationOf(directory, who) ? 'shift' : why, ways[0]);
  }
  if (sent.length === 0) {
    // Channels that hang may have taken all the time there was: on with those that were not tried.
    const untried = ways.find(({ channel }) => !tries.some((page) => page.channel === channel));
    if (untried) return due('failed', untried);
    const passes = tries.filter(({ channel }) => channel === tries[0]?.channel).length;
    const pause = triedAgainMs[Math.min(passes, triedAgainMs.length) - 1] ?? gapMs;
    return since(newest) >= pause ? due('failed', longestAgo(ways, tries)) : undefined;
  }
  const next = ways.find(({ channel }) => !tries.some((page) => page.channel === channel));
  if (next) return since(sent.at(-1)) >= nextAfterMs ? due('next', next) : undefined;
  return since(sent.at(-1)) >= againAfterMs ? due('again', ways.at(-1)) : undefined;
}

/** The way that was tried longest ago. */
function longestAgo(ways: Way[], tries: PageRecord[]): Way | undefined {
  const last = ({ channel }: Way) => tries.findLastIndex((page) => page.channel === channel);
  return ways.toSorted((one, other) => last(one) - last(other))[0];
}

function triesAt(level: number, pages: PageRecord[]): PageRecord[] {
  return pages.filter((page) => page.level === level);
}

/** How often the level was asked again: only the last one is. A level that began a little late is no repetition. */
export function roundsOf(level: number, { ask }: Pick<Situation, 'ask'>): number {
  const firstEnd = Date.parse(ask.openedAt) + secondsOf(ask.levels.slice(0, level + 1)) * 1000;
  const own = (ask.levels[level]?.for ?? 0) * 1000;
  if (level !== ask.level || own <= 0) return 0;
  return Math.max(0, Math.round((Date.parse(ask.levelEndsAt) - firstEnd) / own));
}

/** An ack is for the level, and for the time that it has: who looked at it and fell silent is paged when it is asked again. */
function countingAcks(level: number, situation: Situation): Ack[] {
  const { ask, paging } = situation;
  const begun = levelBegan(ask);
  // Only the level that is asked now is.
  const repeated = roundsOf(level, situation) > 0;
  return paging.acks.filter((ack) => ack.level === level && (!repeated || Date.parse(ack.at) >= begun));
}

/** Whoever came on call after the ack has to look at it themselves: who gave it went home. */
function covers(
  ack: Ack,
  person: string,
  level: number,
  who: string,
  { paging, directory, now }: Situation,
): boolean {
  if (!rotationOf(directory, who)) return true;
  const tries = triesAt(level, paging.pages);
  const first = Date.parse(tries.find((page) => page.person === person)?.at ?? '') || now;
  const later = tries.some((page) => page.person !== person && first - Date.parse(page.at) >= gapMs);
  return !(later && first > Date.parse(ack.at));
}
