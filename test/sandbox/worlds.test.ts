import { describe, expect, test } from '@jest/globals';
import { parseIso } from '../../lib/model/clock.ts';
import { aSandbox, blue, givenBlue, green, healthy, readyOf, start } from './a-sandbox.ts';

const deployments = '/apis/apps/v1/namespaces/payments/deployments';

describe('a healthy world', () => {
  test('runs everywhere what it should', async () => {
    const { clients, play } = aSandbox();
    await play(async () => {
      for (const cluster of [blue, green]) {
        const api = await clients.kubernetes(cluster);
        expect(await api.list('/api/v1/nodes')).toHaveLength(3);
        const namespaces = (await api.list('/api/v1/namespaces')).map(({ metadata }) => metadata.name);
        expect(namespaces).toEqual(['checkout', 'kube-system', 'payments', 'platform', 'velero']);
        for (const object of await api.list('/apis/apps/v1/deployments'))
          expect([object.metadata.name, readyOf(object)]).toEqual([
            object.metadata.name,
            object.spec?.['replicas'],
          ]);
        const pods = await api.list('/api/v1/namespaces/payments/pods');
        expect(pods).toHaveLength(29);
        for (const pod of pods) expect(pod.status?.['phase']).toBe('Running');
      }
    });
  });
  test('has a week of nightly backups of each namespace, the newest of this night', async () => {
    const { clients, play } = aSandbox();
    const all = await play(async () => (await clients.velero(blue)).backups());
    expect(all.map(({ name }) => name).filter((name) => name.startsWith('nightly-payments'))).toEqual([
      'nightly-payments-20261118021500',
      'nightly-payments-20261119021500',
      'nightly-payments-20261120021500',
      'nightly-payments-20261121021500',
      'nightly-payments-20261122021500',
      'nightly-payments-20261123021500',
      'nightly-payments-20261124021500',
    ]);
    expect(all).toHaveLength(21);
    for (const backup of all) expect(parseIso(backup.expiresAt ?? '')).toBeGreaterThan(start);
  });
});

