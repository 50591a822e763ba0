import { describe, expect, test } from '@jest/globals';
import { handleLock } from '../../lib/handlers/lock.ts';
import { oneWriter } from '../../lib/rehearsal/invariants/one-writer.ts';
import type { Handler } from '../../lib/local/functions.ts';
import { unconditional } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';

/** Joined or refused, it goes on all the same. */
const always: Handler = async (call, parts) => ({ ...(await handleLock(call, parts)), status: 'taken' });

describe('1. one writer for each target', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(oneWriter, someSeeds)).toEqual([]);
  });

  test('finds a lock that is written whatever it holds', async () => {
    const found = await find(oneWriter, unconditional('lock'), 40);
    expect(found?.violation.text).toMatch(/lost its lock|took effect/);
  });

  test('finds a Lock that goes on when it was refused', async () => {
    const found = await find(oneWriter, { functions: { lock: always } }, 40);
    expect(found?.violation.text).toMatch(/took effect on checkout @ prod-blue while .* held it/);
  });
});
