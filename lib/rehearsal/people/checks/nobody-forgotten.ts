import type { Ask } from '../../../model/ask.ts';
import { roomName } from '../../../handlers/people/room.ts';
import type { Invariant, Violation, Watched } from '../../watched.ts';
import {
  type Asked,
  asksIn,
  channelCalls,
  harmed,
  killedIn,
  levelsAsked,
  overAt,
  pagingFor,
  stoodStill,
  violation,
  waysUp,
} from '../asked.ts';

/** After the first level's time somebody has to have heard of a question. */
const graceMs = 2 * 60_000;
/** Who is paged for two levels at once is paged for the second a minute later, by the janitor. */
const pagedWithinMs = 100_000;
/** Without an ack the next channel comes after two minutes, and the janitor every minute. */
const nextWithinMs = 200_000;

/** 26. Nobody is forgotten: an open question reaches somebody, each of its levels does, and silence is not taken for an answer. */
export const nobodyForgotten: Invariant = {
  number: 26,
  title: 'Nobody is forgotten',
  boundedOnly: true,
  check: (watched) => asksIn(watched).flatMap((ask) => [...unheard(ask, watched), ...levels(ask, watched)]),
};

/** Somebody was reached for it, or the last resort was told. */
function unheard(ask: Ask, watched: Watched): Violation[] {
  const { last } = watched;
  const opened = Date.parse(ask.openedAt);
  const until = opened + (ask.levels[0]?.for ?? 0) * 1000 + graceMs;
  if (overAt(ask, watched) <= until || stoodStill(watched, opened, until)) return [];
  const reached = last.messages.some(
    (message) => message.ask === ask.id && message.person !== undefined && message.at <= until,
  );
  const topic = last.published.some(
    ({ subject, at }) => subject.includes(ask.title) && at >= opened && at <= until,
  );
  if (reached || topic) return [];
  return [
    violation(
      26,
      ask,
      until,
      `"${ask.title}" was asked, and by ${new Date(until).toISOString()} nobody had heard of it`,
    ),
  ];
}

function levels(ask: Ask, watched: Watched): Violation[] {
  const asked = levelsAsked(ask, watched);
  return asked.flatMap((one) => {
    const isLast = one.level === ask.levels.length - 1;
    return [...unpaged(ask, one, watched), ...(isLast ? silent(ask, one, watched) : [])];
  });
}

/** Each level is paged, whatever was said of the one before. */
function unpaged(ask: Ask, { level, from, to }: Asked, watched: Watched): Violation[] {
  const by = from + pagedWithinMs;
  if (to <= by || stoodStill(watched, from, by) || killedIn(watched, from, by)) return [];
  const pages = pagingFor(ask, watched).pages.filter(
    (page) => page.level === level && page.person !== roomName,
  );
  if (pages.some(({ at }) => Date.parse(at) <= by)) return [];
  if (harmed(watched, [...channelCalls, 'paging', 'list', 'run', 'ask'], from, by)) return [];
  return [
    violation(26, ask, by, `level ${level + 1} of "${ask.title}" was asked, and nobody was paged for it`),
  ];
}

/** The last level: who has another way is called by that, too. */
function silent(ask: Ask, { level, from, to }: Asked, watched: Watched): Violation[] {
  const { directory } = watched;
  const { pages, acks } = pagingFor(ask, watched);
  const own = pages.filter((page) => page.level === level && page.sent !== undefined);
  const acked = acks.some((ack) => ack.level === level);
  if (!directory || acked) return [];
  return [...new Set(own.map(({ person }) => person))].flatMap((person): Violation[] => {
    const first = Date.parse(own.find((page) => page.person === person)?.at ?? '');
    const by = Math.max(first, from) + nextWithinMs;
    const ways = waysUp(directory, person, watched, first);
    if (to <= by || ways.length < 2 || stoodStill(watched, first, by)) return [];
    if (harmed(watched, [...channelCalls, 'paging', 'list', 'run', 'ask'], first, by)) return [];
    const again = own.filter((page) => page.person === person && Date.parse(page.at) <= by).length;
    // Whose shift is over is called no more.
    const goes = directory.groups[ask.levels[level]?.who ?? '']?.rotation !== undefined;
    return again > 1 || goes
      ? []
      : [violation(26, ask, by, `${person} did not answer "${ask.title}", and was called by no other way`)];
  });
}
