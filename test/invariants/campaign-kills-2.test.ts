import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { baselines } from '../../lib/rehearsal/kills.ts';
import { kills, type Named } from '../../lib/rehearsal/named.ts';
import { play } from '../../lib/rehearsal/play.ts';
import { Tally } from '../../lib/rehearsal/tally.ts';
import { chunks, playAll, print } from '../rehearsal/campaign.ts';
import { campaignRunbooks, cast } from '../rehearsal/runbooks.ts';

/** a run with a step that fails and is tried again: each call to lock, ledger and asks of them, with its process killed before and after it. */
const those = [2];
const tally = new Tally();
const parts = campaignRunbooks();
let all: Named[] = [];

describe('a process killed at each call to lock, ledger and asks', () => {
  beforeAll(async () => {
    all = (await Promise.all(those.map((baseline) => kills(baseline, cast, parts)))).flat();
  }, 60_000);

  test('what is killed at goes well without', async () => {
    for (const baseline of those) {
      const schedule = baselines(cast)[baseline];
      const outcomes = schedule && (await play(schedule, parts)).table.runs().map(({ outcome }) => outcome);
      expect(outcomes).toContain('recovered');
    }
    expect(all.length).toBeGreaterThanOrEqual(120);
  }, 60_000);

  test.each([0, 1, 2, 3])(
    'part %d goes against no invariant',
    async (part) => {
      await playAll(chunks(all, Math.ceil(all.length / 4))[part] ?? [], tally);
    },
    300_000,
  );

  test('and each of them is killed, and recovers all the same', () => {
    const killed = [...tally.kills.values()].reduce((sum, count) => sum + count, 0);
    expect(killed).toBe(all.length);
    expect(tally.outcomes.get('recovered')).toBe(all.length);
  });

  afterAll(() => print(tally.summary('kills of a run with a step that fails and is tried again')));
});
