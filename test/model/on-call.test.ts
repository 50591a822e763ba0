import { describe, expect, test } from '@jest/globals';
import {
  groupsOf,
  isKnown,
  isQuiet,
  membersOf,
  neverQuiet,
  onCallAt,
  personCalled,
  rotationOf,
  shiftEnds,
  userIds,
  wokenFor,
} from '../../lib/model/on-call.ts';
import type { Rotation } from '../../lib/model/people.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';

const at = (text: string) => Date.parse(text);
const weekly: Rotation = {
  kind: 'turns',
  name: 'platform',
  people: ['ana', 'ben', 'cleo'],
  zone: 'Europe/Madrid',
  start: '2026-10-12',
  at: '09:00',
  days: 7,
  end: '2026-12-07',
  overrides: [{ from: at('2026-11-24T17:00Z'), to: at('2026-11-25T08:00Z'), who: 'ben' }],
};

describe('who is on call', () => {
  test.each([
    ['before the start', '2026-10-12T06:59:59.999Z', []],
    ['from the first hand-over on', '2026-10-12T07:00Z', ['ana']],
    ['until the last millisecond', '2026-10-19T06:59:59.999Z', ['ana']],
    ['the next one', '2026-10-19T07:00Z', ['ben']],
    ['the hand-over after the clock was put back is an hour later', '2026-10-26T07:30Z', ['ben']],
    ['and is at nine all the same', '2026-10-26T08:00Z', ['cleo']],
    ['around again', '2026-11-02T08:00Z', ['ana']],
    ['whoever stands in', '2026-11-24T17:00Z', ['ben']],
    ['until they do not', '2026-11-25T08:00Z', ['ana']],
    ['the last shift', '2026-12-07T07:59Z', ['ben']],
    ['nobody from the end on', '2026-12-07T08:00Z', []],
  ])('%s', (_, time, expected) => {
    expect(onCallAt(weekly, at(time))).toEqual(expected);
  });

  test('of a schedule at PagerDuty: who it says, but who stands in first', () => {
    const rotation: Rotation = {
      kind: 'pagerduty',
      name: 'payments',
      schedule: 'PSCHED1',
      overrides: weekly.overrides,
    };
    expect(onCallAt(rotation, at('2026-11-24T12:00Z'), ['cleo'])).toEqual(['cleo']);
    expect(onCallAt(rotation, at('2026-11-24T18:00Z'), ['cleo'])).toEqual(['ben']);
    expect(onCallAt(rotation, at('2026-11-24T12:00Z'))).toEqual([]);
  });
});

describe('when the shift ends', () => {
  test.each([
    ['before the start: when it begins', '2026-10-01T00:00Z', '2026-10-12T07:00:00.000Z'],
    ['at the hand-over', '2026-10-12T07:00Z', '2026-10-19T07:00:00.000Z'],
    ['when somebody stands in', '2026-11-24T10:00Z', '2026-11-24T17:00:00.000Z'],
    ['when they go', '2026-11-24T17:00Z', '2026-11-25T08:00:00.000Z'],
    ['at the end', '2026-12-06T10:00Z', '2026-12-07T08:00:00.000Z'],
    ['never again', '2026-12-07T08:00Z', undefined],
  ])('%s', (_, time, expected) => {
    const end = shiftEnds(weekly, at(time));
    expect(end === undefined ? undefined : new Date(end).toISOString()).toBe(expected);
  });

  test('never, of one person who is always on call', () => {
    const alone: Rotation = { ...weekly, people: ['ana'], overrides: [] };
    const { end: _, ...endless } = alone;
    expect(shiftEnds(endless, at('2026-11-01T00:00Z'))).toBeUndefined();
  });
});

