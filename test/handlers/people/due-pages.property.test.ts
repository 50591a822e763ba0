import { expect, test } from '@jest/globals';
import { seededRandom } from '../../../lib/engine/clock.ts';
import {
  type DueLevel,
  type DuePage,
  duePages,
  gapMs,
  type Situation,
} from '../../../lib/handlers/people/due-pages.ts';
import { reachableAt } from '../../../lib/handlers/people/ways.ts';
import type { Ack, AskLevel, PageRecord } from '../../../lib/model/ask.ts';
import { iso } from '../../../lib/model/clock.ts';
import { isQuiet, wokenFor } from '../../../lib/model/on-call.ts';
import type { Address, Directory, Person } from '../../../lib/model/people.ts';
import { directory, minutes, quietAtNight, slack, sms } from './due-world.ts';

const seeds = Array.from({ length: 150 }, (_, seed) => seed + 1);

interface Sent extends Pick<PageRecord, 'person' | 'channel' | 'level'> {
  key: string;
  urgency: 'now' | 'info';
  at: number;
}
interface Round {
  level: number;
  from: number;
  to: number;
}
/** A question that is looked at when a level begins and every minute, through all its levels, the last one three times. */
interface Played {
  seed: number;
  people: Directory;
  severity: string;
  levels: AskLevel[];
  rounds: Round[];
  /** What a channel took, also when the note of it was lost. */
  sent: Sent[];
  pages: PageRecord[];
  acks: Ack[];
  looks: { situation: Situation; due: DueLevel[] }[];
  external: Record<string, string[]>;
}
/** Chances of a channel that takes nothing, of a note that is lost, and of an ack after a look. */
interface Trouble {
  down?: number;
  lost?: number;
  ack?: number;
}

function play(seed: number, { down = 0, lost = 0, ack = 0 }: Trouble): Played {
  const random = seededRandom(seed);
  const people = aDirectory(random);
  const levels = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    who: one(['team', 'oncall', 'managers', 'ana', 'elsewhere'], random),
    for: one([120, 300, 600, 1800], random),
  }));
  const opened = Date.parse('2026-11-20T00:00:00.000Z') + Math.floor(random() * 7 * 24 * 60) * minutes(1);
  const played: Played = {
    seed,
    people,
    severity: one(['critical', 'high', 'high'], random),
    levels,
    rounds: [],
    sent: [],
    pages: [],
    acks: [],
    looks: [],
    external: random() < 0.5 ? { PSCHED1: ['PANA'] } : {},
  };
  const due = random() < 0.5 ? { dueAt: opened + minutes(15) } : {};
  let from = opened;
  const last = levels.length - 1;
  for (const level of [...levels.keys(), last, last]) {
    const to = from + (levels[level]?.for ?? 0) * 1000;
    played.rounds.push({ level, from, to });
    const minute = opened + 17_000 + Math.ceil((from - opened - 17_000) / minutes(1)) * minutes(1);
    for (let now = from; now < to; now = now === from && minute > from ? minute : now + minutes(1)) {
      const situation: Situation = {
        ask: { levels, level, openedAt: iso(opened), levelEndsAt: iso(to) },
        paging: { pages: [...played.pages], acks: [...played.acks] },
        directory: people,
        severity: played.severity,
        now,
        remaining: 600,
        ...due,
        external: played.external,
      };
      const dueLevels = duePages(situation);
      played.looks.push({ situation, due: dueLevels });
      for (const page of dueLevels.flatMap(({ pages }) => pages)) {
        const records = send(page, now, () => random() < down, played.sent);
        if (random() >= lost) played.pages.push(...records);
      }
      const reached = played.pages.filter((page) => page.level === level && page.failed === undefined);
      if (reached.length > 0 && random() < ack)
        played.acks.push({ by: one(reached, random).person, at: iso(now), level, channel: 'slack' });
    }
    from = to;
  }
  return played;
}

const one = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T;

function aDirectory(random: () => number): Directory {
  const who = (id: string): Person => {
    const all: Address[] = [
      slack(id),
      { channel: 'pagerduty', to: 'p' },
      sms(id),
      { channel: 'mail', to: 'arn' },
    ];
    const some = all.filter(() => random() < 0.5);
    return {
      id,
      name: id,
      zone: one(['UTC', 'Europe/Madrid', 'America/New_York', 'Asia/Kolkata'], random),
      channels: some.length > 0 ? some : [one(all, random)],
      ...(random() < 0.3 ? { quiet: { from: '00:00', to: '00:00' } } : {}),
      ...(id === 'ana' ? { pagerdutyUser: 'PANA' } : {}),
    };
  };
  return directory({
    people: { ana: who('ana'), ben: who('ben'), cleo: who('cleo'), dora: who('dora') },
    ...(random() < 0.7 ? { quiet: quietAtNight } : {}),
  });
}

function send(page: DuePage, now: number, isDown: () => boolean, sent: Sent[]): PageRecord[] {
  const records: PageRecord[] = [];
  for (const { channel, urgency } of page.ways) {
    const { person, level, for: who, key } = page;
    const note = { person, for: who, level, channel, at: iso(now) };
    if (isDown()) {
      records.push({ ...note, failed: 'down' });
      continue;
    }
    sent.push({ person, channel, level, key: `${key}-${channel}`, urgency, at: now });
    return [...records, { ...note, sent: 'x' }];
  }
  return records;
}

