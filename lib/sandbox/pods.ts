import type { JsonObject } from '../model/json.ts';
import { uidOf } from './chance.ts';
import { configMapsOf, readyTimes, replicasOf } from './deployment.ts';
import { podName, replicaSetName } from './workloads.ts';
import { type ClusterWorld, type KubeObject, keyOf, kubeTime, type StoredObject } from './world.ts';

/** The pods of every deployment of the cluster as they are now. */
export function podsNow(cluster: ClusterWorld, now: number): KubeObject[] {
  return deploymentsOf(cluster).flatMap((stored) =>
    readyTimes(stored, cluster.seed).map((readyAt, n) => podOf(cluster, stored, n, readyAt, now)),
  );
}

/** The replica set of every deployment. */
export function replicaSetsNow(cluster: ClusterWorld, now: number): KubeObject[] {
  return deploymentsOf(cluster).map((stored) => {
    const { metadata, spec } = stored.object;
    const ready = readyTimes(stored, cluster.seed).filter((at) => at <= now).length;
    return {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { ...derivedMetadata(stored, replicaSetName(metadata.namespace ?? '', metadata.name)) },
      spec: {
        replicas: replicasOf(stored.object),
        selector: spec?.['selector'] ?? {},
        template: spec?.['template'] ?? {},
      },
      status: {
        replicas: replicasOf(stored.object),
        observedGeneration: 1,
        ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
      },
    };
  });
}

function deploymentsOf(cluster: ClusterWorld): StoredObject[] {
  return Object.values(cluster.objects).filter(({ object }) => object.kind === 'Deployment');
}

function podOf(
  cluster: ClusterWorld,
  stored: StoredObject,
  n: number,
  readyAt: number,
  now: number,
): KubeObject {
  const { metadata } = stored.object;
  const namespace = metadata.namespace ?? '';
  const name = podName(namespace, metadata.name, n);
  const ready = readyAt <= now;
  const missing = configMapsOf(stored.object).find(
    (config) => !(keyOf('core/configmaps', namespace, config) in cluster.objects),
  );
  const waiting: JsonObject =
    stored.starts === undefined && missing
      ? { reason: 'CreateContainerConfigError', message: `configmap "${missing}" not found` }
      : { reason: 'ContainerCreating' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: derivedMetadata(stored, name),
    spec: { containers: [{ name: metadata.name, image: imageOf(stored) }] },
    status: {
      phase: ready ? 'Running' : 'Pending',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        {
          name: metadata.name,
          ready,
          restartCount: 0,
          image: imageOf(stored),
          state: ready ? { running: { startedAt: kubeTime(readyAt) } } : { waiting },
        },
      ],
    },
  };
}

function derivedMetadata(stored: StoredObject, name: string): KubeObject['metadata'] {
  const { uid, namespace, resourceVersion, creationTimestamp, deletionTimestamp } = stored.object.metadata;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    uid: uidOf(`${uid} ${name}`),
    resourceVersion,
    creationTimestamp,
    labels: { 'app.kubernetes.io/name': stored.object.metadata.name },
    ...(deletionTimestamp && { deletionTimestamp }),
  };
}

function imageOf(stored: StoredObject): string {
  const text = JSON.stringify(stored.object.spec?.['template'] ?? {});
  return /"image":"([^"]+)"/.exec(text)?.[1] ?? '';
}
