import { describe, expect, test } from '@jest/globals';
import { handleLock } from '../../lib/handlers/lock.ts';
import { oneWriter } from '../../lib/rehearsal/invariants/one-writer.ts';
import type { Handler } from '../../lib/local/functions.ts';
import { unconditional } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import { handedOnUnfenced, lockLeftBehind, nestedWithoutLock } from '../rehearsal/defects-of-ways.ts';

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

  test('finds a run of a step that has no lock of its own', async () => {
    const found = await find(oneWriter, nestedWithoutLock(), 20, /runs within a run/);
    expect(found?.violation.text).toMatch(/took effect on \w+ @ prod-blue while .*\(the whole\) held it/);
  });

  test('finds a lock that is left behind when a run hands on', async () => {
    const found = await find(oneWriter, lockLeftBehind(), 20, /hands on/);
    expect(found?.violation.text).toMatch(/as handed on, and \w+ does not hold/);
  });

  test('finds a lock that is handed on by a run that may still act', async () => {
    const found = await find(oneWriter, handedOnUnfenced(), 20, /hands on/);
    expect(found?.violation.text).toMatch(/lost its lock to \w+ without having been fenced/);
  });
});
