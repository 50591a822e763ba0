import { describe, expect, test } from '@jest/globals';
import { duePages } from '../../../lib/handlers/people/due-pages.ts';
import { type Case, directory, dueIn, person, situation, sms } from './due-world.ts';

const oncall = [
  { who: 'oncall', for: 600 },
  { who: 'managers', for: 600 },
];
const failed = { failed: 'Slack is down' };
const allFailed = (after: number): [string, string, number, typeof failed][] =>
  ['slack', 'pagerduty', 'sms'].map((channel) => ['ana', channel, after, failed]);

describe('who is paged', () => {
  const cases: Case[] = [
    [
      'a level begins: everybody of a group, by their first channel, the others behind it',
      {},
      ['0 ana begins: slack pagerduty sms', '0 ben begins: slack pagerduty sms'],
    ],
    [
      'a person is asked themselves',
      { levels: [{ who: 'dora', for: 600 }] },
      ['0 dora begins: slack pagerduty sms'],
    ],
    ['by name, too', { levels: [{ who: 'The Dora', for: 600 }] }, ['0 dora begins: slack pagerduty sms']],
    ['who is on call, where there is a rotation', { levels: oncall }, ['0 ben begins: slack pagerduty sms']],
    ['nobody whom people.yaml does not know', { levels: [{ who: 'strangers', for: 600 }] }, []],
    [
      'not again before two minutes',
      {
        after: 1.9,
        pages: [
          ['ana', 'slack', 0],
          ['ben', 'slack', 0],
        ],
      },
      [],
    ],
    [
      'by the next channel after two minutes',
      {
        after: 2,
        pages: [
          ['ana', 'slack', 0],
          ['ben', 'slack', 0],
        ],
      },
      ['0 ana next: pagerduty sms slack', '0 ben next: pagerduty sms slack'],
    ],
    [
      'after a fall through, by the one behind the channel that took it',
      {
        after: 2,
        pages: [
          ['ana', 'slack', 0, failed],
          ['ana', 'pagerduty', 0],
          ['ben', 'slack', 1],
        ],
      },
      ['0 ana next: sms slack pagerduty'],
    ],
    [
      'not by the last channel again before five minutes',
      {
        after: 8.9,
        pages: [
          ['ana', 'slack', 0],
          ['ana', 'pagerduty', 2],
          ['ana', 'sms', 4],
          ['ben', 'slack', 8],
        ],
      },
      [],
    ],
    [
      'by the last channel again after five minutes, and again',
      {
        after: 14,
        pages: [
          ...([
            ['ana', 'slack', 0],
            ['ana', 'pagerduty', 2],
            ['ana', 'sms', 4],
            ['ana', 'sms', 9],
          ] as [string, string, number][]),
          ['ben', 'slack', 13],
        ],
      },
      ['0 ana again: sms slack pagerduty'],
    ],
    [
      'who could not be reached at all: again after a minute, from the first channel on',
      {
        after: 1,
        pages: [
          ['ana', 'slack', 0, failed],
          ['ana', 'pagerduty', 0, failed],
          ['ana', 'sms', 0, failed],
          ['ben', 'slack', 0],
        ],
      },
      ['0 ana failed: slack pagerduty sms'],
    ],
    [
      'and then after two, not one',
      { levels: [{ who: 'ana', for: 600 }], after: 2, pages: [...allFailed(0), ...allFailed(1)] },
      [],
    ],
    [
      'first by what was tried longest ago',
      {
        levels: [{ who: 'ana', for: 600 }],
        after: 9,
        pages: [...allFailed(0), ['ana', 'pagerduty', 3, failed], ['ana', 'sms', 4, failed]],
      },
      ['0 ana failed: slack pagerduty sms'],
    ],
    [
      'at once by what was not tried yet, where channels that hang took all the time',
      { levels: [{ who: 'ana', for: 600 }], after: 0.7, pages: [['ana', 'slack', 0, failed]] },
      ['0 ana failed: pagerduty sms'],
    ],
    [
      'nobody, once somebody looks at it',
      {
        after: 2,
        pages: [
          ['ana', 'slack', 0],
          ['ben', 'slack', 0],
        ],
        acks: [['ana', 1]],
      },
      [],
    ],
    [
      'an ack of the level before counts for nothing',
      { level: 1, after: 10, acks: [['ana', 1, 0]] },
      ['1 dora begins: slack pagerduty sms'],
    ],
    [
      'an ack of the last level is over when it is asked again',
      { level: 1, rounds: 1, after: 21, pages: [['dora', 'slack', 10]], acks: [['dora', 11]] },
      ['1 dora next: pagerduty sms slack'],
    ],
    [
      'and one of this time stops it',
      { level: 1, rounds: 1, after: 25, pages: [['dora', 'slack', 10]], acks: [['dora', 21]] },
      [],
    ],
    [
      'a level that began a little late is not asked again: its ack counts',
      {
        level: 0,
        after: 5,
        pages: [
          ['ana', 'slack', 0],
          ['ben', 'slack', 0],
        ],
        acks: [['ben', 0.1]],
      },
      [],
    ],
    [
      'who was paged a moment ago by the same channel for the level before waits a minute',
      {
        levels: [
          { who: 'ana', for: 30 },
          { who: 'team', for: 600 },
        ],
        level: 1,
        after: 0.5,
        pages: [['ana', 'slack', 0, { level: 0 }]],
      },
      ['1 ben begins: slack pagerduty sms'],
    ],
    [
      'and is paged then',
      {
        levels: [
          { who: 'ana', for: 30 },
          { who: 'team', for: 600 },
        ],
        level: 1,
        after: 1.5,
        pages: [
          ['ana', 'slack', 0, { level: 0 }],
          ['ben', 'slack', 0.5],
        ],
      },
      ['1 ana begins: slack pagerduty sms'],
    ],
    [
      'two numbers are two channels',
      {
        levels: [{ who: 'eve', for: 600 }],
        people: directory({ people: { eve: person('eve', { channels: [sms('eve'), sms('home')] }) } }),
        after: 2,
        pages: [['eve', 'sms', 0]],
      },
      ['0 eve next: sms 2 sms'],
    ],
    [
      'the room and the last resort are nobody',
      {
        pages: [
          ['#room', 'slack', 0],
          ['#topic', 'topic', 0, failed],
        ],
      },
      ['0 ana begins: slack pagerduty sms', '0 ben begins: slack pagerduty sms'],
    ],
  ];
  test.each(cases)('%s', (_, given, due) => {
    expect(dueIn(given)).toEqual(due);
  });
});

test('a page is the same until it was noted, and another one after that', () => {
  const keyOf = (given: Parameters<typeof situation>[0]) => duePages(situation(given))[0]?.pages[0]?.key;
  expect(keyOf({ after: 0 })).toBe(keyOf({ after: 1 }));
  const noted: Parameters<typeof situation>[0] = {
    pages: [
      ['ana', 'slack', 0],
      ['ben', 'slack', 0],
    ],
  };
  expect(keyOf({ ...noted, after: 2 })).toBe(keyOf({ ...noted, after: 3 }));
  expect(keyOf({ ...noted, after: 2 })).not.toBe(keyOf({ after: 0 }));
});

test('a page that failed leaves the key as it is: what was taken behind our back, and is sent again, is one message', () => {
  const keys = (pages: [string, string, number, { failed?: string }?][]) =>
    duePages(situation({ after: 9, pages }))
      .flatMap(({ pages: due }) => due)
      .flatMap((page) => (page.person === 'ana' ? [page.key] : []));
  const [first] = keys([]);
  expect(keys([['ana', 'slack', 1, failed]])).toEqual([first]);
  expect(keys([['ana', 'slack', 1]])).not.toEqual([first]);
});
