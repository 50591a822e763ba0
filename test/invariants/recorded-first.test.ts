import { describe, expect, test } from '@jest/globals';
import { recordedFirst } from '../../lib/rehearsal/invariants/recorded-first.ts';
import { unkeptIntents, wrapperWithout } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import { undoWithoutIntent } from '../rehearsal/defects-of-ways.ts';

describe('2. no change without a record', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(recordedFirst, someSeeds)).toEqual([]);
  });

  test('finds a change that is made without its intent', async () => {
    const found = await find(recordedFirst, wrapperWithout({ ledger: true }), 20);
    expect(found?.violation.text).toMatch(/begun without its intent in the ledger/);
  });

  test('finds an intent that was never kept', async () => {
    const found = await find(recordedFirst, unkeptIntents(), 20);
    expect(found?.violation.text).toMatch(/begun without its intent in the ledger/);
  });

  test('finds a taking back that the ledger hears of when it is done', async () => {
    const found = await find(recordedFirst, undoWithoutIntent(), 20, /taken back under fire/);
    expect(found?.violation.text).toMatch(/DELETE .* begun without its intent in the ledger/);
  });
});
