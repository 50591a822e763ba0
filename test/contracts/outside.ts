import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../lib/model/clock.ts';
import type { Cluster } from '../../lib/model/estate.ts';
import { backupPhases } from '../../lib/wire/velero-phases.ts';
import type { Clients } from '../../lib/wire/clients.ts';

/** What the suite is run against: clients on the sandbox, or on a cluster that may be used for it. */
export interface OutsideUnderTest {
  clients: Clients;
  cluster: Cluster;
  /** A namespace that runs at least one deployment. */
  namespace: string;
  clock: Clock;
  /** Runs a story, letting its time pass. */
  play: <T>(story: () => Promise<T>) => Promise<T>;
}

const seen = (over: object) => expect.objectContaining(over);

/** What the sandbox and the real EKS, Kubernetes API and Velero have in common, as far as we rely on it. Reads; and makes and deletes one namespace `rebound-contract`. */
export function outsideContract(make: () => OutsideUnderTest): void {
  describe('EKS', () => {
    test('knows the cluster, by name and in the list', async () => {
      const { clients, cluster, play } = make();
      const { name, region } = cluster;
      expect(await play(() => clients.eks.describeCluster(name, region))).toMatchObject({
        name,
        arn: cluster.arn,
        status: 'ACTIVE',
        endpoint: expect.stringMatching(/^https:\/\/.+\.eks\.amazonaws\.com$/),
        certificateAuthority: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/),
      });
      expect(await play(() => clients.eks.listClusters(region))).toContain(name);
    });
    test('does not know another', async () => {
      const { clients, cluster, play } = make();
      const asked = play(() => clients.eks.describeCluster('no-such-cluster', cluster.region));
      await expect(asked).rejects.toMatchObject({ code: 'NotFound' });
    });
  });

  describe('the Kubernetes API', () => {
    test('is ready, and has nodes that say so', async () => {
      const { clients, cluster, play } = make();
      await play(async () => {
        const api = await clients.kubernetes(cluster);
        expect(await api.ready()).toBe(true);
        const nodes = await api.list('/api/v1/nodes');
        expect(nodes.length).toBeGreaterThan(0);
        expect(nodes[0]?.status?.['conditions']).toContainEqual(seen({ type: 'Ready', status: 'True' }));
        // Items of built-in types are without it in a list.
        expect(nodes[0]?.kind).toBeUndefined();
      });
    });
    test('shows deployments with their availability', async () => {
      const { clients, cluster, namespace, play } = make();
      await play(async () => {
        const api = await clients.kubernetes(cluster);
        const all = await api.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
        const [first] = all;
        expect(first?.metadata).toMatchObject({
          namespace,
          uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          resourceVersion: expect.any(String),
          creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        });
        expect(first?.status?.['conditions']).toContainEqual(seen({ type: 'Available', status: 'True' }));
        const one = await api.get(
          `/apis/apps/v1/namespaces/${namespace}/deployments/${first?.metadata.name}`,
        );
        expect(one).toMatchObject({ kind: 'Deployment', apiVersion: 'apps/v1' });
        const everywhere = await api.list('/apis/apps/v1/deployments');
        expect(everywhere.length).toBeGreaterThan(all.length);
      });
    });
    test('of a namespace that does not exist: NotFound, and an empty list inside', async () => {
      const { clients, cluster, play } = make();
      await play(async () => {
        const api = await clients.kubernetes(cluster);
        await expect(api.get('/api/v1/namespaces/no-such')).rejects.toMatchObject({ code: 'NotFound' });
        expect(await api.list('/apis/apps/v1/namespaces/no-such/deployments')).toEqual([]);
      });
    });
    test('a group that is not served is no proof of anything', async () => {
      const { clients, cluster, play } = make();
      await play(async () => {
        const api = await clients.kubernetes(cluster);
        await expect(api.get('/apis/no.such/v1/things/x')).rejects.toMatchObject({ code: 'Malformed' });
      });
    });
    test('a namespace is made once, Terminating when deleted, then gone', async () => {
      const { clients, cluster, clock, play } = make();
      const path = '/api/v1/namespaces/rebound-contract';
      const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'rebound-contract' } };
      await play(async () => {
        const api = await clients.kubernetes(cluster);
        const made = await api.create('/api/v1/namespaces', object);
        expect(made.status).toMatchObject({ phase: 'Active' });
        const again = api.create('/api/v1/namespaces', object);
        await expect(again).rejects.toMatchObject({ code: 'AlreadyExists' });
        await api.create(`${path}/configmaps`, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'one', labels: { made: 'here' } },
          data: { a: 'b' },
        });
        expect(await api.list(`${path}/configmaps`, { labelSelector: 'made=here' })).toHaveLength(1);
        expect(await api.list(`${path}/configmaps`, { labelSelector: 'made=there' })).toHaveLength(0);
        await api.delete(path);
        const leaving = await api.get(path);
        expect(leaving.status).toMatchObject({ phase: 'Terminating' });
        expect(leaving.metadata.deletionTimestamp).toBeDefined();
        let looks = 0;
        while ((await api.get(path).catch(({ code }: { code?: string }) => code)) !== 'NotFound') {
          expect((looks += 1)).toBeLessThan(120);
          await clock.sleep(1000);
        }
      });
    });
  });

  describe('Velero', () => {
    test('has backups and storage in phases that we know', async () => {
      const { clients, cluster, play } = make();
      await play(async () => {
        const velero = await clients.velero(cluster);
        const backups = await velero.backups();
        expect(backups.length).toBeGreaterThan(0);
        for (const { phase } of backups) expect(backupPhases).toContain(phase);
        expect(await velero.storageLocations()).toContainEqual(seen({ phase: 'Available' }));
      });
    });
    test('lists what is in a backup', async () => {
      const { clients, cluster, namespace, play } = make();
      await play(async () => {
        const velero = await clients.velero(cluster);
        const whole = (await velero.backups()).filter(
          ({ phase, includedNamespaces }) => phase === 'Completed' && includedNamespaces.includes(namespace),
        );
        const name = whole.at(-1)?.name ?? '';
        const list = await velero.inventory(name, `contract-${name}`.slice(0, 63));
        expect(list['v1/Namespace']).toEqual([namespace]);
        expect(list['apps/v1/Deployment']?.[0]).toMatch(new RegExp(`^${namespace}/`));
      });
    });
    test('says NotFound of a backup and of a restore that do not exist', async () => {
      const { clients, cluster, play } = make();
      await play(async () => {
        const velero = await clients.velero(cluster);
        await expect(velero.backup('no-such')).rejects.toMatchObject({ code: 'NotFound' });
        await expect(velero.restore('no-such')).rejects.toMatchObject({ code: 'NotFound' });
        await expect(velero.inventory('no-such', 'no-such')).rejects.toMatchObject({ code: 'NotFound' });
      });
    });
  });
}
