import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { localTime } from '../../lib/model/local-time.ts';
import { onCallAt, shiftEnds } from '../../lib/model/on-call.ts';
import type { Rotation } from '../../lib/model/people.ts';

const seed = 20_261_125;
const hour = 3_600_000;
const zones = [
  'Europe/Madrid',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Santiago',
  'UTC',
];
const two = (value: number) => String(value).padStart(2, '0');
const turns = fc.record({
  kind: fc.constant('turns' as const),
  name: fc.constant('r'),
  people: fc.uniqueArray(fc.constantFrom('ana', 'ben', 'cleo', 'dov'), { minLength: 2, maxLength: 4 }),
  zone: fc.constantFrom(...zones),
  start: fc
    .tuple(
      fc.integer({ min: 2024, max: 2027 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
    )
    .map(([y, m, d]) => `${y}-${two(m)}-${two(d)}`),
  at: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${two(h)}:${two(m)}`),
  days: fc.integer({ min: 1, max: 14 }),
  overrides: fc.constant([]),
}) satisfies fc.Arbitrary<Rotation>;

test('shifts tile the time: each begins when the last one ends, at the local hour, and nobody is missing or twice', () => {
  fc.assert(
    fc.property(turns, fc.integer({ min: 0, max: 400 * 24 }), (rotation, later) => {
      const begins = shiftEnds(rotation, Date.parse(`${rotation.start}T00:00Z`) - 48 * hour) ?? Number.NaN;
      expect(onCallAt(rotation, begins - 1)).toEqual([]);
      let here = begins + later * hour;
      const [first = ''] = onCallAt(rotation, here);
      const names: string[] = rotation.people;
      let turn = names.indexOf(first);
      for (let shift = 0; shift < 6; shift += 1) {
        const ends = shiftEnds(rotation, here) ?? Number.NaN;
        const expected = [rotation.people[turn % rotation.people.length]];
        for (const inside of [here, Math.floor((here + ends) / 2), ends - 1]) {
          expect(onCallAt(rotation, inside)).toEqual(expected);
        }
        const length = ends - here;
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(rotation.days * 24 * hour + hour);
        const shown = new Date(localTime(rotation.zone, ends)).toISOString().slice(11, 16);
        // Where that local time does not come on that day, the wall shows up to an hour later.
        const late =
          (Date.parse(`2026-01-01T${shown}Z`) - Date.parse(`2026-01-01T${rotation.at}Z`) + 24 * hour) %
          (24 * hour);
        expect(late).toBeLessThanOrEqual(hour);
        if (late !== 0)
          expect(localTime(rotation.zone, ends) - localTime(rotation.zone, ends - hour)).not.toBe(hour);
        turn += 1;
        here = ends;
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('who stands in has exactly their time, and the others have the rest', () => {
  fc.assert(
    fc.property(
      turns,
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: 1, max: 200 }),
      (rotation, from, hours) => {
        const start = Date.parse('2027-06-01T00:00Z') + from * hour;
        const override = { from: start, to: start + hours * hour, who: 'stand-in' };
        const changed: Rotation = { ...rotation, overrides: [override] };
        expect(onCallAt(changed, override.from)).toEqual(['stand-in']);
        expect(onCallAt(changed, override.to - 1)).toEqual(['stand-in']);
        for (const outside of [override.from - 1, override.to]) {
          expect(onCallAt(changed, outside)).toEqual(onCallAt(rotation, outside));
        }
        expect(shiftEnds(changed, override.from)).toBe(override.to);
      },
    ),
    { seed, numRuns: 200 },
  );
});
