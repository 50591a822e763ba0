import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { baselines } from '../../lib/rehearsal/kills.ts';
import { kills, type Named } from '../../lib/rehearsal/named.ts';
import { play } from '../../lib/rehearsal/play.ts';
import { endingsOf, Tally } from '../../lib/rehearsal/tally.ts';
import { chunks, isLong, playAll, print } from './campaign.ts';
import { campaignRunbooks, cast } from './runbooks.ts';

/**
 * A play that is killed in, how its runs end when it is not, and how many of its kills are played in the test command: one of so many,
 * an odd number, so that both sides of the calls are among them.
 */
export interface Killed {
  baseline: number;
  endings: string[];
  oneOf: number;
}

/**
 * Calls of these baselines with their process killed before and after them: `least` plays or more; the long campaign plays each. Several
 * files share the baselines, for jest's workers.
 */
export function killsCampaign(name: string, those: readonly Killed[], least: number): void {
  const tally = new Tally();
  const parts = campaignRunbooks();
  const all: Named[] = [];

  describe('a process killed at one call after the other', () => {
    beforeAll(async () => {
      for (const { baseline, oneOf } of those) {
        const found = await kills(baseline, cast, parts);
        all.push(...found.filter((_, n) => isLong || n % oneOf === 0));
      }
    }, 60_000);

    test('what is killed at ends as it should without', async () => {
      for (const { baseline, endings } of those) {
        const found = baselines(cast)[baseline];
        expect(found && endingsOf(await play(found.schedule, parts))).toEqual(endings);
      }
      expect(all.length).toBeGreaterThanOrEqual(least);
    }, 60_000);

    test.each([0, 1, 2, 3, 4])(
      'part %d of 5 goes against no invariant',
      async (part) => {
        await playAll(chunks(all, Math.ceil(all.length / 5))[part] ?? [], tally);
      },
      isLong ? 3_600_000 : 300_000,
    );

    test('and each of them is killed, and ends as it should all the same', () => {
      const killed = [...tally.kills.values()].reduce((sum, count) => sum + count, 0);
      expect(killed).toBe(all.length);
      const wanted = new Set(those.map(({ endings }) => endings.join(', ')));
      expect([...tally.together].filter(([endings]) => !wanted.has(endings))).toEqual([]);
    });

    afterAll(() => print(tally.summary(`kills of ${name}`)));
  });
}
