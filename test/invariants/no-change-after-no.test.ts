import { describe, expect, test } from '@jest/globals';
import { noChangeAfterNo } from '../../lib/rehearsal/invariants/no-change-after-no.ts';
import { blindFor, deafLedger } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import {
  nestedDeafToAbove,
  oldestFirst,
  undoGoesOn,
  undoWithoutAbort,
} from '../rehearsal/defects-of-ways.ts';

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

  test('finds a run that is taken back although nobody aborted it', async () => {
    const found = await find(noChangeAfterNo, undoWithoutAbort(), 20, /hands on|in its wait/);
    expect(found?.violation.text).toMatch(/takes back what nobody aborted/);
  });

  test('finds a taking back that begins with what was done first', async () => {
    const found = await find(noChangeAfterNo, oldestFirst(), 20, /taken back under fire/);
    expect(found?.violation.text).toMatch(/takes back \S+ before \S+, which is newer/);
  });

  test('finds a taking back that goes on when a person has stopped it', async () => {
    const found = await find(
      noChangeAfterNo,
      undoGoesOn(),
      20,
      /aborted at any moment|taken back under fire/,
    );
    expect(found?.violation.text).toMatch(/begun although frank stopped the taking back/);
  });

  test('finds a run of a step that is deaf to what the run above was told', async () => {
    const found = await find(noChangeAfterNo, nestedDeafToAbove(), 120, /runs within a run/);
    expect(found?.violation.text).toMatch(/begun although run \w+, whose step it is, was (aborted|fenced)/);
  });
});