/** What is wrong in the plays of all seeds, each with its seed. */
function wrong(trouble: Trouble, look: (played: Played) => string[]): string[] {
  return seeds
    .flatMap((seed) => look(play(seed, trouble)).map((text) => `seed ${seed}: ${text}`))
    .slice(0, 5);
}

const within = (sent: Sent[], isPair: (one: Sent, other: Sent) => boolean): string[] =>
  sent.flatMap((later, index) =>
    sent
      .slice(0, index)
      .filter((earlier) => later.at - earlier.at < gapMs && isPair(earlier, later))
      .map(({ person, channel, at }) => `${person} by ${channel} at ${iso(at)} and ${iso(later.at)}`),
  );

test('nobody is paged twice by the same channel within a minute', () => {
  const found = wrong({ down: 0.3, ack: 0.02 }, ({ sent }) =>
    within(sent, (a, b) => a.person === b.person && a.channel === b.channel),
  );
  expect(found).toEqual([]);
});

test('where the note of a page was lost, it is the same page that is sent again', () => {
  let repeats = 0;
  const found = wrong({ down: 0.2, lost: 0.3 }, ({ sent }) =>
    within(sent, (a, b) => {
      const same = a.person === b.person && a.channel === b.channel && a.level === b.level;
      if (same && a.key === b.key) repeats += 1;
      return same && a.key !== b.key;
    }),
  );
  expect(found).toEqual([]);
  expect(repeats).toBeGreaterThan(0);
});

test('nobody is forgotten: by the end of a level each person who can be reached was tried', () => {
  let people = 0;
  const found = wrong({ down: 0.2 }, (played) =>
    played.rounds.flatMap(({ level, from, to }) => {
      const wanted = reachableAll(played, level, from, to);
      people += wanted.length;
      return wanted
        .filter(
          (id) =>
            !played.pages.some((page) => page.person === id && page.level === level && page.at < iso(to)),
        )
        .map((id) => `${id} was not tried at level ${level}, ${iso(from)} to ${iso(to)}`);
    }),
  );
  expect(found).toEqual([]);
  expect(people).toBeGreaterThan(seeds.length);
});

/** Who is woken for the level during all of it, and can be reached all the time. */
function reachableAll(played: Played, level: number, from: number, to: number): string[] {
  const { people, severity, levels, external } = played;
  const who = levels[level]?.who ?? '';
  const isThere = (id: string, at: number) =>
    wokenFor(people, who, at, external).people.includes(id) &&
    reachableAt(people, id, at, severity === 'critical').ways.length > 0;
  return Object.keys(people.people).filter((id) => isThere(id, from) && isThere(id, to - 1));
}

test('an ack stops the paging of exactly that level', () => {
  let stopped = 0;
  const found = wrong({ down: 0.1 }, ({ looks, people }) =>
    looks.flatMap(({ situation, due }) =>
      due
        .filter(({ who }) => people.groups[who]?.rotation === undefined)
        .flatMap(({ level, pages }) => {
          const ack: Ack = { by: 'ana', at: iso(situation.now), level, channel: 'slack' };
          const after = duePages({ ...situation, paging: { ...situation.paging, acks: [ack] } });
          stopped += pages.length;
          return after.flatMap((one) => {
            const before = due.find((other) => other.level === one.level)?.pages ?? [];
            const expected = one.level === level ? [] : before;
            return JSON.stringify(one.pages) === JSON.stringify(expected)
              ? []
              : [`an ack of level ${level} changed level ${one.level} at ${iso(situation.now)}`];
          });
        }),
    ),
  );
  expect(found).toEqual([]);
  expect(stopped).toBeGreaterThan(0);
});

test('quiet hours never silence the last level', () => {
  let nights = 0;
  const found = wrong({}, (played) => {
    const { levels, people, rounds, sent } = played;
    const last = levels.length - 1;
    return rounds.flatMap(({ level, from, to }) => {
      const who = wokenFor(people, levels[level]?.who ?? '', from, played.external).people;
      const quiet = [from, to - 1].every((at) => who.every((id) => isQuiet(people, id, at)));
      // Two channels wake nobody, two minutes each; then somebody is woken who can be.
      if (level !== last || !quiet || to - from < minutes(10)) return [];
      const loud = who.some((id) =>
        people.people[id]?.channels.some(({ channel }) => /sms|pagerduty/.test(channel)),
      );
      if (!loud) return [];
      nights += 1;
      return sent.some((page) => page.level === level && page.urgency === 'now' && page.at < to)
        ? []
        : [`nobody was woken at level ${level}, ${iso(from)} to ${iso(to)}`];
    });
  });
  expect(found).toEqual([]);
  expect(nights).toBeGreaterThan(0);
});

test('critical knows no quiet hours: everybody is paged at once, by their first channel', () => {
  const found = wrong({}, ({ severity, sent, people }) => {
    if (severity !== 'critical') return [];
    const first = sent.filter(
      (page, index) => sent.findIndex(({ person }) => person === page.person) === index,
    );
    return [
      ...sent.filter(({ urgency }) => urgency !== 'now').map(({ person }) => `${person} was not woken`),
      ...first
        .filter(({ person, channel }) => people.people[person]?.channels[0]?.channel !== channel)
        .map(({ person, channel }) => `${person} was paged by ${channel} first`),
    ];
  });
  expect(found).toEqual([]);
});
