import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { neverQuiet } from '../../../lib/model/on-call.ts';
import { readPeople } from '../../../lib/runbook/people/read-people.ts';
import { goodChannels, goodEstate, goodPeople } from './good-people.ts';

test('a good file is the directory', () => {
  const { directory, mistakes } = readPeople(goodPeople, 'people.yaml', { estate: goodEstate });
  expect(mistakes).toEqual([]);
  expect(directory).toEqual({
    people: {
      ana: {
        id: 'ana',
        name: 'Ana Lopez',
        zone: 'Europe/Madrid',
        channels: [
          { channel: 'slack', to: 'U01ANA' },
          { channel: 'pagerduty', to: 'platform' },
          { channel: 'sms', to: '+34600000001' },
        ],
        quiet: { from: '23:00', to: '06:30' },
        pagerdutyUser: 'PANA123',
      },
      ben: {
        id: 'ben',
        name: 'Ben Okafor',
        zone: 'America/New_York',
        channels: [
          { channel: 'mail', to: 'arn:aws:sns:eu-central-1:111122223333:mail-ben' },
          { channel: 'webhook', to: 'bot' },
        ],
        quiet: neverQuiet,
      },
      cleo: {
        id: 'cleo',
        name: 'Клео Иванова',
        zone: 'Asia/Tokyo',
        channels: [
          { channel: 'slack', to: 'W02CLEO' },
          { channel: 'terminal', to: '' },
        ],
      },
    },
    groups: {
      leads: { name: 'leads', members: ['ana', 'ben'] },
      oncall: { name: 'oncall', members: ['ana', 'ben', 'cleo'], rotation: 'platform' },
      payments: { name: 'payments', members: ['ben', 'cleo'], rotation: 'payments' },
    },
    rotations: {
      platform: {
        kind: 'turns',
        name: 'platform',
        people: ['ana', 'ben', 'cleo'],
        zone: 'Europe/Madrid',
        start: '2026-11-02',
        at: '09:00',
        days: 7,
        end: '2027-11-01',
        overrides: [
          { from: Date.parse('2026-11-24T17:00Z'), to: Date.parse('2026-11-25T08:00Z'), who: 'ben' },
        ],
      },
      payments: { kind: 'pagerduty', name: 'payments', schedule: 'PSCHED1', overrides: [] },
    },
    quiet: { from: '22:00', to: '07:00' },
    channels: goodChannels,
  });
});

test('a number needs no quotes, and without rebound.yaml nothing is said of it', () => {
  const bare = goodPeople.replace('"+34600000001"', '+34600000001');
  const { directory, mistakes } = readPeople(bare, 'people.yaml');
  expect(mistakes).toEqual([]);
  expect(directory?.people['ana']?.channels.at(-1)).toEqual({ channel: 'sms', to: '+34600000001' });
  expect(directory?.channels).toEqual({});
});

