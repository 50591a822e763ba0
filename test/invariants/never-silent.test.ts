import { describe, expect, test } from '@jest/globals';
import { neverSilent } from '../../lib/rehearsal/invariants/never-silent.ts';
import { unsent } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';

describe('6. never silent', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(neverSilent, someSeeds)).toEqual([]);
  });

  test('finds a pager that takes every page and reaches nobody', async () => {
    const silent = unsent(['close-run', 'janitor', 'lock'], ({ system }) => system === 'pager');
    const found = await find(neverSilent, silent, 20);
    expect(found?.violation.text).toMatch(/and nobody was told of it/);
  });
});
