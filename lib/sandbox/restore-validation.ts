import { textOf } from './read.ts';
import { type ClusterWorld, type KubeObject, keyOf } from './world.ts';

/** What Velero finds wrong with a new restore, in its own words, or the backup that it is from. */
export function validateRestore(
  cluster: ClusterWorld,
  restore: KubeObject,
): { errors: string[]; backup?: KubeObject } {
  const spec = restore.spec ?? {};
  const text = (name: string) => textOf(spec[name]);
  const errors: string[] = [];
  if ((text('backupName') === '') === (text('scheduleName') === ''))
    return {
      errors: ['Either a backup or schedule must be specified as a source for the restore, but not both'],
    };
  const policy = text('existingResourcePolicy');
  if (policy !== '' && policy !== 'none' && policy !== 'update')
    errors.push(`Invalid ExistingResourcePolicy: ${policy}`);
  const name = text('backupName') || newestOf(cluster, text('scheduleName'));
  if (!name) return { errors: [...errors, 'No completed backups found for schedule'] };
  const backup = cluster.objects[keyOf('velero.io/backups', 'velero', name)]?.object;
  if (!backup)
    return {
      errors: [
        ...errors,
        `Error retrieving backup: can't find backup velero/${name}: backups.velero.io "${name}" not found`,
      ],
    };
  const place = textOf(backup.spec?.['storageLocation']);
  const location = cluster.objects[keyOf('velero.io/backupstoragelocations', 'velero', place)]?.object;
  if (!location)
    errors.push(`Error retrieving backup: backupstoragelocations.velero.io "${place}" not found`);
  else if (location.status?.['phase'] !== 'Available')
    errors.push(`The BSL ${place} is unavailable, cannot retrieve the backup`);
  return errors.length > 0 ? { errors } : { errors, backup };
}

function newestOf(cluster: ClusterWorld, schedule: string): string | undefined {
  return Object.values(cluster.objects)
    .map(({ object }) => object)
    .filter(
      ({ kind, metadata, status }) =>
        kind === 'Backup' &&
        metadata.labels?.['velero.io/schedule-name'] === schedule &&
        status?.['phase'] === 'Completed',
    )
    .toSorted((a, b) => (startOf(a) < startOf(b) ? 1 : -1))[0]?.metadata.name;
}

function startOf(backup: KubeObject): string {
  return textOf(backup.status?.['startTimestamp']);
}