/** What is put for what, the code and a part of the message; ‸ stands before the place that is told. One cause, one mistake. */
const rows: [find: string, put: string, code: string, message: string][] = [
  // keys
  ['quiet_hours:', '‸quiet:', 'misplaced-key', 'they are called "quiet_hours"'],
  ['groups:', '‸grups:', 'unknown-key', 'did you mean "groups"?'],
  [
    '    zone: Europe/Madrid\n    channels',
    '    ‸zoen: Europe/Madrid\n    channels',
    'unknown-key',
    'did you mean "zone"?',
  ],
  ['    name: Ben Okafor\n    zone', '    ‸zone', 'missing-key', 'the full name, such as Ana Lopez'],
  [
    '    channels: [slack: U01ANA, pagerduty: platform, sms: "+34600000001"]',
    '    ‸slack: U01ANA',
    'misplaced-key',
    'a channel stands in the list',
  ],
  // names
  ['  cleo: {', '  ‸Cleo: {', 'wrong-value', 'such as "cleo"'],
  ['  leads: [', '  ‸Platform Leads: [', 'wrong-value', 'such as "platform-leads"'],
  ['  leads: [', '  ‸lеads: [', 'wrong-value', 'U+0435'],
  ['name: Ben Okafor', 'name: ‸"Ben\\u202eOkafor"', 'wrong-value', 'all of them to be seen'],
  ['name: Ben Okafor', 'name: ‸[]', 'wrong-value', 'found an empty list, expected a full name'],
  ['name: Ben Okafor', 'name: ‸ana lopez', 'names-alike', 'the person is called so in line 3, too'],
  ['name: Ben Okafor', 'name: ‸Аna Lopez', 'names-alike', 'looks the same'],
  ['name: Ben Okafor', 'name: ‸Cleo', 'names-alike', 'what another person is called in line 13'],
  ['  leads: [', '  ‸ana: [', 'names-alike', 'the person is called so in line 2'],
  ['  leads: [', '  ‸a-na: [', 'names-alike', 'looks the same'],
  ['  leads: [', '  ‸customers: [', 'names-alike', 'an audience "customers"'],
  // channels
  ['[slack: W02CLEO, terminal]', '‸[]', 'unreachable-person', 'nobody can reach cleo by any channel'],
  [
    '  cleo: { name: Клео Иванова, zone: Asia/Tokyo, channels: [slack: W02CLEO, terminal] }',
    '  ‸cleo: { name: Клео Иванова, zone: Asia/Tokyo }',
    'unreachable-person',
    'add channels',
  ],
  ['slack: W02CLEO,', 'slack: ‸"@cleo",', 'wrong-value', 'a name can change hands'],
  ['slack: W02CLEO,', 'slack: ‸u02cleo,', 'wrong-value', 'did you mean "U02CLEO"?'],
  ['slack: W02CLEO,', 'slack: ‸C02CLEO,', 'wrong-value', 'the id of a Slack member'],
  ['slack: W02CLEO,', 'slack: ‸$inputs.who,', 'expression-not-here', 'no expression'],
  ['slack: W02CLEO,', '‸telegram: x,', 'wrong-value', 'found "telegram", expected a channel such as'],
  ['slack: W02CLEO, terminal', 'slack: W02CLEO, ‸slack: W02CLEO', 'wrong-value', 'twice'],
  ['slack: W02CLEO,', '‸slack: U01ANA,', 'same-account', 'one human would count as two'],
  ['"+34600000001"', '‸"0034 600 000 001"', 'wrong-value', 'did you mean "+34600000001"?'],
  ['"+34600000001"', '‸"+0600"', 'wrong-value', 'a number with its country'],
  ['pagerduty: platform,', 'pagerduty: ‸plattform,', 'unknown-channel', 'did you mean "platform"?'],
  ['webhook: bot', 'webhook: ‸statuspage', 'unknown-channel', 'it has bot'],
  [
    'mail: arn:aws:sns:eu-central-1:111122223333:mail-ben',
    'mail: ‸ben@example.com',
    'wrong-value',
    'the ARN of an SNS topic',
  ],
  ['pagerduty_user: PANA123', 'pagerduty_user: ‸ana@example.com', 'wrong-value', "PagerDuty's id"],
  [
    '    quiet: false\n',
    '    quiet: false\n    pagerduty_user: ‸PANA123\n',
    'same-account',
    'user of PagerDuty',
  ],
  // zones and hours
  [
    '    zone: America/New_York',
    '    zone: ‸America/NewYork',
    'bad-zone',
    'did you mean "America/New_York"?',
  ],
  ['    zone: America/New_York', '    zone: ‸New York', 'bad-zone', 'did you mean "America/New_York"?'],
  [
    '    zone: America/New_York',
    '    zone: ‸america/new_york',
    'bad-zone',
    'did you mean "America/New_York"?',
  ],
  ['    zone: America/New_York', '    zone: ‸"+02:00"', 'bad-zone', 'knows no daylight saving'],
  ['quiet: false', 'quiet: ‸never', 'wrong-value', 'or false'],
  ['quiet_hours: { from: "22:00"', 'quiet_hours: { from: ‸"24:00"', 'wrong-value', 'a time of day'],
  [
    'quiet_hours: { from: "22:00", to: "07:00" }',
    'quiet_hours: ‸{ from: "07:00", to: "07:00" }',
    'wrong-value',
    'leave it out for never',
  ],
  [
    'quiet: { from: "23:00", to: "06:30" }',
    'quiet: { from: "23:00", ‸too: "06:30" }',
    'unknown-key',
    'did you mean "to"?',
  ],
  // groups
  ['leads: [ana, ben]', 'leads: ‸[]', 'empty-group', 'nobody is in leads'],
  ['leads: [ana, ben]', 'leads: [ana, ‸bne]', 'unknown-person', 'did you mean "ben"?'],
  ['leads: [ana, ben]', 'leads: [ana, ‸Ben Okafor]', 'unknown-person', 'did you mean "ben"?'],
  ['leads: [ana, ben]', 'leads: [ana, ‸oncall]', 'unknown-person', 'is a group, expected people'],
  ['leads: [ana, ben]', 'leads: [ana, ‸ana]', 'wrong-value', 'twice'],
  ['leads: [ana, ben]', 'leads: ‸ana', 'wrong-value', 'a list of people'],
  ['rotation: platform }', 'rotation: ‸plattform }', 'unknown-rotation', 'did you mean "platform"?'],
  [
    'members: [ana, ben, cleo], rotation: platform',
    'members: [ana, ben], rotation: ‸platform',
    'not-a-member',
    'add them to its members',
  ],
  // rotations
  ['    people: [ana, ben, cleo]\n', '    people: ‸[]\n', 'empty-group', 'nobody is ever on call'],
  ['    people: [ana, ben, cleo]\n', '    people: [ana, ‸kleo]\n', 'unknown-person', 'did you mean "cleo"?'],
  ['start: 2026-11-02', 'start: ‸2026-02-30', 'wrong-value', 'a day such as'],
  ['end: 2027-11-01', 'end: ‸2026-11-02', 'wrong-value', 'a day after the start'],
  ['hand_over: "09:00"', 'hand_over: ‸9 am', 'wrong-value', 'a time of day'],
  ['every: 7d', 'every: ‸36h', 'wrong-value', 'whole days such as 7d'],
  ['to: 2026-11-25T09:00', 'to: ‸2026-11-24T09:00', 'bad-override', 'it ends before it begins'],
  ['to: 2026-11-25T09:00', 'to: ‸2026-11-25T09:00Z', 'wrong-value', 'in the zone of the rotation'],
  [
    'who: ben }]',
    'who: ben }, ‸{ from: 2026-11-25T08:00, to: 2026-11-25T10:00, who: ana }]',
    'bad-override',
    'overlaps the one of line 26',
  ],
  [
    'who: ben }]',
    'who: ‸dora }]',
    'unknown-person',
    'nobody here is called "dora"; there are ana, ben, cleo',
  ],
  [
    'payments: { pagerduty: PSCHED1 }',
    'payments: { pagerduty: ‸payments }',
    'wrong-value',
    'the id of a schedule',
  ],
  [
    'payments: { pagerduty: PSCHED1 }',
    'payments: { pagerduty: PSCHED1, ‸every: 7d }',
    'misplaced-key',
    'says who is on call and when',
  ],
  [
    'payments: { pagerduty: PSCHED1 }',
    'payments: { pagerduty: PSCHED1, overrides: ‸[] }',
    'missing-key',
    '"zone" is missing',
  ],
];

