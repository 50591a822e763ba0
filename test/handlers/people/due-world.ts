import { duePages, type Situation } from '../../../lib/handlers/people/due-pages.ts';
import type { Ack, AskLevel, PageRecord } from '../../../lib/model/ask.ts';
import { iso } from '../../../lib/model/clock.ts';
import type { Address, Directory, Person, QuietHours, Rotation } from '../../../lib/model/people.ts';

/** A Tuesday, 10:00 UTC: nobody's quiet hours. */
export const day = Date.parse('2026-11-24T10:00:00.000Z');
/** 03:00 UTC: everybody's, where there are some. */
export const night = Date.parse('2026-11-24T03:00:00.000Z');
export const minutes = (n: number) => n * 60_000;
export const quietAtNight: QuietHours = { from: '22:00', to: '07:00' };

export const slack = (to: string): Address => ({ channel: 'slack', to: `U${to.toUpperCase()}` });
export const pagerduty: Address = { channel: 'pagerduty', to: 'platform' };
export const sms = (to: string): Address => ({ channel: 'sms', to: `+346${to.length}0000000` });

export function person(id: string, more: Partial<Person> = {}): Person {
  return { id, name: `The ${id}`, zone: 'UTC', channels: [slack(id), pagerduty, sms(id)], ...more };
}

/** Ana, then Ben, then Cleo are on call, a day each from 2 November on, from 09:00 UTC. */
export const turns: Rotation = {
  kind: 'turns',
  name: 'platform',
  people: ['ana', 'ben', 'cleo'],
  zone: 'UTC',
  start: '2026-11-02',
  at: '09:00',
  days: 1,
  overrides: [],
};

export function directory(more: Partial<Directory> = {}): Directory {
  return {
    people: { ana: person('ana'), ben: person('ben'), cleo: person('cleo'), dora: person('dora') },
    groups: {
      team: { name: 'team', members: ['ana', 'ben'] },
      managers: { name: 'managers', members: ['dora'] },
      oncall: { name: 'oncall', members: ['ana', 'ben', 'cleo'], rotation: 'platform' },
      elsewhere: { name: 'elsewhere', members: ['ana', 'ben'], rotation: 'external' },
    },
    rotations: {
      platform: turns,
      external: { kind: 'pagerduty', name: 'external', schedule: 'PSCHED1', overrides: [] },
    },
    channels: {},
    ...more,
  };
}

/** A question that was opened at `opened` (default: now) and is at `level`; a page is `[person, channel, minutes after it was opened]`. */
export function situation({
  levels = [
    { who: 'team', for: 600 },
    { who: 'managers', for: 600 },
  ],
  level = 0,
  opened = day,
  after = 0,
  pages = [],
  acks = [],
  rounds = 0,
  people = directory(),
  severity = 'high',
  remaining = 0,
  dueAt,
  external = {},
}: {
  levels?: AskLevel[];
  level?: number;
  opened?: number;
  /** Minutes since then. */
  after?: number;
  pages?: [person: string, channel: string, after: number, more?: Partial<PageRecord>][];
  acks?: [by: string, after: number, level?: number][];
  /** How often the last level was asked again. */
  rounds?: number;
  people?: Directory;
  severity?: string;
  remaining?: number;
  dueAt?: number;
  external?: Record<string, string[]>;
} = {}): Situation {
  const seconds = levels.slice(0, level + 1).reduce((sum, one) => sum + one.for, 0);
  const again = rounds * (levels[level]?.for ?? 0);
  const at = (minute: number) => iso(opened + minutes(minute));
  return {
    ask: { levels, level, openedAt: iso(opened), levelEndsAt: iso(opened + (seconds + again) * 1000) },
    paging: {
      pages: pages.map(([who, channel, minute, more = {}]) => ({
        person: who,
        for: levels[level]?.who ?? '',
        level,
        channel,
        at: at(minute),
        ...(more.failed === undefined ? { sent: 'x' } : {}),
        ...more,
      })),
      acks: acks.map(
        ([by, minute, of = level]): Ack => ({ by, at: at(minute), level: of, channel: 'slack' }),
      ),
    },
    directory: people,
    severity,
    now: opened + minutes(after),
    remaining,
    ...(dueAt === undefined ? {} : { dueAt }),
    external,
  };
}

export type Case = [what: string, given: Parameters<typeof situation>[0], due: string[]];

/** `level who why: channels in order` of everybody who is due. */
export function dueIn(given: Parameters<typeof situation>[0]): string[] {
  return duePages(situation(given)).flatMap(({ pages }) =>
    pages.map(
      ({ level, person: who, why, ways }) =>
        `${level} ${who} ${why}: ${ways.map(({ channel, urgency }) => (urgency === 'info' ? `(${channel})` : channel)).join(' ')}`,
    ),
  );
}
