import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { baselines } from '../../lib/rehearsal/kills.ts';
import { kills, type Named } from '../../lib/rehearsal/named.ts';
import { play } from '../../lib/rehearsal/play.ts';
import { Tally } from '../../lib/rehearsal/tally.ts';
import { chunks, playAll, print } from './campaign.ts';
import { campaignRunbooks, cast } from './runbooks.ts';

/** A run that is killed in, and how it ends when it is not. */
export interface Baseline {
  baseline: number;
  outcome: string;
}

/**
 * Each call to lock, ledger and asks of these baselines, with its process killed before and after it: `least` plays or more.
 * Several files share the baselines, for jest's workers.
 */
export function killsCampaign(name: string, those: readonly Baseline[], least: number): void {
  const tally = new Tally();
  const parts = campaignRunbooks();
  let all: Named[] = [];

  describe('a process killed at each call to lock, ledger and asks', () => {
    beforeAll(async () => {
      for (const { baseline } of those) all = [...all, ...(await kills(baseline, cast, parts))];
    }, 60_000);

    test('what is killed at ends as it should without', async () => {
      for (const { baseline, outcome } of those) {
        const schedule = baselines(cast)[baseline];
        const ended = schedule && (await play(schedule, parts)).table.runs().map((run) => run.outcome);
        expect(ended).toContain(outcome);
      }
      expect(all.length).toBeGreaterThanOrEqual(least);
    }, 60_000);

    test.each([0, 1, 2, 3, 4])(
      'part %d of 5 goes against no invariant',
      async (part) => {
        await playAll(chunks(all, Math.ceil(all.length / 5))[part] ?? [], tally);
      },
      300_000,
    );

    test('and each of them is killed, and ends as it should all the same', () => {
      const killed = [...tally.kills.values()].reduce((sum, count) => sum + count, 0);
      expect(killed).toBe(all.length);
      const wanted = new Set(those.map(({ outcome }) => outcome));
      const ended = [...wanted].map((outcome) => tally.outcomes.get(outcome) ?? 0);
      expect(ended.reduce((sum, count) => sum + count, 0)).toBe(all.length);
    });

    afterAll(() => print(tally.summary(`kills of ${name}`)));
  });
}
