import { describe, expect, test } from '@jest/globals';
import { oneDecision } from '../../lib/rehearsal/invariants/one-decision.ts';
import { play } from '../../lib/rehearsal/play.ts';
import { helpful, quietSchedule, type Schedule } from '../../lib/rehearsal/schedule.ts';
import { unconditional } from '../rehearsal/defects.ts';
import { complaints, someSeeds } from '../rehearsal/find.ts';
import { campaignRunbooks, cast } from '../rehearsal/runbooks.ts';

const parts = campaignRunbooks();

/** Two of the leads who do not agree answer in the same millisecond; whose calls go first is by chance. */
function quarrel(seed: number): Schedule {
  const says = [
    { answer: 'approve', after: 30, by: 'alice' },
    { answer: 'reject', after: 30, by: 'bob' },
  ];
  return quietSchedule(cast, {
    seed,
    people: { ...helpful(cast), [cast.leads]: [{ to: 'approval', says }] },
  });
}
const seeds = Array.from({ length: 8 }, (_, seed) => seed);

describe('8. one decision for each ask', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(oneDecision, someSeeds)).toEqual([]);
  });

  test('is quiet when two people answer in the same millisecond: one of them is told that it is decided', async () => {
    for (const seed of seeds) {
      const watched = await play(quarrel(seed), parts);
      expect(oneDecision.check(watched)).toEqual([]);
      const decided = watched.table
        .asks(watched.table.runs()[0]?.run ?? '')
        .map(({ decision }) => decision?.by);
      expect([['alice'], ['bob']]).toContainEqual(decided.slice(0, 1));
    }
  });

  test('finds a decision that the last one who speaks overwrites', async () => {
    const found: string[] = [];
    for (const seed of seeds) {
      const [violation] = oneDecision.check(
        await play(quarrel(seed), { ...parts, defect: unconditional('ask') }),
      );
      if (violation) found.push(violation.text);
    }
    expect(found.length).toBeGreaterThan(0);
    for (const text of found) expect(text).toMatch(/of the decision|decided is|was shown a decision/);
  });
});
