import type { JsonObject } from '../model/json.ts';
import { lasts } from './chance.ts';
import { textOf, textsOf } from './read.ts';
import { restoreItem } from './restore-item.ts';
import { selectItems } from './restore-selection.ts';
import { validateRestore } from './restore-validation.ts';
import {
  type ClusterWorld,
  type KubeObject,
  kubeTime,
  putObject,
  type RestoreProgress,
  type StoredObject,
} from './world.ts';

/** Velero's next turn on a restore that is due: picks it up, restores one object, or moves it to its next phase. */
export function restoreTurn(cluster: ClusterWorld, key: string, now: number): ClusterWorld {
  const stored = cluster.objects[key];
  if (!stored) return cluster;
  switch (textOf(stored.object.status?.['phase']) || 'New') {
    case 'New':
      return pickUp(cluster, key, stored, now);
    case 'InProgress':
      return work(cluster, key, stored, now);
    case 'WaitingForPluginOperations':
      return finalize(cluster, key, stored, 'Finalizing', now);
    case 'WaitingForPluginOperationsPartiallyFailed':
      return finalize(cluster, key, stored, 'FinalizingPartiallyFailed', now);
    case 'Finalizing':
      return end(cluster, key, stored, { phase: 'Completed' }, now);
    case 'FinalizingPartiallyFailed':
      return end(cluster, key, stored, { phase: 'PartiallyFailed' }, now);
    default:
      return put(cluster, key, stored, {});
  }
}

function pickUp(cluster: ClusterWorld, key: string, stored: StoredObject, now: number): ClusterWorld {
  const { errors, backup } = validateRestore(cluster, stored.object);
  if (errors.length > 0 || !backup)
    return put(cluster, key, stored, { phase: 'FailedValidation', validationErrors: errors });
  const { name, labels } = backup.metadata;
  const schedule = labels?.['velero.io/schedule-name'];
  const spec: JsonObject = {
    ...stored.object.spec,
    backupName: name,
    ...(schedule && { scheduleName: schedule }),
    // What Velero never restores, added to what is left out.
    excludedResources: [...textsOf(stored.object.spec?.['excludedResources']), ...nonRestorable],
    itemOperationTimeout: '4h0m0s',
  };
  const finalizers = ['restores.velero.io/external-resources-finalizer'];
  const object = { ...stored.object, metadata: { ...stored.object.metadata, finalizers }, spec };
  const started = { phase: 'InProgress', startTimestamp: kubeTime(now) };
  const contents = cluster.contents[name];
  if (!contents)
    return end(
      cluster,
      key,
      { ...stored, object },
      {
        ...started,
        phase: 'Failed',
        failureReason: `error downloading backup: error getting object backups/${name}/${name}.tar.gz: NoSuchKey: The specified key does not exist.`,
      },
      now,
    );
  const restore: RestoreProgress = {
    items: selectItems(contents, spec),
    done: 0,
    restored: 0,
    warnings: [],
    errors: [],
    givenUp: [],
    volumes: 0,
  };
  const due = now + lasts('restoreItem', `${cluster.seed} ${stored.object.metadata.uid} 0`);
  return put(cluster, key, { object, due, restore }, { ...started, ...progressOf(restore) });
}

/** Kinds that Velero adds to `excludedResources` of every restore. Source: its restore controller. */
const nonRestorable = [
  'nodes',
  'events',
  'events.events.k8s.io',
  'backups.velero.io',
  'restores.velero.io',
  'resticrepositories.velero.io',
  'csinodes.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'backuprepositories.velero.io',
];

function work(cluster: ClusterWorld, key: string, stored: StoredObject, now: number): ClusterWorld {
  const progress = stored.restore;
  if (!progress) return put(cluster, key, stored, {});
  if (progress.done >= progress.items.length) return afterItems(cluster, key, stored, progress, now);
  const turn = restoreItem(cluster, stored.object, progress, now);
  const pause = turn.progress.waitingSince === undefined ? 'restoreItem' : 'terminatingLook';
  const due = now + lasts(pause, `${cluster.seed} ${stored.object.metadata.uid} ${turn.progress.done}`);
  // The object itself was not touched by its item: its key is not among a restore's items.
  return put(turn.cluster, key, { ...stored, restore: turn.progress, due }, progressOf(turn.progress));
}

function afterItems(
  cluster: ClusterWorld,
  key: string,
  stored: StoredObject,
  progress: RestoreProgress,
  now: number,
): ClusterWorld {
  const failed = progress.errors.length > 0;
  const counted = {
    ...(progress.warnings.length > 0 && { warnings: progress.warnings.length }),
    ...(failed && { errors: progress.errors.length }),
  };
  const volumes = progress.volumes;
  if (volumes === 0)
    return finalize(cluster, key, stored, failed ? 'FinalizingPartiallyFailed' : 'Finalizing', now, counted);
  const ready = lasts('volumeRestore', `${cluster.seed} ${stored.object.metadata.uid}`);
  const look = lasts('operationsLook', '');
  return put(
    cluster,
    key,
    { ...stored, due: now + Math.ceil(ready / look) * look },
    {
      ...counted,
      phase: failed ? 'WaitingForPluginOperationsPartiallyFailed' : 'WaitingForPluginOperations',
      restoreItemOperationsAttempted: volumes,
    },
  );
}

function finalize(
  cluster: ClusterWorld,
  key: string,
  stored: StoredObject,
  phase: string,
  now: number,
  counted: JsonObject = {},
): ClusterWorld {
  const operations = stored.restore?.volumes ?? 0;
  const due = now + lasts('restoreFinalizing', `${cluster.seed} ${stored.object.metadata.uid}`);
  return put(
    cluster,
    key,
    { ...stored, due },
    {
      ...counted,
      phase,
      ...(operations > 0 && { restoreItemOperationsCompleted: operations }),
    },
  );
}

function end(
  cluster: ClusterWorld,
  key: string,
  stored: StoredObject,
  status: JsonObject,
  now: number,
): ClusterWorld {
  return put(cluster, key, stored, { ...status, completionTimestamp: kubeTime(now) });
}

/** Stores the restore with its status changed; without a next turn unless `due` was moved on. */
function put(cluster: ClusterWorld, key: string, stored: StoredObject, status: JsonObject): ClusterWorld {
  const { due, ...rest } = stored;
  const goesOn = due !== undefined && due !== cluster.objects[key]?.due;
  const object: KubeObject = { ...stored.object, status: { ...stored.object.status, ...status } };
  return putObject(cluster, key, { ...rest, object, ...(goesOn && { due }) });
}

function progressOf(progress: RestoreProgress): JsonObject {
  return {
    progress: {
      totalItems: progress.items.length,
      ...(progress.restored > 0 && { itemsRestored: progress.restored }),
    },
  };
}
