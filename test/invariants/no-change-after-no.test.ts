import { describe, expect, test } from '@jest/globals';
import { noChangeAfterNo } from '../../lib/rehearsal/invariants/no-change-after-no.ts';
import { blindFor, deafLedger } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';

describe('4. no change after no', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(noChangeAfterNo, someSeeds)).toEqual([]);
  });

  test('finds a ledger that forgets fence and abort', async () => {
    const found = await find(noChangeAfterNo, deafLedger(), 40, /^(abort|hold) just at the change/);
    expect(found?.violation.text).toMatch(/begun although the run was (aborted|fenced)/);
  });

  test('finds a stop switch that nobody reads', async () => {
    const found = await find(noChangeAfterNo, blindFor('switch'), 40, /stopped just at the change/);
    expect(found?.violation.text).toMatch(/begun although the stop switch was on/);
  });
});
