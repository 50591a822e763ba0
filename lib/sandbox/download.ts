import { iso } from '../model/clock.ts';
import type { Json } from '../model/json.ts';
import { fraction, lasts } from './chance.ts';
import { fieldOf, textOf } from './read.ts';
import { type ClusterWorld, keyOf, kubeTime, putObject, removeObjects } from './world.ts';

/** Velero's next turn on a DownloadRequest that is due: answers it with a signed link, or deletes it when it has expired. */
export function downloadTurn(cluster: ClusterWorld, key: string, now: number): ClusterWorld {
  const stored = cluster.objects[key];
  if (!stored) return cluster;
  if (stored.object.status) return removeObjects(cluster, [key]);
  const due = now + lasts('downloadUrl', '');
  const link = linkOf(cluster, stored.object.spec?.['target'], now);
  const status = { ...(link && { phase: 'Processed', downloadURL: link }), expiration: kubeTime(due) };
  return putObject(cluster, key, { object: { ...stored.object, status }, due });
}

/** The link to a file of a backup; undefined when the backup or its storage location does not exist: such a request is never processed. */
function linkOf(cluster: ClusterWorld, target: Json | undefined, now: number): string | undefined {
  const name = textOf(fieldOf(target, 'name'));
  const kind = textOf(fieldOf(target, 'kind'));
  const backup = cluster.objects[keyOf('velero.io/backups', 'velero', name)]?.object;
  const location = textOf(backup?.spec?.['storageLocation']);
  const place = cluster.objects[keyOf('velero.io/backupstoragelocations', 'velero', location)]?.object;
  const bucket = textOf(fieldOf(place?.spec, 'objectStorage', 'bucket'));
  if (!backup || bucket === '') return undefined;
  const date = `${iso(now).slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const query = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F${date.slice(0, 8)}%2F${cluster.region}%2Fs3%2Faws4_request`,
    `X-Amz-Date=${date}`,
    `X-Amz-Expires=${lasts('downloadUrl', '') / 1000}`,
    'X-Amz-SignedHeaders=host',
    `X-Amz-Signature=${signature(`${name} ${date}`)}`,
  ];
  const file = fileNames[kind] ?? `-${kind}.gz`;
  return `https://${bucket}.s3.${cluster.region}.amazonaws.com/backups/${name}/${name}${file}?${query.join('&')}`;
}

/** How the files of a backup end. Source: Velero, pkg/persistence/object_store_layout.go. */
const fileNames: Record<string, string> = {
  BackupLog: '-logs.gz',
  BackupContents: '.tar.gz',
  BackupResourceList: '-resource-list.json.gz',
  BackupResults: '-results.gz',
  BackupVolumeInfos: '-volumeinfo.json.gz',
  BackupItemOperations: '-itemoperations.json.gz',
};

/** Looks like a signature; whether it is one, the simulated storage does not ask. */
function signature(key: string): string {
  return Array.from({ length: 8 }, (_, n) =>
    Math.floor(fraction(`link ${key} ${n}`) * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}
