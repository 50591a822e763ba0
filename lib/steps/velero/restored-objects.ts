import { parseIso } from '../../model/clock.ts';
import { codeOf, type ReboundError } from '../../model/errors.ts';
import { isObject } from '../../model/json.ts';
import type { Kubernetes, KubernetesObject } from '../../wire/kubernetes.ts';

/** Velero puts it on every object that a restore creates, with the restore's name (restore.go, addRestoreLabels); ours fit a label's 63 characters. */
export const restoreLabel = 'velero.io/restore-name';

/** A kind of object that lives in a namespace. */
export interface Kind {
  noun: string;
  /** `/api/v1` or `/apis/<group>/<version>` */
  api: string;
  plural: string;
}

/** What Kubernetes itself has in a namespace, those that make others first: then nothing makes anew what was deleted. */
const known = [
  'apps/v1/Deployment',
  'apps/v1/StatefulSet',
  'apps/v1/DaemonSet',
  'batch/v1/CronJob',
  'batch/v1/Job',
  'apps/v1/ReplicaSet',
  'v1/ReplicationController',
  'autoscaling/v2/HorizontalPodAutoscaler',
  'v1/Pod',
  'networking.k8s.io/v1/Ingress',
  'v1/Service',
  'v1/ConfigMap',
  'v1/Secret',
  'v1/ServiceAccount',
  'rbac.authorization.k8s.io/v1/RoleBinding',
  'rbac.authorization.k8s.io/v1/Role',
  'networking.k8s.io/v1/NetworkPolicy',
  'policy/v1/PodDisruptionBudget',
  'v1/ResourceQuota',
  'v1/LimitRange',
  'v1/PersistentVolumeClaim',
];

/** The kinds to look for: those that Kubernetes has, and those that a backup holds besides. Cluster-wide ones are left out: they lie outside the namespace. */
export function kindsOf(inventoryKinds: readonly string[]): Kind[] {
  const names = [
    ...known,
    ...inventoryKinds.filter((name) => !known.includes(name) && !versionless(name)).sort(),
  ];
  return names.flatMap((name) => kindOf(name) ?? []);
}

/** The same kind in another version of its group: the API shows its objects in every version. */
function versionless(name: string): boolean {
  const strip = (full: string) => full.replace(/(^|\/)v\d+[a-z0-9]*\//, '$1');
  return known.some((other) => strip(other) === strip(name));
}

/** `apps/v1/Deployment` → where its objects are listed. The plural is the one that the API conventions ask for. */
function kindOf(name: string): Kind | undefined {
  const parts = name.split('/');
  const noun = parts.pop();
  if (!noun || parts.length < 1 || parts.length > 2 || noun === 'Namespace' || noun === 'PersistentVolume')
    return undefined;
  const lower = noun.toLowerCase();
  const plural = /(s|x|z|ch|sh)$/.test(lower)
    ? `${lower}es`
    : /[^aeiou]y$/.test(lower)
      ? `${lower.slice(0, -1)}ies`
      : `${lower}s`;
  return { noun, api: parts.length === 1 ? `/api/${parts[0]}` : `/apis/${parts.join('/')}`, plural };
}

export function collectionPath(kind: Kind, namespace: string): string {
  return `${kind.api}/namespaces/${namespace}/${kind.plural}`;
}

/** The objects of a kind in a namespace; undefined when this API has no such kind (a 404 that is not about an object). */
export async function listKind(
  kubernetes: Kubernetes,
  kind: Kind,
  namespace: string,
  query: Record<string, string> = {},
): Promise<KubernetesObject[] | undefined> {
  try {
    return await kubernetes.list(collectionPath(kind, namespace), query);
  } catch (error) {
    const code = codeOf(error);
    const absent =
      code === 'NotFound' || (code === 'Malformed' && (error as ReboundError).facts['status'] === 404);
    if (absent) return undefined;
    throw error;
  }
}

/** True for what the restore made: it carries the restore's label, and was not there before it. */
export function isMadeBy(restore: { name: string; since: number }, object: KubernetesObject): boolean {
  const { labels, creationTimestamp } = object.metadata;
  return labels?.[restoreLabel] === restore.name && parseIso(creationTimestamp ?? '') >= restore.since;
}

/** What Kubernetes puts into every namespace, and what belongs to another object and goes with it. */
export function isOfItself(kind: Kind, object: KubernetesObject): boolean {
  const { name } = object.metadata;
  if (kind.noun === 'ServiceAccount' && name === 'default') return true;
  if (kind.noun === 'ConfigMap' && name === 'kube-root-ca.crt') return true;
  const metadata: unknown = object.metadata;
  const owners = isObject(metadata) ? metadata['ownerReferences'] : undefined;
  return Array.isArray(owners) && owners.length > 0;
}
