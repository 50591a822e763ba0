import { expect, test } from '@jest/globals';
import type * as z from 'zod/mini';
import { checkCluster } from '../../lib/steps/check-cluster.ts';
import { findBackup } from '../../lib/steps/find-backup.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { Fields, StepType } from '../../lib/steps/step-type.ts';
import { verifyWorkloads } from '../../lib/steps/verify-workloads.ts';
import { SandboxOutside } from './sandbox-outside.ts';

const target = { cluster: 'prod-blue', namespace: 'payments' };

/** A step until it is done, the polls 15 s apart. */
async function through<W extends Fields, O extends Fields>(
  world: SandboxOutside,
  type: StepType<W, O>,
  given: z.input<W>,
): Promise<z.output<O>> {
  for (let poll = 0; poll < 80; poll++) {
    const { output, code, said } = await world.invoke((context) => type.run(type.with.parse(given), context));
    if (output) return output;
    if (code !== 'NotReady') throw new Error(`${type.uses}: ${code} ${said}`);
    await world.pass(15_000);
  }
  throw new Error(`${type.uses} is not done after 80 polls`);
}

test('the four steps of a recovery, each from what the one before it gave', async () => {
  const world = new SandboxOutside();
  const before = world.names('apps/deployments', 'payments');
  world.sandbox.deleteNamespace('prod-blue', 'payments');
  const terminating = await through(world, checkCluster, target);
  expect(terminating).toMatchObject({ api: 'HEALTHY', namespace: 'DEGRADED' });
  await world.pass(120_000);
  expect(await through(world, checkCluster, target)).toMatchObject({
    api: 'HEALTHY',
    namespace: 'GONE',
    serving: 'no',
  });

  const choice = await through(world, findBackup, { ...target, newest_within: '24h' });
  expect(choice.workloads).toBe(before.length);
  const restore = await through(world, restoreBackup, { ...target, backup: choice.backup });
  expect(restore).toMatchObject({ phase: 'Completed', errors: 0 });
  const verified = await through(world, verifyWorkloads, { ...target, against: choice.inventory });
  expect(verified).toMatchObject({ workloads: before.length, available: before.length, missing: 0 });

  expect(world.names('apps/deployments', 'payments')).toEqual(before);
  expect(await through(world, checkCluster, target)).toMatchObject({ namespace: 'HEALTHY', serving: 'yes' });
  expect(world.timeline.now() - Date.parse('2026-11-24T03:05:00.000Z')).toBeLessThan(30 * 60_000);
});

test('a cluster whose API never answers: UNREACHABLE, within the time of a function', async () => {
  const world = new SandboxOutside({
    clusters: { 'prod-blue': { state: 'active', api: 'unreachable', namespaces: {} } },
  });
  const at = world.timeline.now();
  expect(await through(world, checkCluster, target)).toMatchObject({
    api: 'UNREACHABLE',
    namespace: 'UNKNOWN',
    serving: 'unknown',
  });
  expect(world.timeline.now() - at).toBeLessThan(55_000);
});

test('an API that refuses us is UNKNOWN, and says what is missing', async () => {
  const world = new SandboxOutside({
    clusters: { 'prod-blue': { state: 'active', api: 'denied', namespaces: {} } },
  });
  const seen = await through(world, checkCluster, target);
  expect(seen).toMatchObject({
    api: expect.stringMatching(/UNKNOWN|HEALTHY/),
    namespace: 'UNKNOWN',
    serving: 'unknown',
  });
  expect(seen.reason).toMatch(/403|access entry/);
});