describe('mistakes', () => {
  test.each(rows)('%j as %j is %s: %s', (find, put, code, message) => {
    expect(goodPeople).toContain(find);
    const marked = goodPeople.replace(find, () => put);
    const before = marked.slice(0, marked.indexOf('‸')).split('\n');
    const text = marked.replace('‸', '');
    const { directory, mistakes } = readPeople(text, 'people.yaml', { estate: goodEstate });
    expect(mistakes.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
      `${before.length}:${(before.at(-1) ?? '').length + 1} ${code}`,
    ]);
    expect(mistakes[0]?.message).toContain(message);
    expect(mistakes[0]?.source).toBe(text.split('\n')[before.length - 1]);
    expect(directory).toBeUndefined();
  });

  test('are told all at once', () => {
    const bad = goodPeople
      .replace('Asia/Tokyo', 'Asia/Tokio')
      .replace('leads: [ana, ben]', 'leads: [anna]')
      .replace('every: 7d', 'every: soon');
    const { mistakes } = readPeople(bad, 'people.yaml', { estate: goodEstate });
    expect(mistakes.map(({ code }) => code)).toEqual(['bad-zone', 'unknown-person', 'wrong-value']);
  });

  test('who is reached at a terminal only is a warning', () => {
    const { directory, mistakes } = readPeople(
      goodPeople.replace('[slack: W02CLEO, terminal]', '[terminal]'),
      'p',
      {
        estate: goodEstate,
      },
    );
    expect(mistakes.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning unreachable-person',
    ]);
    expect(directory).toBeDefined();
  });

  test('Slack and schedules that rebound.yaml does not set up', () => {
    const { mistakes } = readPeople(goodPeople, 'p', { estate: {} });
    expect(mistakes.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'unknown-channel people.ana.channels[0].slack',
      'unknown-channel people.ana.channels[1].pagerduty',
      'unknown-channel people.ben.channels[1].webhook',
      'unknown-channel people.cleo.channels[0].slack',
      'unknown-channel rotations.payments.pagerduty',
    ]);
  });

  test.each(['', 'people:', 'people: {}', 'people: 7', '[]', 'people: { ana: }', 'people: {ana: {name: "'])(
    'a file that is %j is a mistake, and no crash',
    (text) => {
      const { directory, mistakes } = readPeople(text, 'people.yaml');
      expect(mistakes.length).toBeGreaterThan(0);
      expect(directory).toBeUndefined();
    },
  );
});

test('never throws, whatever is cut out of a good file or put into it', () => {
  const pieces = ['[', '{', ':', '\n', '  ', '*a', '&a ', '!x ', '"', '$inputs.x', '{{ x }}', 'null', '- '];
  fc.assert(
    fc.property(
      fc.nat(goodPeople.length),
      fc.nat(40),
      fc.constantFrom('', ...pieces),
      (from, length, piece) => {
        const text = goodPeople.slice(0, from) + piece + goodPeople.slice(from + length);
        const { directory, mistakes } = readPeople(text, 'people.yaml', { estate: goodEstate });
        expect(directory === undefined).toBe(mistakes.some(({ severity }) => severity === 'error'));
      },
    ),
    { seed: 20_261_125, numRuns: 500 },
  );
});
