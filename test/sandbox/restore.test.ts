import { describe, expect, test } from '@jest/globals';
import type { Given } from '../../lib/model/scenario.ts';
import type { ClusterWorld } from '../../lib/sandbox/world.ts';
import type { VeleroRestore } from '../../lib/wire/velero.ts';
import { aSandbox, blue, givenBlue, healthy, readyOf, type Stage } from './a-sandbox.ts';

const deployments = '/apis/apps/v1/namespaces/payments/deployments';
const threeHours = { namespace: 'payments', age: 3 * 3600, phase: 'Completed' as const };

/** The newest backup of payments. */
async function newest({ clients }: Stage): Promise<string> {
  const all = await (await clients.velero(blue)).backups();
  return all.findLast(({ includedNamespaces }) => includedNamespaces.includes('payments'))?.name ?? '';
}

/** Makes prod-blue of the simulated world otherwise. */
function change({ sandbox }: Stage, how: (cluster: ClusterWorld) => ClusterWorld): void {
  const world = sandbox.state();
  const present = world.clusters['prod-blue'];
  if (!present) throw new Error('no prod-blue');
  sandbox.load({ ...world, clusters: { ...world.clusters, 'prod-blue': how(present) } });
}

/** Asks for a restore and looks every second until it has ended: every phase once, and the end. */
async function restore(
  stage: Stage,
  spec: Record<string, string | string[] | Record<string, string>>,
): Promise<{ phases: string[]; end: VeleroRestore; seconds: number }> {
  const velero = await stage.clients.velero(blue);
  const begun = stage.clock.now();
  await velero.createRestore('rb-1-0-0-restore', spec);
  const phases: string[] = [];
  for (let look = 0; look < 1200; look++) {
    const seen = await velero.restore('rb-1-0-0-restore');
    if (phases.at(-1) !== seen.phase) phases.push(seen.phase);
    const over = seen.completedAt !== undefined || seen.phase === 'FailedValidation';
    if (over) return { phases, end: seen, seconds: (stage.clock.now() - begun) / 1000 };
    await stage.clock.sleep(1000);
  }
  throw new Error('the restore does not end');
}

