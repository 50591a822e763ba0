import { describe, expect, test } from '@jest/globals';
import { oneDecision } from '../../lib/rehearsal/invariants/one-decision.ts';
import { unconditional } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';

describe('8. one decision for each ask', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(oneDecision, someSeeds)).toEqual([]);
  });

  test('finds a decision that the last one who speaks overwrites', async () => {
    const found = await find(oneDecision, unconditional('ask'), 60);
    expect(found?.violation.text).toMatch(/of the decision|decided is|was shown a decision/);
  });
});
