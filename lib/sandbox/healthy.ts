import type { Cluster, Estate } from '../model/estate.ts';
import type { Given, GivenBackup, GivenCluster } from '../model/scenario.ts';
import { fraction, suffixOf } from './chance.ts';
import { givenBackups, nightlyBackups } from './backups.ts';
import { createFromItem, createObject } from './objects.ts';
import { nodesOf } from './nodes.ts';
import { bucketOf } from './s3.ts';
import { healthyNamespaces, itemsOf, systemNamespaces } from './workloads.ts';
import { type ClusterWorld, keyOf, kubeTime, removeObjects, type World } from './world.ts';

const day = 86_400_000;

/** The world of a scenario at its beginning: healthy, but for what is given. */
export function worldOf(given: Given, estate: Estate, seed: number, now: number): World {
  const clusters = Object.values(estate.clusters).map((cluster) => {
    const backups = given.backups.filter((one) => one.cluster === undefined || one.cluster === cluster.name);
    return [
      cluster.name,
      clusterOf(cluster, given.clusters[cluster.name], backups, given.storage, seed, now),
    ] as const;
  });
  return {
    seed,
    clusters: Object.fromEntries(clusters),
    pagers: given.pagers,
    pages: [],
    published: [],
    files: {},
    secrets: given.secrets ?? {},
    parameters: {},
    channels: given.channels ?? {},
    messages: [],
    rooms: [],
  };
}

function clusterOf(
  cluster: Cluster,
  given: GivenCluster | undefined,
  backups: readonly GivenBackup[],
  storage: Given['storage'],
  seed: number,
  now: number,
): ClusterWorld {
  const since = now - 90 * day;
  const id = suffixOf(cluster.arn, 32).toUpperCase();
  const empty: ClusterWorld = {
    name: cluster.name,
    arn: cluster.arn,
    account: cluster.account,
    region: cluster.region,
    state: given?.state ?? 'active',
    api: given?.api ?? 'healthy',
    ...(given?.back !== undefined && { backAt: now + given.back * 1000 }),
    endpoint: `https://${id}.gr7.${cluster.region}.eks.amazonaws.com`,
    createdAt: Math.floor(since / 1000) * 1000,
    seed,
    revision: 10_000 + Math.floor(fraction(`${seed} ${cluster.arn}`) * 90_000),
    objects: {},
    contents: {},
    unrestorable: {},
  };
  const items = Object.entries({ ...systemNamespaces, ...healthyNamespaces }).flatMap(([namespace, plan]) =>
    itemsOf(namespace, plan, empty),
  );
  const populated = [...nodesOf(empty), ...items]
    .filter((item) => item.object)
    .reduce((world, item) => createFromItem(world, item, {}, since), empty);
  const stored = withStorage(populated, storage, now);
  const backedUp = givenBackups(nightlyBackups(stored, backups, now), backups, now);
  return Object.entries(given?.namespaces ?? {}).reduce((world, [namespace, state]) => {
    if (state === 'deleted') return withoutNamespace(world, namespace);
    return state === 'degraded' ? degraded(world, namespace) : world;
  }, backedUp);
}

function withStorage(cluster: ClusterWorld, storage: Given['storage'], now: number): ClusterWorld {
  const bucket = bucketOf(cluster);
  const available = storage === 'available';
  return createObject(
    cluster,
    'velero.io/backupstoragelocations',
    {
      apiVersion: 'velero.io/v1',
      kind: 'BackupStorageLocation',
      metadata: { name: 'default', namespace: 'velero' },
      spec: {
        provider: 'aws',
        default: true,
        accessMode: 'ReadWrite',
        objectStorage: { bucket },
        config: { region: cluster.region },
      },
      status: {
        phase: available ? 'Available' : 'Unavailable',
        lastSyncedTime: kubeTime(now - 30_000),
        lastValidationTime: kubeTime(now - 30_000),
        ...(!available && {
          message: `rpc error: code = Unknown desc = operation error S3: ListObjectsV2, https response error StatusCode: 404, api error NoSuchBucket: The specified bucket does not exist: ${bucket}`,
        }),
      },
    },
    now - 90 * day,
  );
}

function withoutNamespace(cluster: ClusterWorld, namespace: string): ClusterWorld {
  const inside = Object.entries(cluster.objects)
    .filter(([, { object }]) => object.metadata.namespace === namespace)
    .map(([key]) => key);
  return removeObjects(cluster, [keyOf('core/namespaces', '', namespace), ...inside]);
}

/** A quarter of the deployments deleted; of another quarter the ConfigMaps, so that their pods, started again an hour ago, did not come up. */
function degraded(cluster: ClusterWorld, namespace: string): ClusterWorld {
  const names = Object.keys(healthyNamespaces[namespace]?.deployments ?? {});
  const quarter = Math.ceil(names.length / 4);
  const deleted = names.slice(0, quarter).map((name) => keyOf('apps/deployments', namespace, name));
  const starved = names.slice(quarter, 2 * quarter);
  const configs = starved.map((name) => keyOf('core/configmaps', namespace, `${name}-config`));
  const without = removeObjects(cluster, [...deleted, ...configs]);
  const blocked = starved.map((name) => {
    const key = keyOf('apps/deployments', namespace, name);
    const { starts: _, ...stored } = without.objects[key] ?? missing(key);
    return [key, stored] as const;
  });
  return { ...without, objects: { ...without.objects, ...Object.fromEntries(blocked) } };
}

function missing(key: string): never {
  throw new Error(`the healthy world has no ${key}`);
}