describe('what is given', () => {
  test('a cluster that is gone: not known to EKS, not in its list, its host without an address', async () => {
    const { clients, surroundings, sandbox, play } = aSandbox({ given: givenBlue({ state: 'gone' }) });
    const asked = play(() => clients.eks.describeCluster('prod-blue', 'eu-west-1'));
    await expect(asked).rejects.toMatchObject({ code: 'NotFound' });
    expect(await play(() => clients.eks.listClusters('eu-west-1'))).toEqual([]);
    const url = `${sandbox.state().clusters['prod-blue']?.endpoint}/readyz`;
    const called = play(() =>
      surroundings.transport({ system: 'kubernetes', method: 'GET', url, headers: {}, body: '' }),
    );
    await expect(called).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
  test('an API that cannot be reached, while EKS says ACTIVE', async () => {
    const { clients, clock, play } = aSandbox({ given: givenBlue({ api: 'unreachable' }) });
    await play(async () => {
      expect(await clients.eks.describeCluster('prod-blue', 'eu-west-1')).toMatchObject({ status: 'ACTIVE' });
      const api = await clients.kubernetes(blue);
      const before = clock.now();
      await expect(api.ready()).rejects.toMatchObject({
        code: 'Unavailable',
        facts: { reason: 'TimeoutError' },
      });
      expect(clock.now() - before).toBe(20_000);
    });
  });
  test('an API that refuses us', async () => {
    const { clients, play } = aSandbox({ given: givenBlue({ api: 'denied' }) });
    await play(async () => {
      const api = await clients.kubernetes(blue);
      await expect(api.ready()).rejects.toMatchObject({ code: 'AccessDenied' });
      await expect(api.get('/api/v1/namespaces/payments')).rejects.toMatchObject({ code: 'AccessDenied' });
    });
  });
  test('a cluster that is being updated answers', async () => {
    const { clients, play } = aSandbox({ given: givenBlue({ state: 'updating' }) });
    await play(async () => {
      expect(await clients.eks.describeCluster('prod-blue', 'eu-west-1')).toMatchObject({
        status: 'UPDATING',
      });
      expect(await (await clients.kubernetes(blue)).ready()).toBe(true);
    });
  });
  test('a namespace that is degraded says why, where one looks', async () => {
    const { clients, play } = aSandbox({ given: givenBlue({ namespaces: { payments: 'degraded' } }) });
    await play(async () => {
      const api = await clients.kubernetes(blue);
      const bad = (await api.list(deployments)).find((object) => readyOf(object) === 0);
      expect(bad?.status).toMatchObject({
        replicas: expect.any(Number),
        unavailableReplicas: expect.any(Number),
        conditions: [
          expect.objectContaining({
            type: 'Available',
            status: 'False',
            reason: 'MinimumReplicasUnavailable',
          }),
          expect.objectContaining({
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
          }),
        ],
      });
      const labelSelector = `app.kubernetes.io/name=${bad?.metadata.name}`;
      const [pod] = await api.list('/api/v1/namespaces/payments/pods', { labelSelector });
      expect(JSON.stringify(pod?.status)).toContain('CreateContainerConfigError');
    });
  });
  test('backups of a namespace stand instead of its nightly ones, on the cluster they are given for', async () => {
    const given = {
      ...healthy,
      backups: [
        { namespace: 'payments', age: 26 * 3600, phase: 'Completed' as const, cluster: 'prod-blue' },
        { namespace: 'payments', age: 7200, phase: 'Failed' as const, cluster: 'prod-blue' },
        { namespace: 'payments', age: 3600, phase: 'Expired' as const, cluster: 'prod-blue' },
      ],
    };
    const { clients, play } = aSandbox({ given });
    const of = async (cluster: typeof blue) =>
      (await (await clients.velero(cluster)).backups()).filter(({ name }) =>
        name.startsWith('nightly-payments'),
      );
    const mine = await play(() => of(blue));
    expect(mine.map(({ phase }) => phase)).toEqual(['Completed', 'Failed', 'Completed']);
    expect(parseIso(mine[0]?.startedAt ?? '')).toBe(start - 26 * 3_600_000);
    expect(parseIso(mine[2]?.expiresAt ?? '')).toBeLessThan(start);
    expect(await play(() => of(green))).toHaveLength(7);
  });
  test('a storage that is not available says so, and gives no files', async () => {
    const { clients, play } = aSandbox({ given: { ...healthy, storage: 'unavailable' } });
    await play(async () => {
      const velero = await clients.velero(blue);
      expect(await velero.storageLocations()).toEqual([
        {
          name: 'default',
          phase: 'Unavailable',
          accessMode: 'ReadWrite',
          message: expect.stringContaining('NoSuchBucket'),
        },
      ]);
      const listed = velero.inventory('nightly-payments-20261124021500', 'list');
      await expect(listed).rejects.toMatchObject({ code: 'NotFound' });
    });
  });
  test('pagers that are down take nothing', async () => {
    const { clients, sandbox, play } = aSandbox({ given: { ...healthy, pagers: 'down' } });
    const paged = play(() => clients.pager.page({ who: 'leads', title: '', text: '', run: 'r', key: 'k' }));
    await expect(paged).rejects.toMatchObject({ code: 'Unavailable' });
    expect(sandbox.inbox()).toEqual([]);
  });
});

describe('the API server', () => {
  test('gives long lists in pages, and forgets them', async () => {
    const { surroundings, clients, clock, play, trace } = aSandbox();
    await play(async () => {
      const api = await clients.kubernetes(blue);
      await api.ready();
      const { headers, url } = trace.at(-1)?.request ?? { headers: {}, url: '' };
      const page = async (query: string) => {
        const answer = await surroundings.transport({
          system: 'kubernetes',
          method: 'GET',
          url: url.replace('/readyz', `${deployments}?limit=5${query}`),
          headers,
          body: '',
        });
        return JSON.parse(Buffer.from(answer.body).toString('utf8'));
      };
      const first = await page('');
      expect(first).toMatchObject({ kind: 'DeploymentList', metadata: { remainingItemCount: 9 } });
      const second = await page(`&continue=${first.metadata.continue}`);
      const third = await page(`&continue=${second.metadata.continue}`);
      expect([first, second, third].map(({ items }) => items.length)).toEqual([5, 5, 4]);
      expect(third.metadata.continue).toBeUndefined();
      await clock.sleep(6 * 60_000);
      expect(await page(`&continue=${first.metadata.continue}`)).toMatchObject({
        code: 410,
        reason: 'Expired',
      });
    });
  });
  test('patches, counts generations, and refuses what is based on the past', async () => {
    const { clients, clock, play } = aSandbox();
    await play(async () => {
      const api = await clients.kubernetes(blue);
      const before = await api.get(`${deployments}/refunds`);
      const scaled = await api.patch(`${deployments}/refunds`, { spec: { replicas: 4 } });
      expect(scaled.metadata).toMatchObject({ generation: 2, uid: before.metadata.uid });
      expect(readyOf(scaled)).toBe(2);
      await clock.sleep(60_000);
      expect(readyOf(await api.get(`${deployments}/refunds`))).toBe(4);
      const resourceVersion = before.metadata.resourceVersion ?? '';
      const late = api.patch(`${deployments}/refunds`, {
        metadata: { resourceVersion },
        spec: { replicas: 0 },
      });
      await expect(late).rejects.toMatchObject({ code: 'Conflict' });
      const labelled = await api.patch(`${deployments}/refunds`, {
        metadata: { labels: { frozen: 'yes', 'app.kubernetes.io/name': null } },
      });
      expect(labelled.metadata).toMatchObject({ generation: 2, labels: { frozen: 'yes' } });
    });
  });
  test('deletes deployments together with their pods', async () => {
    const { clients, clock, play } = aSandbox();
    await play(async () => {
      const api = await clients.kubernetes(blue);
      await api.delete(`${deployments}/api`);
      expect((await api.get(`${deployments}/api`)).metadata.deletionTimestamp).toBeDefined();
      await clock.sleep(40_000);
      await expect(api.get(`${deployments}/api`)).rejects.toMatchObject({ code: 'NotFound' });
      await expect(api.delete(`${deployments}/api`)).rejects.toMatchObject({ code: 'NotFound' });
    });
  });
  test('lets nothing into a namespace that is leaving, or is not there', async () => {
    const { clients, sandbox, play } = aSandbox();
    await play(async () => {
      const api = await clients.kubernetes(blue);
      sandbox.deleteNamespace('prod-blue', 'payments');
      const map = (namespace: string) =>
        api.create(`/api/v1/namespaces/${namespace}/configmaps`, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'late' },
        });
      await expect(map('payments')).rejects.toMatchObject({ code: 'AccessDenied' });
      await expect(map('no-such')).rejects.toMatchObject({ code: 'NotFound' });
    });
  });
  test('refuses a restore of a wrong shape, and an object of another kind', async () => {
    const { clients, play } = aSandbox();
    await play(async () => {
      const velero = await clients.velero(blue);
      const made = velero.createRestore('r', { backupName: 'b', includedNamespaces: 'payments' });
      await expect(made).rejects.toMatchObject({
        code: 'Rejected4xx',
        facts: { why: expect.stringContaining('spec.includedNamespaces') },
      });
      const api = await clients.kubernetes(blue);
      const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } };
      await expect(api.create('/api/v1/namespaces', object)).rejects.toMatchObject({ code: 'Rejected4xx' });
    });
  });
  test('takes only a token of its own kind, for a quarter of an hour', async () => {
    const { surroundings, clients, clock, play, trace } = aSandbox();
    await play(async () => {
      await (await clients.kubernetes(blue)).ready();
      const request = trace.at(-1)?.request;
      if (!request) throw new Error('no call');
      const again = (authorization: string) =>
        surroundings.transport({ ...request, headers: { authorization } });
      const token = request.headers['authorization'] ?? '';
      expect((await again(token)).status).toBe(200);
      expect((await again('Bearer something')).status).toBe(401);
      await clock.sleep(15 * 60_000);
      expect((await again(token)).status).toBe(401);
    });
  });
});
