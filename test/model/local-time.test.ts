import { describe, expect, test } from '@jest/globals';
import { dayNumber, instantOf, isZone, localTime, timeOfDay } from '../../lib/model/local-time.ts';

const wall = (text: string) => Date.parse(`${text}:00Z`);

describe('the instant of a time on the wall', () => {
  test.each([
    ['winter', 'Europe/Madrid', '2026-01-15T09:00', '2026-01-15T08:00:00.000Z'],
    ['summer', 'Europe/Madrid', '2026-07-15T09:00', '2026-07-15T07:00:00.000Z'],
    [
      'the morning after the clock was put forward',
      'Europe/Madrid',
      '2026-03-29T09:00',
      '2026-03-29T07:00:00.000Z',
    ],
    ['a time that does not come', 'Europe/Madrid', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['a time that comes twice: the first', 'Europe/Madrid', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    [
      'half an hour of daylight saving',
      'Australia/Lord_Howe',
      '2026-04-05T01:45',
      '2026-04-04T14:45:00.000Z',
    ],
    ['a day that does not come', 'Pacific/Apia', '2011-12-30T09:00', '2011-12-30T19:00:00.000Z'],
    ['west of Greenwich', 'America/Los_Angeles', '2026-11-01T01:30', '2026-11-01T08:30:00.000Z'],
    ['a quarter of an hour', 'Asia/Kathmandu', '2026-11-01T09:00', '2026-11-01T03:15:00.000Z'],
    ['UTC', 'UTC', '2026-11-01T09:00', '2026-11-01T09:00:00.000Z'],
  ])('%s', (_, zone, local, expected) => {
    expect(new Date(instantOf(zone, wall(local))).toISOString()).toBe(expected);
  });

  test('is what the wall shows then', () => {
    const at = Date.parse('2026-11-25T03:10:20.123Z');
    expect(new Date(localTime('Asia/Tokyo', at)).toISOString()).toBe('2026-11-25T12:10:20.123Z');
    expect(instantOf('Asia/Tokyo', localTime('Asia/Tokyo', at))).toBe(at);
  });
});

test.each([
  ['Europe/Madrid', true],
  ['UTC', true],
  ['Europe/Madird', false],
  ['+02:00', false],
  ['', false],
])('the zone %j', (zone, known) => {
  expect(isZone(zone)).toBe(known);
});

test.each([
  ['2026-11-02', 20_759],
  ['2024-02-29', 19_782],
  ['2026-02-29', undefined],
  ['2026-13-01', undefined],
  ['2.11.2026', undefined],
])('the day %j', (date, day) => {
  expect(dayNumber(date)).toBe(day);
});

test.each([
  ['09:00', 32_400_000],
  ['00:00', 0],
  ['23:59', 86_340_000],
  ['24:00', undefined],
  ['9:00', undefined],
  ['09:60', undefined],
])('the time of day %j', (text, ms) => {
  expect(timeOfDay(text)).toBe(ms);
});
