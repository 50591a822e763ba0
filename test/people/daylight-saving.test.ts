import { afterEach, describe, expect, test } from '@jest/globals';
import { duePages } from '../../lib/handlers/people/due-pages.ts';
import { iso } from '../../lib/model/clock.ts';
import type { PageRecord } from '../../lib/model/ask.ts';
import type { Directory } from '../../lib/model/people.ts';
import { closeStories } from '../language/story.ts';
import { type Asked, asked, crew, minutes, oneQuestion, reachable } from './reaching-story.ts';

afterEach(closeStories);

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

/** The same as whole stories: the clock of the run, its levels, the janitor, and who has the run in hand. */
describe('a run over the night in which the clock changes', () => {
  const question = (handOver: string, startedAt: string): Promise<Asked> => {
    const directory = handOverAt(handOver);
    return asked(
      oneQuestion(
        [
          { who: 'oncall', for: 2 * 3600 },
          { who: 'managers', for: 3600 },
        ],
        { deadline: '8h' },
      ).replace('rto: 90m', 'rto: 8h'),
      {
        startedAt: Date.parse(startedAt),
        directory: {
          ...directory,
          // who owns the run is on call by the same rotation: it changes hands with the shift
          groups: {
            ...directory.groups,
            'platform-oncall': {
              name: 'platform-oncall',
              members: ['ana', 'ben', 'cleo'],
              rotation: 'turns',
            },
          },
        },
      },
    );
  };
  const shifts = async (story: Asked) => {
    const paged = (await story.paged()).filter(({ for: who }) => who === 'oncall');
    return changesOf(paged.map(({ at, person }) => `${at.slice(11, 16)} ${person}`));
  };
  const offers = async ({ run }: Asked) =>
    (await run.events('command')).map(({ text }) => text.replace(/;.*/, ''));

  test('put back: the shift changes at the first 02:30 and not at the second, and the level has its two hours', async () => {
    // Madrid, 25 October: 02:30 is at 00:30 and at 01:30 UTC.
    const story = await question('02:30', '2026-10-25T00:10:00Z');
    await story.operations.take(story.run.run, 'ana');
    const { openedAt } = await story.run.asked('What now?');
    await story.pass(minutes(130));
    expect(await shifts(story)).toEqual(['00:10 ana', '00:30 ben']);
    const next = (await story.paged()).find(({ for: who }) => who === 'managers');
    expect(Math.round((Date.parse(next?.at ?? '') - Date.parse(openedAt)) / 60_000)).toBe(120);
    expect(await offers(story)).toEqual([
      'ana takes the run from sam',
      'the shift of ana is over: ben is next, and is offered the run',
    ]);
    const { held, startedAt, deadlineAt } = await story.run.show();
    expect([held, Date.parse(deadlineAt) - Date.parse(startedAt)]).toEqual([null, minutes(8 * 60)]);
  });

  test('put forward: the shift changes at the moment that the wall calls 03:30, and the level has its two hours', async () => {
    // Madrid, 29 March: after 01:59 it is 03:00, at 01:00 UTC.
    const story = await question('02:30', '2026-03-29T00:10:00Z');
    await story.operations.take(story.run.run, 'ana');
    const { openedAt } = await story.run.asked('What now?');
    await story.pass(minutes(130));
    const seen = await shifts(story);
    expect(seen.map((line) => line.slice(0, 5))).toEqual(['00:10', '01:30']);
    expect(new Set(seen.map((line) => line.slice(6))).size).toBe(2);
    const next = (await story.paged()).find(({ for: who }) => who === 'managers');
    expect(Math.round((Date.parse(next?.at ?? '') - Date.parse(openedAt)) / 60_000)).toBe(120);
    expect(await offers(story)).toHaveLength(2);
  });
});
