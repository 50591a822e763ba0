import { describe, expect, test } from '@jest/globals';
import { recoveredMeansVerified } from '../../lib/rehearsal/invariants/recovered-means-verified.ts';
import type { StepType } from '../../lib/steps/step-type.ts';
import { verifyWorkloads } from '../../lib/steps/verify-workloads.ts';
import { stepThat } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import { skipsForgotten } from '../rehearsal/defects-of-ways.ts';

const verify = verifyWorkloads as unknown as StepType;

describe('9. recovered means verified', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(recoveredMeansVerified, someSeeds)).toEqual([]);
  });

  test('finds a verify that always says yes', async () => {
    const yes = stepThat(verify, async () => ({ workloads: 6, available: 6, missing: 0, replicas: 15 }));
    const found = await find(recoveredMeansVerified, yes, 40);
    expect(found?.violation.text).toMatch(/recovered, although .* did not run when it was verified/);
  });

  test('finds a recovery that does not say what was skipped', async () => {
    const found = await find(recoveredMeansVerified, skipsForgotten(), 40, /a step fails/);
    expect(found?.violation.text).toMatch(/recovered, although ".*" was answered with (skip|by-hand)/);
  });
});
