import { afterAll, describe, expect, test } from '@jest/globals';
import { seeded } from '../../lib/rehearsal/named.ts';
import { Tally } from '../../lib/rehearsal/tally.ts';
import { chunks, playAll, print } from './campaign.ts';
import { cast } from './runbooks.ts';

/** Plays the schedules of seeds `from` to `to`, the last one not among them. Several files share them, for jest's workers. */
export function seedsCampaign(from: number, to: number): void {
  const tally = new Tally();
  const parts = chunks(seeded(from, to, cast), 52).map((part) => ({
    first: part[0]?.id,
    last: part.at(-1)?.id,
    part,
  }));

  describe('no schedule goes against an invariant', () => {
    test.each(parts)('seeds $first to $last', async ({ part }) => playAll(part, tally), 300_000);

    test('and much of everything has happened', () => {
      expect(tally.plays).toBe(to - from);
      expect(tally.changes).toBeGreaterThan((to - from) / 2);
      expect([...tally.outcomes.keys()]).toEqual(
        expect.arrayContaining([
          'recovered',
          'nothing-to-do',
          'aborted',
          'failed',
          'refused',
          'joined',
          'planned',
        ]),
      );
      expect(tally.outcomes.get('recovered')).toBeGreaterThan((to - from) / 4);
      expect(tally.faults.size).toBe(12);
      expect(tally.duplicates).toBeGreaterThan(100);
    });

    afterAll(() => print(tally.summary(`seeds ${from} to ${to - 1}`)));
  });
}
