import { canonical } from '../model/json.ts';
import { lasts } from './chance.ts';
import { createFromItem, updateObject } from './objects.ts';
import { textOf } from './read.ts';
import { namespaceOf } from './restore-selection.ts';
import { namespaceObject } from './workloads.ts';
import { type BackupItem, type ClusterWorld, type KubeObject, keyOf, type RestoreProgress } from './world.ts';

interface Turn {
  cluster: ClusterWorld;
  progress: RestoreProgress;
}

/** Restores the next object, or waits for its namespace to be gone before it can be made anew. */
export function restoreItem(
  cluster: ClusterWorld,
  restore: KubeObject,
  progress: RestoreProgress,
  now: number,
): Turn {
  const item = progress.items[progress.done];
  if (!item) return { cluster, progress };
  const namespace = namespaceOf(item);
  if (progress.givenUp.includes(namespace)) return next(cluster, progress, { error: skipped(namespace) });
  const there = cluster.objects[keyOf('core/namespaces', '', namespace)]?.object;
  if (there?.metadata.deletionTimestamp) return waitFor(cluster, progress, namespace, now);
  const ready = there ? cluster : createFromItem(cluster, namespaceItem(progress, namespace), {}, now);
  const { waitingSince: _, ...going } = progress;
  if (item.kind === 'Namespace') return next(ready, going, there ? {} : { restored: true });
  return restoreInto(ready, restore, going, item, now);
}

function restoreInto(
  cluster: ClusterWorld,
  restore: KubeObject,
  progress: RestoreProgress,
  item: BackupItem,
  now: number,
): Turn {
  const named = `${item.namespace}/${item.name}`;
  const refusal = cluster.unrestorable[`${item.apiVersion}/${item.kind} ${named}`];
  if (refusal)
    return next(cluster, progress, { error: `error restoring ${item.resource}/${named}: ${refusal}` });
  if (!item.object) return next(cluster, progress, { restored: true });
  const labels = {
    'velero.io/backup-name': labelValue(textOf(restore.spec?.['backupName'])),
    'velero.io/restore-name': labelValue(restore.metadata.name),
  };
  const key = keyOf(item.resource, item.namespace, item.name);
  const existing = cluster.objects[key]?.object;
  if (!existing)
    return next(createFromItem(cluster, item, labels, now), progress, {
      restored: true,
      volume: item.kind === 'PersistentVolumeClaim',
    });
  if (restore.spec?.['existingResourcePolicy'] === 'update') {
    const metadata = { ...existing.metadata, labels: { ...existing.metadata.labels, ...labels } };
    const { spec, data } = item.object;
    const changed = { ...existing, metadata, ...(spec && { spec }), ...(data && { data }) };
    return next(updateObject(cluster, key, item.resource, changed, now), progress, { restored: true });
  }
  const same =
    canonical({ spec: existing.spec, data: existing.data }) ===
    canonical({ spec: item.object.spec, data: item.object.data });
  return next(cluster, progress, same ? { restored: true } : { restored: true, warning: differs(item) });
}

function waitFor(cluster: ClusterWorld, progress: RestoreProgress, namespace: string, now: number): Turn {
  const waitingSince = progress.waitingSince ?? now;
  if (now - waitingSince < lasts('terminatingWait', ''))
    return { cluster, progress: { ...progress, waitingSince } };
  const { waitingSince: _, ...going } = progress;
  const givenUp = [...progress.givenUp, namespace];
  return next(cluster, { ...going, givenUp }, { error: skipped(namespace) });
}

function next(
  cluster: ClusterWorld,
  progress: RestoreProgress,
  result: { restored?: boolean; warning?: string; error?: string; volume?: boolean },
): Turn {
  return {
    cluster,
    progress: {
      ...progress,
      done: progress.done + 1,
      restored: progress.restored + (result.restored ? 1 : 0),
      volumes: progress.volumes + (result.volume ? 1 : 0),
      warnings: result.warning ? [...progress.warnings, result.warning] : progress.warnings,
      errors: result.error ? [...progress.errors, result.error] : progress.errors,
    },
  };
}

/** The namespace as the backup has it, or a blank one. */
function namespaceItem(progress: RestoreProgress, namespace: string): BackupItem {
  const blank: BackupItem = {
    apiVersion: 'v1',
    kind: 'Namespace',
    resource: 'core/namespaces',
    namespace: '',
    name: namespace,
    object: namespaceObject(namespace),
  };
  return progress.items.find((item) => item.kind === 'Namespace' && item.name === namespace) ?? blank;
}

function skipped(namespace: string): string {
  return `timed out waiting for terminating namespace ${namespace} to disappear before restoring`;
}

function differs(item: BackupItem): string {
  return `could not restore, ${item.kind}:${item.name} already exists. Warning: the in-cluster version is different than the backed-up version`;
}

/** Label values hold at most 63 characters; Velero cuts longer names and ends them in a hash. Our names are shorter. */
function labelValue(name: string): string {
  return name.slice(0, 63);
}
