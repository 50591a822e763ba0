import { describe, expect, test } from '@jest/globals';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { alwaysClosed } from '../../lib/rehearsal/invariants/always-closed.ts';
import { unsent } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import { waitWithoutAsk } from '../rehearsal/defects-of-ways.ts';

describe('7. always closed', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(alwaysClosed, someSeeds)).toEqual([]);
  });

  test('finds a Close run that forgets the lock', async () => {
    const forgets = unsent(['close-run', 'janitor', 'lock'], (request) => {
      const { kind, operation } = factsOf(request);
      return kind === 'lock' && operation === 'DeleteItem';
    });
    const found = await find(alwaysClosed, forgets, 10);
    expect(found?.violation.text).toMatch(/still holds checkout of cluster/);
  });

  test('finds a wait that an abort does not end', async () => {
    const found = await find(alwaysClosed, waitWithoutAsk(), 20, /in its wait/);
    expect(found?.violation.text).toMatch(/was aborted, and went on for more than 5 minutes/);
  });
});
