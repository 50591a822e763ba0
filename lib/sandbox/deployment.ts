import type { Json, JsonObject } from '../model/json.ts';
import { lasts } from './chance.ts';
import { fieldOf } from './read.ts';
import { replicaSetName } from './workloads.ts';
import { type ClusterWorld, type KubeObject, keyOf, kubeTime, type StoredObject } from './world.ts';

/** A deployment as the API shows it now: its status follows from when its pods could start. */
export function deploymentNow(stored: StoredObject, seed: number, now: number): KubeObject {
  const { object } = stored;
  const replicas = replicasOf(object);
  const readyAt = readyTimes(stored, seed);
  const ready = readyAt.filter((at) => at <= now).length;
  const enough = replicas - Math.floor(replicas / 4); // maxUnavailable 25 %, rounded down
  const whenEnough = readyAt.toSorted((a, b) => a - b)[enough - 1];
  const madeAt = Date.parse(object.metadata.creationTimestamp);
  const available = ready >= enough;
  const changedAt = available && enough > 0 ? (whenEnough ?? madeAt) : madeAt;
  return {
    ...object,
    status: {
      observedGeneration: object.metadata.generation ?? 1,
      // Go leaves zeros out.
      ...counts({
        replicas,
        updatedReplicas: replicas,
        readyReplicas: ready,
        availableReplicas: ready,
        unavailableReplicas: replicas - ready,
      }),
      conditions: [
        availableCondition(available, changedAt),
        progressing(stored, ready >= replicas, readyAt, now),
      ],
    },
  };
}

/** `spec.replicas`, 1 when it is not given. */
export function replicasOf(object: Pick<KubeObject, 'spec'>): number {
  const replicas = object.spec?.['replicas'];
  return typeof replicas === 'number' ? replicas : 1;
}

/** When each replica is ready, milliseconds since the epoch; Infinity while something that it needs is missing. */
export function readyTimes(stored: StoredObject, seed: number): number[] {
  const { uid } = stored.object.metadata;
  return Array.from({ length: replicasOf(stored.object) }, (_, n) => {
    const start = stored.starts?.[n];
    return start === undefined ? Infinity : start + lasts('podReady', `${seed} ${uid} ${n} ${start}`);
  });
}

/** With the start of its pods settled for its present `spec`: new replicas start now, when all their ConfigMaps are there. */
export function withStarts(cluster: ClusterWorld, stored: StoredObject, now: number): StoredObject {
  const { starts, ...rest } = stored;
  const namespace = stored.object.metadata.namespace ?? '';
  if (
    configMapsOf(stored.object).some(
      (name) => !(keyOf('core/configmaps', namespace, name) in cluster.objects),
    )
  )
    return starts ? { ...rest, starts: starts.slice(0, replicasOf(stored.object)) } : rest;
  return { ...rest, starts: Array.from({ length: replicasOf(stored.object) }, (_, n) => starts?.[n] ?? now) };
}

/** After a ConfigMap was made: what waited for it starts. */
export function startWaiting(cluster: ClusterWorld, namespace: string, now: number): ClusterWorld {
  const prefix = keyOf('apps/deployments', namespace, '');
  const started = Object.entries(cluster.objects)
    .filter(([key, stored]) => key.startsWith(prefix) && !stored.starts)
    .map(([key, stored]) => [key, withStarts(cluster, stored, now)] as const);
  return { ...cluster, objects: { ...cluster.objects, ...Object.fromEntries(started) } };
}

/** Names of the ConfigMaps without which the deployment's containers do not start. */
export function configMapsOf(object: Pick<KubeObject, 'spec'>): string[] {
  const containers = fieldOf(object.spec, 'template', 'spec', 'containers');
  return list(containers)
    .flatMap((container) => list(fieldOf(container, 'envFrom')))
    .map((source) => fieldOf(source, 'configMapRef', 'name'))
    .filter((name) => typeof name === 'string');
}

function counts(all: Record<string, number>): JsonObject {
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}

function availableCondition(available: boolean, since: number): JsonObject {
  return {
    type: 'Available',
    status: available ? 'True' : 'False',
    lastUpdateTime: kubeTime(since),
    lastTransitionTime: kubeTime(since),
    reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: available
      ? 'Deployment has minimum availability.'
      : 'Deployment does not have minimum availability.',
  };
}

function progressing(stored: StoredObject, whole: boolean, readyAt: number[], now: number): JsonObject {
  const { name, namespace, creationTimestamp } = stored.object.metadata;
  const set = `ReplicaSet "${replicaSetName(namespace ?? '', name)}"`;
  const madeAt = Date.parse(creationTimestamp);
  const lastProgress = Math.max(madeAt, ...readyAt.filter((time) => time <= now));
  const late = !whole && now - lastProgress > progressDeadlineOf(stored.object);
  const [reason, message] = whole
    ? ['NewReplicaSetAvailable', `${set} has successfully progressed.`]
    : late
      ? ['ProgressDeadlineExceeded', `${set} has timed out progressing.`]
      : ['ReplicaSetUpdated', `${set} is progressing.`];
  return {
    type: 'Progressing',
    status: late ? 'False' : 'True',
    lastUpdateTime: kubeTime(lastProgress),
    lastTransitionTime: kubeTime(late ? lastProgress + progressDeadlineOf(stored.object) : madeAt),
    reason,
    message,
  };
}

function progressDeadlineOf(object: KubeObject): number {
  const seconds = object.spec?.['progressDeadlineSeconds'];
  return typeof seconds === 'number' ? seconds * 1000 : lasts('progressDeadline', '');
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
