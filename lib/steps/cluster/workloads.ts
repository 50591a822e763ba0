import { isObject } from '../../model/json.ts';
import type { KubernetesObject } from '../../wire/kubernetes.ts';

/** The kinds whose replicas we can count, by their name in Velero's resource list. All of them `apps/v1`. */
export const workloadKinds = {
  'apps/v1/Deployment': { plural: 'deployments', noun: 'deployment' },
  'apps/v1/StatefulSet': { plural: 'statefulsets', noun: 'stateful set' },
  'apps/v1/DaemonSet': { plural: 'daemonsets', noun: 'daemon set' },
} as const;
export type WorkloadKind = keyof typeof workloadKinds;

/** One workload's replicas, as its controller last said. */
export interface Workload {
  name: string;
  kind: WorkloadKind;
  wanted: number;
  available: number;
  /** False while its controller has not looked at the latest specification: then its counts are of an older one. */
  observed: boolean;
}

export function workloadsPath(kind: WorkloadKind, namespace: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/${workloadKinds[kind].plural}`;
}

/**
 * Replicas of a Deployment, StatefulSet or DaemonSet (Kubernetes API reference, apps/v1). A count that is left out is 0;
 * `spec.replicas` that is left out is 1; a status that was never written observed nothing.
 */
export function workloadOf(kind: WorkloadKind, object: KubernetesObject): Workload {
  const daemon = kind === 'apps/v1/DaemonSet';
  const metadata: unknown = object.metadata;
  const generation = numberAt(metadata, 'generation');
  const seen = numberAt(object.status, 'observedGeneration');
  return {
    name: object.metadata.name,
    kind,
    wanted: daemon
      ? (numberAt(object.status, 'desiredNumberScheduled') ?? 0)
      : (numberAt(object.spec, 'replicas') ?? 1),
    available: numberAt(object.status, daemon ? 'numberAvailable' : 'availableReplicas') ?? 0,
    observed: generation !== undefined && seen !== undefined && seen >= generation,
  };
}

/** True when everything that was asked for is available, and the counts are of what was asked for. */
export function isAvailable(workload: Workload): boolean {
  return workload.observed && workload.available >= workload.wanted;
}

/** `api 1 of 3`, or that its controller has yet to look. */
export function progressOf(workload: Workload): string {
  const { name, available, wanted, observed } = workload;
  return observed ? `${name} ${available} of ${wanted}` : `${name} (not yet looked at by its controller)`;
}

function numberAt(object: unknown, field: string): number | undefined {
  const value = isObject(object) ? object[field] : undefined;
  return typeof value === 'number' ? value : undefined;
}
