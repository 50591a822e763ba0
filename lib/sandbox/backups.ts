import type { GivenBackup } from '../model/scenario.ts';
import type { JsonObject } from '../model/json.ts';
import { lasts } from './chance.ts';
import { createObject } from './objects.ts';
import { healthyNamespaces, itemsOf } from './workloads.ts';
import { type BackupItem, type ClusterWorld, kubeTime } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** One backup to be: when it was started, and what became of it. */
interface BackupPlan {
  namespace: string;
  startedAt: number;
  phase: GivenBackup['phase'];
}

/** A week of nightly backups of each namespace of which nothing is given: 02:15 UTC, the next namespace 20 minutes later. */
export function nightlyBackups(
  cluster: ClusterWorld,
  given: readonly GivenBackup[],
  now: number,
): ClusterWorld {
  const nights = Math.floor(lasts('backupKept', '') / day);
  const plans = Object.keys(healthyNamespaces)
    .filter((namespace) => !given.some((backup) => backup.namespace === namespace))
    .flatMap((namespace, place) =>
      Array.from({ length: nights + 1 }, (_, night): BackupPlan => {
        const midnight = Math.floor(now / day) * day - night * day;
        return { namespace, startedAt: midnight + (135 + 20 * place) * minute, phase: 'Completed' };
      }),
    )
    .filter(
      ({ startedAt }) =>
        startedAt + lasts('backupTaken', '') < now && startedAt > now - lasts('backupKept', ''),
    );
  return plans.reduce(withBackup, cluster);
}

/** The backups that a scenario gives, oldest first. Their age is that of their data: it counts from their start. */
export function givenBackups(
  cluster: ClusterWorld,
  given: readonly GivenBackup[],
  now: number,
): ClusterWorld {
  return given
    .map(({ namespace, age, phase }): BackupPlan => ({ namespace, phase, startedAt: now - age * 1000 }))
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .reduce(withBackup, cluster);
}

function withBackup(cluster: ClusterWorld, plan: BackupPlan): ClusterWorld {
  const { namespace, startedAt, phase } = plan;
  const schedule = `nightly-${namespace}`;
  const name = `${schedule}-${kubeTime(startedAt).replaceAll(/\D/g, '')}`;
  const whole = itemsOf(namespace, healthyNamespaces[namespace] ?? { deployments: {}, volumes: [] }, cluster);
  const contents = contentsOf(whole, phase);
  const made = createObject(
    cluster,
    'velero.io/backups',
    {
      apiVersion: 'velero.io/v1',
      kind: 'Backup',
      metadata: {
        name,
        namespace: 'velero',
        labels: { 'velero.io/schedule-name': schedule, 'velero.io/storage-location': 'default' },
      },
      spec: {
        includedNamespaces: [namespace],
        storageLocation: 'default',
        ttl: `${lasts('backupKept', '') / 3_600_000}h0m0s`,
        csiSnapshotTimeout: '10m0s',
        itemOperationTimeout: '4h0m0s',
        snapshotMoveData: true,
        hooks: {},
        metadata: {},
      },
      status: statusOf(plan, name, whole.length),
    },
    startedAt,
  );
  return contents ? { ...made, contents: { ...made.contents, [name]: contents } } : made;
}

/** What got into the storage: of a partly failed backup not its last deployment, of an unfinished or failed one nothing. */
function contentsOf(whole: BackupItem[], phase: GivenBackup['phase']): BackupItem[] | undefined {
  if (phase === 'Completed' || phase === 'Expired') return whole;
  return phase === 'PartiallyFailed' ? whole.slice(0, -1) : undefined;
}

function statusOf({ startedAt, phase }: BackupPlan, name: string, items: number): JsonObject {
  const kept = phase === 'Expired' ? lasts('backupTaken', name) : lasts('backupKept', '');
  const completionTimestamp = kubeTime(startedAt + lasts('backupTaken', name));
  const all = { totalItems: items, itemsBackedUp: items };
  const endings: Record<GivenBackup['phase'], JsonObject> = {
    Completed: { completionTimestamp, progress: all },
    Expired: { phase: 'Completed', completionTimestamp, progress: all },
    Deleting: { completionTimestamp, progress: all },
    PartiallyFailed: { completionTimestamp, errors: 1, progress: all },
    Failed: {
      completionTimestamp,
      failureReason: 'rpc error: code = Unavailable desc = error uploading backup: RequestTimeout',
    },
    InProgress: { progress: { totalItems: items, itemsBackedUp: Math.floor(items / 3) } },
  };
  return {
    version: 1,
    formatVersion: '1.1.0',
    startTimestamp: kubeTime(startedAt),
    expiration: kubeTime(startedAt + kept),
    phase,
    ...endings[phase],
  };
}
