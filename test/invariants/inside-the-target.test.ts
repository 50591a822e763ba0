import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../lib/model/json.ts';
import { insideTheTarget } from '../../lib/rehearsal/invariants/inside-the-target.ts';
import { rewritten } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import { undoOfEverything } from '../rehearsal/defects-of-ways.ts';

const restoring = (spec: object) =>
  rewritten(['step-restore-backup'], (_request, body) =>
    body['kind'] === 'Restore' && isObject(body['spec'])
      ? { ...body, spec: { ...body['spec'], ...spec } }
      : undefined,
  );

describe('10. inside the target', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(insideTheTarget, someSeeds)).toEqual([]);
  });

  test('finds a restore into another namespace', async () => {
    const found = await find(insideTheTarget, restoring({ namespaceMapping: { checkout: 'platform' } }), 20);
    expect(found?.violation.text).toMatch(/reaches into platform, the target is checkout/);
  });

  test('finds a restore of everything that the backup holds', async () => {
    const found = await find(insideTheTarget, restoring({ includedNamespaces: ['*'] }), 20);
    expect(found?.violation.text).toMatch(/reaches into every namespace/);
  });

  test('finds a taking back that takes away what others made', async () => {
    const found = await find(insideTheTarget, undoOfEverything(), 20, /taken back under fire/);
    expect(found?.violation.text).toMatch(/takes away what (no step of a run|rb-\S+) made/);
  });
});