describe('a namespace deleted by mistake comes back', () => {
  test('through every phase, in minutes, with everything that was backed up', async () => {
    const stage = aSandbox({ given: { ...healthy, backups: [threeHours] } });
    const { sandbox, clients, clock, play } = stage;
    await play(async () => {
      const api = await clients.kubernetes(blue);
      const before = await api.list(deployments);
      sandbox.deleteNamespace('prod-blue', 'payments');
      await clock.sleep(7 * 60_000);
      await expect(api.get('/api/v1/namespaces/payments')).rejects.toMatchObject({ code: 'NotFound' });
      expect(await api.list(deployments)).toEqual([]);

      const { phases, end, seconds } = await restore(stage, {
        backupName: await newest(stage),
        includedNamespaces: ['payments'],
      });
      expect(phases).toEqual(['New', 'InProgress', 'WaitingForPluginOperations', 'Finalizing', 'Completed']);
      expect(end).toMatchObject({ warnings: 0, errors: 0, progress: { done: 88, total: 88 } });
      expect(seconds).toBeGreaterThan(60);
      expect(seconds).toBeLessThan(300);

      await clock.sleep(60_000);
      const after = await api.list(deployments);
      expect(after.map(({ metadata, spec }) => [metadata.name, spec])).toEqual(
        before.map(({ metadata, spec }) => [metadata.name, spec]),
      );
      for (const object of after) expect(readyOf(object)).toBe(object.spec?.['replicas']);
      expect(after[0]?.metadata.uid).not.toBe(before[0]?.metadata.uid);
    });
  });

  test('its objects carry the names of restore and backup; the namespace itself does not', async () => {
    const stage = aSandbox({ given: { ...givenBlue({ namespaces: { payments: 'deleted' } }) } });
    await stage.play(async () => {
      const backup = await newest(stage);
      await restore(stage, { backupName: backup });
      const api = await stage.clients.kubernetes(blue);
      const mine = await api.list(deployments, { labelSelector: 'velero.io/restore-name=rb-1-0-0-restore' });
      expect(mine).toHaveLength(14);
      expect(mine[0]?.metadata.labels).toMatchObject({ 'velero.io/backup-name': backup });
      const namespace = await api.get('/api/v1/namespaces/payments');
      expect(namespace.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'payments' });
    });
  });

  test('pods take their time: at the end of the restore not everything is available', async () => {
    const stage = aSandbox({
      given: {
        ...givenBlue({ namespaces: { checkout: 'deleted' } }),
        backups: [{ namespace: 'checkout', age: 3600, phase: 'Completed' }],
      },
    });
    await stage.play(async () => {
      const velero = await stage.clients.velero(blue);
      const backup = (await velero.backups()).find(({ name }) => name.startsWith('nightly-checkout'));
      await restore(stage, { backupName: backup?.name ?? '' });
      const api = await stage.clients.kubernetes(blue);
      const path = '/apis/apps/v1/namespaces/checkout/deployments';
      const whole = (objects: Awaited<ReturnType<typeof api.list>>) =>
        objects.filter((object) => readyOf(object) === object.spec?.['replicas']).length;
      expect(whole(await api.list(path))).toBeLessThan(6);
      await stage.clock.sleep(60_000);
      expect(whole(await api.list(path))).toBe(6);
    });
  });

  test('a restore waits for a namespace that is Terminating', async () => {
    const stage = aSandbox();
    await stage.play(async () => {
      const backup = await newest(stage);
      stage.sandbox.deleteNamespace('prod-blue', 'payments');
      const { end } = await restore(stage, { backupName: backup });
      expect(end).toMatchObject({ phase: 'Completed', warnings: 0, errors: 0 });
      await stage.clock.sleep(120_000);
      const api = await stage.clients.kubernetes(blue);
      expect(await api.get('/api/v1/namespaces/payments')).toMatchObject({ status: { phase: 'Active' } });
      expect(await api.list(deployments)).toHaveLength(14);
    });
  });

  test('but not for ever: after ten minutes it gives up what belongs there', async () => {
    const stage = aSandbox();
    stage.sandbox.deleteNamespace('prod-blue', 'payments');
    change(stage, (cluster) => {
      const key = 'core/namespaces//payments';
      const stuck = cluster.objects[key];
      if (!stuck) throw new Error(`no ${key}`);
      return {
        ...cluster,
        objects: { ...cluster.objects, [key]: { ...stuck, due: (stuck.due ?? 0) + 3_600_000 } },
      };
    });
    await stage.play(async () => {
      const { end, seconds } = await restore(stage, { backupName: await newest(stage) });
      expect(end).toMatchObject({ phase: 'PartiallyFailed', errors: 88, progress: { done: 0, total: 88 } });
      expect(seconds).toBeGreaterThan(600);
    });
  });
});

describe('what exists already', () => {
  test('stays as it is, with a warning where it differs', async () => {
    const stage = aSandbox();
    await stage.play(async () => {
      const api = await stage.clients.kubernetes(blue);
      await api.patch(`${deployments}/api`, { spec: { replicas: 1 } });
      const { end } = await restore(stage, { backupName: await newest(stage) });
      expect(end).toMatchObject({ phase: 'Completed', warnings: 1, errors: 0 });
      const kept = await api.get(`${deployments}/api`);
      expect(kept.spec?.['replicas']).toBe(1);
      expect(kept.metadata.labels).not.toHaveProperty(['velero.io/restore-name']);
    });
  });

  test('is put back with existingResourcePolicy update', async () => {
    const stage = aSandbox();
    await stage.play(async () => {
      const api = await stage.clients.kubernetes(blue);
      await api.patch(`${deployments}/api`, { spec: { replicas: 1 } });
      const backupName = await newest(stage);
      const { end } = await restore(stage, { backupName, existingResourcePolicy: 'update' });
      expect(end).toMatchObject({ phase: 'Completed', warnings: 0 });
      const put = await api.get(`${deployments}/api`);
      expect(put.spec?.['replicas']).toBe(4);
      expect(put.metadata.labels).toHaveProperty(['velero.io/restore-name']);
    });
  });

  test('a degraded namespace gets back what is missing, and then comes up', async () => {
    const stage = aSandbox({ given: givenBlue({ namespaces: { payments: 'degraded' } }) });
    await stage.play(async () => {
      const api = await stage.clients.kubernetes(blue);
      const before = await api.list(deployments);
      expect(before).toHaveLength(10);
      expect(before.filter((object) => readyOf(object) === 0)).toHaveLength(4);
      await restore(stage, { backupName: await newest(stage) });
      await stage.clock.sleep(60_000);
      const after = await api.list(deployments);
      expect(after).toHaveLength(14);
      for (const object of after) expect(readyOf(object)).toBe(object.spec?.['replicas']);
    });
  });
});