describe('who is woken', () => {
  const directory = aDirectory({
    rotations: {
      platform: { ...weekly },
      payments: { kind: 'pagerduty', name: 'payments', schedule: 'PSCHED1', overrides: [] },
    },
    groups: {
      leads: { name: 'leads', members: ['ana', 'ben'] },
      oncall: { name: 'oncall', members: ['ana', 'ben', 'cleo'], rotation: 'platform' },
      payments: { name: 'payments', members: ['ben', 'cleo'], rotation: 'payments' },
    },
    people: {
      ana: aPerson('ana'),
      ben: aPerson('ben', { pagerdutyUser: 'PBEN' }),
      cleo: aPerson('cleo', { pagerdutyUser: 'PCLEO' }),
    },
  });
  const night = at('2026-11-25T03:10Z');
  const because = (text: string) => expect.stringContaining(text);
  test.each([
    ['a person', 'ana', {}, { people: ['ana'] }],
    ['a person by name', 'Ana Example', {}, { people: ['ana'] }],
    ['all of a group without rotation', 'leads', {}, { people: ['ana', 'ben'] }],
    ['who is on call', 'oncall', {}, { people: ['ben'] }],
    ['who PagerDuty says', 'payments', { PSCHED1: ['PCLEO'] }, { people: ['cleo'] }],
    [
      'all, when PagerDuty does not answer',
      'payments',
      {},
      { people: ['ben', 'cleo'], because: because('did not say') },
    ],
    [
      'all, when nobody is on call there',
      'payments',
      { PSCHED1: [] },
      { people: ['ben', 'cleo'], because: because('nobody is on call') },
    ],
    [
      'all, when it names a stranger',
      'payments',
      { PSCHED1: ['PWHO'] },
      { people: ['ben', 'cleo'], because: because('PWHO') },
    ],
    ['nobody, when nobody knows the name', 'managers', {}, { people: [], because: because('"managers"') }],
    [
      'nobody for a name of every object',
      'constructor',
      {},
      { people: [], because: because('"constructor"') },
    ],
  ])('%s', (_, who, external, expected) => {
    expect(wokenFor(directory, who, night, external)).toEqual(expected);
  });

  test.each([
    ['before it begins', '2026-10-01T00:00Z', 'begins on 2026-10-12'],
    ['after its end', '2026-12-20T00:00Z', 'ended on 2026-12-07'],
  ])('everybody in a gap: %s', (_, time, why) => {
    expect(wokenFor(directory, 'oncall', at(time))).toEqual({
      people: ['ana', 'ben', 'cleo'],
      because: because(why),
    });
  });

  test('ids of PagerDuty become people', () => {
    expect(userIds(directory, ['PCLEO', 'PWHO', 'PBEN'])).toEqual(['cleo', 'ben']);
    expect(rotationOf(directory, 'payments')?.kind).toBe('pagerduty');
    expect(rotationOf(directory, 'leads')).toBeUndefined();
    expect(groupsOf(directory, 'cleo')).toEqual(['oncall', 'payments']);
  });
});

test.each([
  ['ana', 'ana'],
  ['ANA', 'ana'],
  [' ana  example ', 'ana'],
  ['Ａｎａ Example', 'ana'],
  ['anna', undefined],
  ['toString', undefined],
])('the person called %j', (text, id) => {
  expect(personCalled(aDirectory(), text)?.id).toBe(id);
});

test('members, and what is known', () => {
  expect(membersOf(aDirectory(), 'leads')).toEqual(['ana', 'ben']);
  expect(membersOf(aDirectory(), 'nobody')).toEqual([]);
  expect(['leads', 'ana', 'Leads', 'nobody'].map((who) => isKnown(aDirectory(), who))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe('quiet hours', () => {
  const directory = aDirectory({
    quiet: { from: '22:00', to: '07:00' },
    people: {
      ana: aPerson('ana'),
      noa: aPerson('noa', { zone: 'America/New_York' }),
      day: aPerson('day', { quiet: { from: '13:00', to: '15:00' } }),
      late: aPerson('late', { quiet: { from: '23:00', to: '02:30' } }),
      never: aPerson('never', { quiet: neverQuiet }),
      kai: aPerson('kai', { zone: 'Pacific/Auckland', quiet: { from: '00:30', to: '07:00' } }),
    },
  });
  test.each([
    ['ana', 'before', '2026-11-24T20:59:59Z', false],
    ['ana', 'from ten', '2026-11-24T21:00Z', true],
    ['ana', 'after midnight', '2026-11-25T03:00Z', true],
    ['ana', 'until seven', '2026-11-25T06:00Z', false],
    ['ana', 'in summer an hour earlier', '2026-07-01T20:00Z', true],
    ['ana', 'in the night that the clock is put forward', '2026-03-29T04:59Z', true],
    ['ana', 'and at seven of that morning', '2026-03-29T05:00Z', false],
    ['ana', 'in the night that it is put back', '2026-10-25T05:59Z', true],
    ['ana', 'and at seven of that morning', '2026-10-25T06:00Z', false],
    ['noa', 'in their own zone', '2026-11-25T03:00Z', true],
    ['noa', 'in their own zone', '2026-11-24T22:00Z', false],
    ['kai', 'where it is tomorrow already', '2026-11-24T12:00Z', true],
    ['kai', 'where it is tomorrow already', '2026-11-24T11:29Z', false],
    ['day', 'their own hours', '2026-11-24T12:30Z', true],
    ['day', 'not those of the others', '2026-11-24T23:00Z', false],
    ['late', 'until the first 02:30', '2026-10-25T00:29Z', true],
    ['late', 'and not again when it comes a second time', '2026-10-25T01:10Z', false],
    ['late', 'until what would have been 02:30', '2026-03-29T01:29Z', true],
    ['late', 'and no longer', '2026-03-29T01:30Z', false],
    ['never', 'none', '2026-11-25T03:00Z', false],
    ['stranger', 'of nobody', '2026-11-25T03:00Z', false],
  ])('%s: %s', (person, _, time, quiet) => {
    expect(isQuiet(directory, person, at(time))).toBe(quiet);
  });
});
