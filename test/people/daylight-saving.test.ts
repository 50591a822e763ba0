import { describe, expect, test } from '@jest/globals';
import { duePages } from '../../lib/handlers/people/due-pages.ts';
import { iso } from '../../lib/model/clock.ts';
import type { PageRecord } from '../../lib/model/ask.ts';
import type { Directory } from '../../lib/model/people.ts';
import { crew, minutes, reachable } from './reaching-story.ts';

/** A level of three hours that is looked at every minute: `time person channel` of each page. */
function pagedFrom(begins: string, directory: Directory): string[] {
  const opened = Date.parse(begins);
  const levels = [{ who: 'oncall', for: 3 * 3600 }];
  const pages: PageRecord[] = [];
  for (let now = opened; now < opened + minutes(180); now += minutes(1)) {
    const due = duePages({
      ask: { levels, level: 0, openedAt: iso(opened), levelEndsAt: iso(opened + minutes(180)) },
      paging: { pages, acks: [] },
      directory,
      severity: 'high',
      now,
      remaining: 0,
      external: {},
    });
    for (const { person, level, ways } of due.flatMap((one) => one.pages))
      pages.push({ person, for: 'oncall', level, channel: ways[0]?.channel ?? '', at: iso(now), sent: 'x' });
  }
  return pages.map(({ at, person, channel }) => `${at.slice(11, 16)} ${person} ${channel}`);
}

const handOverAt = (at: string): Directory =>
  crew({
    rotations: {
      turns: {
        kind: 'turns',
        name: 'turns',
        people: ['ana', 'ben', 'cleo'],
        zone: 'Europe/Madrid',
        start: '2026-03-01',
        at,
        days: 1,
        overrides: [],
      },
    },
  });
const changesOf = (paged: string[]) =>
  paged.filter((line, index) => line.split(' ')[1] !== paged[index - 1]?.split(' ')[1]);

describe('daylight saving in the middle of a level', () => {
  test('an hour that comes twice: the shift changes once', () => {
    // Madrid, 25 October: 02:30 is at 00:30 and at 01:30 UTC.
    const paged = pagedFrom('2026-10-25T00:00:00Z', handOverAt('02:30'));
    expect(changesOf(paged)).toEqual(['00:00 ana slack', '00:30 ben slack']);
  });

  test('an hour that is left out: the shift changes all the same, and once', () => {
    // Madrid, 29 March: 02:30 does not exist.
    const paged = pagedFrom('2026-03-29T00:00:00Z', handOverAt('02:30'));
    expect(changesOf(paged).map((line) => line.split(' ')[1])).toHaveLength(2);
  });

  test('quiet hours that end in the hour that comes twice end once', () => {
    const directory = handOverAt('09:00');
    const people = { ...directory.people };
    for (const [index, id] of ['ana', 'ben', 'cleo'].entries())
      people[id] = reachable(id, index, { zone: 'Europe/Madrid', quiet: { from: '22:00', to: '02:30' } });
    const paged = pagedFrom('2026-10-25T00:00:00Z', { ...directory, people });
    const loud = paged.findIndex((line) => !line.endsWith('slack'));
    // Once somebody is woken, nobody goes back to what waits.
    expect(paged.slice(loud).every((line) => !line.endsWith('slack'))).toBe(true);
    expect(loud).toBeGreaterThan(0);
  });

  test('the pages of a level keep their distances', () => {
    const paged = pagedFrom('2026-10-25T00:45:00Z', handOverAt('09:00'));
    expect(paged.slice(0, 5)).toEqual([
      '00:45 ana slack',
      '00:47 ana pagerduty',
      '00:49 ana sms',
      '00:54 ana sms',
      '00:59 ana sms',
    ]);
  });
});
