import { deploymentNow } from '../sandbox/deployment.ts';
import { type ClusterWorld, keyOf, type StoredObject, type World } from '../sandbox/world.ts';

/** What is so in the simulated world, whatever anybody says about it. */
export interface Truth {
  cluster: 'GONE' | 'HEALTHY' | 'other';
  namespace: 'GONE' | 'HEALTHY' | 'other';
}

/** How a cluster and a namespace on it are at an instant (milliseconds since the epoch). */
export function truthOf(world: World, name: string, namespace: string | undefined, now: number): Truth {
  const cluster = world.clusters[name];
  if (!cluster || cluster.state === 'gone') return { cluster: 'GONE', namespace: 'other' };
  return {
    cluster: cluster.api === 'healthy' ? 'HEALTHY' : 'other',
    namespace: namespace === undefined ? 'other' : namespaceTruth(cluster, namespace, now),
  };
}

function namespaceTruth(cluster: ClusterWorld, name: string, now: number): Truth['namespace'] {
  const namespace = cluster.objects[keyOf('core/namespaces', '', name)]?.object;
  if (!namespace) return 'GONE';
  const deployments = deploymentsOf(cluster, name);
  const whole = deployments.every((deployment) => isUp(cluster, name, deployment, now));
  const stays = namespace.metadata.deletionTimestamp === undefined;
  return stays && whole && deployments.length > 0 ? 'HEALTHY' : 'other';
}

function deploymentsOf(cluster: ClusterWorld, namespace: string): string[] {
  const prefix = keyOf('apps/deployments', namespace, '');
  return Object.keys(cluster.objects)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

/** Whether a deployment is there, stays, and has all its replicas. */
export function isUp(cluster: ClusterWorld, namespace: string, name: string, now: number): boolean {
  const stored = cluster.objects[keyOf('apps/deployments', namespace, name)];
  if (!stored || stored.object.metadata.deletionTimestamp !== undefined) return false;
  const { spec, status } = deploymentNow(stored, cluster.seed, now);
  const wanted = spec?.['replicas'] ?? 1;
  const available = status?.['availableReplicas'] ?? 0;
  return typeof wanted === 'number' && typeof available === 'number' && available >= wanted;
}

/** The deployments of a backup that are not up; undefined when the world knows no such backup. */
export function downOf(
  cluster: ClusterWorld,
  backup: string,
  namespace: string,
  now: number,
): string[] | undefined {
  const contents = cluster.contents[backup];
  return contents
    ?.filter((item) => item.resource === 'apps/deployments' && item.namespace === namespace)
    .map(({ name }) => name)
    .filter((name) => !isUp(cluster, namespace, name, now));
}

/**
 * What differs outside of these namespaces between two worlds, apart from what changes by itself: by cluster and object.
 * Velero's own records (restores, download requests) stand beside the target and are made for it.
 */
export function changedOutside(before: World, after: World, inside: readonly string[]): string[] {
  const changed: string[] = [];
  for (const [name, cluster] of Object.entries(after.clusters)) {
    const old = before.clusters[name]?.objects ?? {};
    for (const key of new Set([...Object.keys(old), ...Object.keys(cluster.objects)])) {
      const [group, plural, namespace, object] = key.split('/');
      if (
        `${group}/${plural}` === 'velero.io/restores' ||
        `${group}/${plural}` === 'velero.io/downloadrequests'
      )
        continue;
      const part = `${group}/${plural}` === 'core/namespaces' ? object : namespace;
      if (inside.includes(`${name}/*`) || inside.includes(`${name}/${part}`)) continue;
      // Nothing of a world is changed in place: the same object is unchanged.
      if (old[key] !== cluster.objects[key] && tellingPart(old[key]) !== tellingPart(cluster.objects[key]))
        changed.push(`${name}: ${key}`);
    }
  }
  return changed;
}

/** What somebody would have to change: not what the passing of time does to it. */
function tellingPart(stored: StoredObject | undefined): string {
  const { metadata, spec, data } = stored?.object ?? {};
  return JSON.stringify([metadata?.uid, metadata?.labels, spec, data]);
}