describe('a restore that cannot be', () => {
  const refused: [string, Partial<Given>, Record<string, string>, string][] = [
    [
      'from a backup that does not exist',
      {},
      { backupName: 'no-such' },
      `Error retrieving backup: can't find backup velero/no-such: backups.velero.io "no-such" not found`,
    ],
    [
      'from a storage that is not available',
      { storage: 'unavailable' },
      {},
      'The BSL default is unavailable, cannot retrieve the backup',
    ],
    [
      'without saying from what',
      {},
      { backupName: '' },
      'Either a backup or schedule must be specified as a source for the restore, but not both',
    ],
    [
      'with a policy that nobody knows',
      {},
      { existingResourcePolicy: 'force' },
      'Invalid ExistingResourcePolicy: force',
    ],
  ];
  test.each(refused)('%s is FailedValidation', async (_, given, spec, message) => {
    const stage = aSandbox({ given: { ...healthy, ...given } });
    await stage.play(async () => {
      const { phases, end } = await restore(stage, { backupName: await newest(stage), ...spec });
      expect(phases).toEqual(['New', 'FailedValidation']);
      expect(end.validationErrors).toEqual([message]);
    });
  });

  test.each(['Failed', 'InProgress', 'Deleting'] as const)(
    'from a backup that is %s: nothing is in the storage',
    async (phase) => {
      const stage = aSandbox({
        given: { ...healthy, backups: [{ namespace: 'payments', age: 3600, phase }] },
      });
      await stage.play(async () => {
        const { end } = await restore(stage, { backupName: await newest(stage) });
        expect(end).toMatchObject({ phase: 'Failed', failureReason: expect.stringContaining('NoSuchKey') });
        const velero = await stage.clients.velero(blue);
        await expect(velero.inventory(end.backupName, 'list')).rejects.toMatchObject({ code: 'NotFound' });
      });
    },
  );

  test('whole ends as PartiallyFailed, and says how many objects are missing', async () => {
    const stage = aSandbox({ given: givenBlue({ namespaces: { payments: 'deleted' } }) });
    const unrestorable = {
      'apps/v1/Deployment payments/ledger': 'admission webhook "policy" denied the request',
    };
    change(stage, (cluster) => ({ ...cluster, unrestorable }));
    await stage.play(async () => {
      const { phases, end } = await restore(stage, { backupName: await newest(stage) });
      expect(phases).toEqual([
        'New',
        'InProgress',
        'WaitingForPluginOperationsPartiallyFailed',
        'FinalizingPartiallyFailed',
        'PartiallyFailed',
      ]);
      expect(end).toMatchObject({ errors: 1, progress: { done: 87, total: 88 } });
      expect(await (await stage.clients.kubernetes(blue)).list(deployments)).toHaveLength(13);
    });
  });
});

describe('what a restore asks for', () => {
  test('only some kinds', async () => {
    const stage = aSandbox({ given: givenBlue({ namespaces: { payments: 'deleted' } }) });
    await stage.play(async () => {
      await restore(stage, { backupName: await newest(stage), includedResources: ['configmaps'] });
      const api = await stage.clients.kubernetes(blue);
      expect(await api.list('/api/v1/namespaces/payments/configmaps')).toHaveLength(14);
      expect(await api.list(deployments)).toEqual([]);
    });
  });
  test('into another namespace', async () => {
    const stage = aSandbox();
    await stage.play(async () => {
      const namespaceMapping = { payments: 'payments-scratch' };
      await restore(stage, { backupName: await newest(stage), namespaceMapping });
      const api = await stage.clients.kubernetes(blue);
      expect(await api.list('/apis/apps/v1/namespaces/payments-scratch/deployments')).toHaveLength(14);
    });
  });
  test('the newest backup of a schedule', async () => {
    const stage = aSandbox();
    await stage.play(async () => {
      const { end } = await restore(stage, { scheduleName: 'nightly-payments' });
      expect(end.backupName).toBe(await newest(stage));
    });
  });
});
