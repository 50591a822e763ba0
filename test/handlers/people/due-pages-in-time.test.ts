import { describe, expect, test } from '@jest/globals';
import { duePages } from '../../../lib/handlers/people/due-pages.ts';
import {
  type Case,
  day,
  directory,
  dueIn,
  minutes,
  night,
  person,
  quietAtNight,
  situation,
  slack,
  sms,
} from './due-world.ts';

const oncall = [
  { who: 'oncall', for: 600 },
  { who: 'managers', for: 600 },
];
const elsewhere = [{ who: 'elsewhere', for: 600 }];
/** From 10:00 to 09:00 of the next day. */
const shift = 23 * 60;
const asleep = (more: Parameters<typeof directory>[0] = {}) => directory({ quiet: quietAtNight, ...more });
const onlyLoud = asleep({
  people: {
    ana: person('ana', { channels: [sms('ana')] }),
    ben: person('ben', { channels: [sms('ben')] }),
    dora: person('dora', { channels: [sms('dora')] }),
  },
});

describe('shifts', () => {
  const cases: Case[] = [
    [
      'somebody whose shift began meanwhile is paged, and who went home is not',
      { levels: oncall.slice(0, 1), after: shift, rounds: 138, pages: [['ben', 'slack', shift - 3]] },
      ['0 cleo shift: slack pagerduty sms'],
    ],
    [
      'also when the one before looked at it',
      {
        levels: oncall.slice(0, 1),
        after: shift,
        rounds: 137,
        pages: [['ben', 'slack', shift - 3]],
        acks: [['ben', shift - 1]],
      },
      ['0 cleo shift: slack pagerduty sms'],
    ],
    [
      'and is left alone once they look at it themselves',
      {
        levels: oncall.slice(0, 1),
        after: shift + 4,
        rounds: 138,
        pages: [
          ['ben', 'slack', shift - 3],
          ['cleo', 'slack', shift],
        ],
        acks: [
          ['ben', shift - 1],
          ['cleo', shift + 1],
        ],
      },
      [],
    ],
    [
      'a gap in the rotation: all members',
      { levels: oncall, opened: Date.parse('2026-11-01T10:00:00Z') },
      [
        '0 ana begins: slack pagerduty sms',
        '0 ben begins: slack pagerduty sms',
        '0 cleo begins: slack pagerduty sms',
      ],
    ],
    [
      "PagerDuty's schedule says who",
      {
        levels: elsewhere,
        people: directory({ people: { ana: person('ana', { pagerdutyUser: 'PANA' }), ben: person('ben') } }),
        external: { PSCHED1: ['PANA'] },
      },
      ['0 ana begins: slack pagerduty sms'],
    ],
    [
      'PagerDuty does not answer: all members',
      { levels: elsewhere },
      ['0 ana begins: slack pagerduty sms', '0 ben begins: slack pagerduty sms'],
    ],
    [
      'also of a level that comes a moment after one of them was paged for the one before',
      {
        levels: [{ who: 'ana', for: 60 }, ...elsewhere],
        level: 1,
        after: 1,
        pages: [['ana', 'slack', 0.5, { level: 0 }]],
      },
      ['1 ben begins: slack pagerduty sms'],
    ],
    [
      'when it stops answering later, who was paged is taken to be still on call',
      { levels: elsewhere, after: 2, pages: [['ana', 'slack', 0]] },
      ['0 ana next: pagerduty sms slack'],
    ],
  ];
  test.each(cases)('%s', (_, given, due) => {
    expect(dueIn(given)).toEqual(due);
  });

  test('why all members are paged is a finding', () => {
    const [level] = duePages(situation({ levels: elsewhere }));
    expect(level?.findings).toEqual([
      "PagerDuty's schedule PSCHED1 did not say who is on call: all members are paged",
    ]);
  });
});

