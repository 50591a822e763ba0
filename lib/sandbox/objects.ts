import type { JsonObject } from '../model/json.ts';
import { lasts, uidOf } from './chance.ts';
import { startWaiting, withStarts } from './deployment.ts';
import {
  type BackupItem,
  type ClusterWorld,
  type KubeMetadata,
  type KubeObject,
  keyOf,
  kubeTime,
  putObject,
  removeObjects,
  type StoredObject,
} from './world.ts';

/** An object that is about to be stored: what the API server adds is not there yet. */
export interface NewObject {
  apiVersion: string;
  kind: string;
  metadata: Pick<KubeMetadata, 'name' | 'namespace' | 'labels' | 'annotations' | 'finalizers'>;
  spec?: JsonObject;
  status?: JsonObject;
  data?: JsonObject;
}

/** Stores a new object, with everything that follows from it: pods start, a restore will be picked up. The key must be free. */
export function createObject(
  cluster: ClusterWorld,
  resource: string,
  given: NewObject,
  now: number,
): ClusterWorld {
  const { name, namespace = '' } = given.metadata;
  const key = keyOf(resource, namespace, name);
  const uid = uidOf(`${cluster.seed} ${cluster.arn} ${key} ${cluster.revision}`);
  const object: KubeObject = {
    ...given,
    metadata: {
      ...given.metadata,
      uid,
      resourceVersion: '',
      creationTimestamp: kubeTime(now),
      ...(given.spec && { generation: 1 }),
    },
  };
  const made = putObject(cluster, key, consequences(cluster, resource, { object }, now));
  return resource === 'core/configmaps' ? startWaiting(made, namespace, now) : made;
}

function consequences(
  cluster: ClusterWorld,
  resource: string,
  stored: StoredObject,
  now: number,
): StoredObject {
  const { uid } = stored.object.metadata;
  const key = `${cluster.seed} ${uid}`;
  switch (resource) {
    case 'apps/deployments':
      return withStarts(cluster, stored, now);
    case 'velero.io/restores':
      return { ...stored, due: now + lasts('restorePickup', key) };
    case 'velero.io/downloadrequests':
      return { ...stored, due: now + lasts('downloadPickup', key) };
    default:
      return stored;
  }
}

/** Replaces an object by a changed one; its generation counts changes of `spec`. */
export function updateObject(
  cluster: ClusterWorld,
  key: string,
  resource: string,
  changed: KubeObject,
  now: number,
): ClusterWorld {
  const stored = cluster.objects[key];
  if (!stored) return cluster;
  const respecified = JSON.stringify(stored.object.spec) !== JSON.stringify(changed.spec);
  const metadata = {
    ...changed.metadata,
    ...(respecified && { generation: (stored.object.metadata.generation ?? 1) + 1 }),
  };
  const next = { ...stored, object: { ...changed, metadata } };
  return putObject(cluster, key, resource === 'apps/deployments' ? withStarts(cluster, next, now) : next);
}

/** Accepts a deletion. A namespace, and a deployment deleted in the foreground, are there a while longer. */
export function deleteObject(
  cluster: ClusterWorld,
  key: string,
  resource: string,
  foreground: boolean,
  now: number,
): ClusterWorld {
  const stored = cluster.objects[key];
  if (!stored || stored.object.metadata.deletionTimestamp) return cluster;
  const slow = `${cluster.seed} ${stored.object.metadata.uid}`;
  const { object } = stored;
  if (resource === 'core/namespaces')
    return putObject(cluster, key, {
      object: {
        ...object,
        metadata: { ...object.metadata, deletionTimestamp: kubeTime(now) },
        status: { phase: 'Terminating' },
      },
      due: now + lasts('namespaceEmptied', slow),
    });
  if (resource === 'apps/deployments' && foreground)
    return putObject(cluster, key, {
      ...stored,
      object: {
        ...object,
        metadata: {
          ...object.metadata,
          deletionTimestamp: kubeTime(now),
          deletionGracePeriodSeconds: 0,
          finalizers: [...(object.metadata.finalizers ?? []), 'foregroundDeletion'],
        },
      },
      due: now + lasts('foregroundDeletion', slow),
    });
  return removeObjects(cluster, [key]);
}

/** A deletion goes on: of a namespace first everything in it goes, then it; anything else is gone at once. */
export function deletionTurn(cluster: ClusterWorld, key: string, now: number): ClusterWorld {
  const { kind, metadata } = cluster.objects[key]?.object ?? {};
  const inside = Object.entries(cluster.objects)
    .filter(([, { object }]) => kind === 'Namespace' && object.metadata.namespace === metadata?.name)
    .map(([within]) => within);
  const emptied = removeObjects(cluster, inside);
  const stored = emptied.objects[key];
  if (inside.length === 0 || !stored) return removeObjects(cluster, [key]);
  const due = now + lasts('namespaceTermination', `${cluster.seed} ${stored.object.metadata.uid}`);
  return putObject(emptied, key, { ...stored, due });
}

/** Puts an item of a backup in as a new object, with the labels given on top of its own. */
export function createFromItem(
  cluster: ClusterWorld,
  item: BackupItem,
  labels: Record<string, string>,
  now: number,
): ClusterWorld {
  const { labels: own, annotations, ...rest } = item.object ?? {};
  const metadata = {
    name: item.name,
    ...(item.namespace && { namespace: item.namespace }),
    ...((own || Object.keys(labels).length > 0) && { labels: { ...own, ...labels } }),
    ...(annotations && { annotations }),
  };
  const object = { apiVersion: item.apiVersion, kind: item.kind, metadata, ...rest };
  return createObject(cluster, item.resource, object, now);
}
