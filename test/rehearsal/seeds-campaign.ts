import { afterAll, describe, expect, test } from '@jest/globals';
import { seeded } from '../../lib/rehearsal/named.ts';
import { Tally } from '../../lib/rehearsal/tally.ts';
import { chunks, isLong, playAll, print, seedsMax } from './campaign.ts';
import { cast } from './runbooks.ts';

/** Plays one half of the seeds. Two files share them, for jest's workers. */
export function seedsCampaign(half: 0 | 1): void {
  const [from, to] = [(seedsMax / 2) * half, (seedsMax / 2) * (half + 1)].map(Math.floor) as [number, number];
  const tally = new Tally();
  const parts = chunks(seeded(from, to, cast), 52).map((part) => ({
    first: part[0]?.id,
    last: part.at(-1)?.id,
    part,
  }));

  describe('no schedule goes against an invariant', () => {
    test.each(parts)(
      'seeds $first to $last',
      async ({ part }) => playAll(part, tally),
      isLong ? 3_600_000 : 300_000,
    );

    test('and much of everything has happened', () => {
      expect(tally.plays).toBe(to - from);
      expect(tally.changes).toBeGreaterThan((to - from) / 2);
      expect([...tally.outcomes.keys()]).toEqual(
        expect.arrayContaining([
          'recovered',
          'recovered-with-skips',
          'handed-on',
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