describe('the RTO', () => {
  const soon = day + minutes(20);
  const cases: Case[] = [
    [
      'there is time: only the level',
      { remaining: 600, dueAt: soon },
      ['0 ana begins: slack pagerduty sms', '0 ben begins: slack pagerduty sms'],
    ],
    [
      'it would be missed: the next level at once, too',
      { remaining: 601, dueAt: soon },
      [
        '0 ana begins: slack pagerduty sms',
        '0 ben begins: slack pagerduty sms',
        '1 dora rto: slack pagerduty sms',
      ],
    ],
    [
      'without an RTO nothing is brought forward',
      { remaining: 86_400 },
      ['0 ana begins: slack pagerduty sms', '0 ben begins: slack pagerduty sms'],
    ],
    [
      'an ack of the first level does not stop the second',
      { remaining: 601, dueAt: soon, after: 1, acks: [['ana', 1]] },
      ['1 dora rto: slack pagerduty sms'],
    ],
    [
      'only the next one',
      {
        levels: [
          { who: 'ana', for: 600 },
          { who: 'ben', for: 600 },
          { who: 'dora', for: 600 },
        ],
        remaining: 1e6,
        dueAt: soon,
      },
      ['0 ana begins: slack pagerduty sms', '1 ben rto: slack pagerduty sms'],
    ],
  ];
  test.each(cases)('%s', (_, given, due) => {
    expect(dueIn(given)).toEqual(due);
  });
});

describe('quiet hours', () => {
  const cases: Case[] = [
    [
      'only what wakes nobody, in them',
      { opened: night, people: asleep() },
      ['0 ana begins: (slack)', '0 ben begins: (slack)'],
    ],
    [
      'critical knows none',
      { opened: night, people: asleep(), severity: 'critical' },
      ['0 ana begins: slack pagerduty sms', '0 ben begins: slack pagerduty sms'],
    ],
    [
      'their own go before those of everybody',
      {
        opened: night,
        people: asleep({
          people: {
            ana: person('ana', { quiet: { from: '12:00', to: '13:00' } }),
            ben: person('ben'),
            dora: person('dora'),
          },
        }),
      },
      ['0 ana begins: slack pagerduty sms', '0 ben begins: (slack)'],
    ],
    [
      'they are over at seven: by the channels that were left out',
      {
        opened: Date.parse('2026-11-24T06:56:00Z'),
        after: 4,
        people: asleep(),
        pages: [
          ['ana', 'slack', 0],
          ['ben', 'slack', 0],
        ],
      },
      ['0 ana next: pagerduty sms slack', '0 ben next: pagerduty sms slack'],
    ],
    [
      'everybody has only what would wake them: the next level at once, and it is the last: woken all the same',
      { opened: night, people: onlyLoud },
      ['1 dora asleep: sms'],
    ],
    [
      'the last level: first what wakes nobody',
      { opened: night, people: asleep(), level: 1, after: 10 },
      ['1 dora begins: (slack) pagerduty sms'],
    ],
    [
      'and then all the others',
      { opened: night, people: asleep(), level: 1, after: 12, pages: [['dora', 'slack', 10]] },
      ['1 dora next: pagerduty sms (slack)'],
    ],
    [
      'the last level with somebody awake: the others sleep',
      {
        opened: night,
        levels: [{ who: 'team', for: 600 }],
        people: asleep({
          people: {
            ana: person('ana', { quiet: { from: '00:00', to: '00:00' } }),
            ben: person('ben', { channels: [sms('ben')] }),
          },
        }),
      },
      ['0 ana begins: slack pagerduty sms'],
    ],
    [
      'until it was silent: then everybody is woken',
      {
        opened: night,
        levels: [{ who: 'team', for: 600 }],
        rounds: 1,
        after: 11,
        people: asleep({
          people: {
            ana: person('ana', { quiet: { from: '00:00', to: '00:00' } }),
            ben: person('ben', { channels: [sms('ben')] }),
          },
        }),
        pages: [['ana', 'slack', 10]],
      },
      ['0 ben begins: sms'],
    ],
    [
      'somebody awake in a level before: it is not brought forward',
      {
        opened: night,
        people: asleep({
          people: {
            ana: person('ana', { channels: [slack('ana')] }),
            ben: person('ben', { channels: [sms('ben')] }),
            dora: person('dora'),
          },
        }),
      },
      ['0 ana begins: (slack)'],
    ],
  ];
  test.each(cases)('%s', (_, given, due) => {
    expect(dueIn(given)).toEqual(due);
  });

  test('what was passed over, and who is woken all the same, are findings', () => {
    const levels = duePages(situation({ opened: night, people: onlyLoud }));
    expect(levels.map(({ findings }) => findings)).toEqual([
      [],
      [
        'everybody of team has quiet hours and no channel that wakes nobody: the next level is paged at once',
        'managers is woken in quiet hours: nobody comes after them',
      ],
    ]);
    expect(levels.map(({ asleep: sleeps }) => sleeps)).toEqual([true, false]);
  });
});
