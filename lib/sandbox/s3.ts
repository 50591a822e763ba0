import { gzipSync } from 'node:zlib';
import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { bodyText, escapeXml, text, xml } from './answer.ts';
import { type BackupItem, type ClusterWorld, keyOf, type World } from './world.ts';

/** S3: files of the evidence bucket, and what Velero keeps in its own. */
export function answerS3(
  world: World,
  request: WireRequest,
  now: number,
): { world: World; answer: WireAnswer } {
  const url = new URL(request.url);
  const path = decodeURIComponent(url.pathname).slice(1);
  const [, bucketHost] = /^(.+)\.s3\.[a-z0-9-]+\.amazonaws\.com/.exec(url.hostname) ?? [];
  const [bucket, key] = bucketHost ? [bucketHost, path] : split(path);
  if (bucketHost && expired(url, now))
    return { world, answer: failure(403, 'AccessDenied', 'Request has expired') };
  const cluster = Object.values(world.clusters).find((one) => bucket === bucketOf(one));
  if (cluster) return { world, answer: veleroFile(cluster, key) };
  const file = `${bucket}/${key}`;
  if (request.method === 'PUT') {
    const files = { ...world.files, [file]: bodyText(request) };
    return { world: { ...world, files }, answer: text(200, '') };
  }
  const found = world.files[file];
  if (request.method !== 'GET')
    return {
      world,
      answer: failure(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.'),
    };
  return {
    world,
    answer: found === undefined ? noSuchKey() : text(200, found, 'application/json'),
  };
}

/** The bucket that a cluster's Velero keeps its backups in. */
export function bucketOf(cluster: Pick<ClusterWorld, 'name' | 'account'>): string {
  return `velero-${cluster.name}-${cluster.account}`;
}

function veleroFile(cluster: ClusterWorld, key: string): WireAnswer {
  const location = cluster.objects[keyOf('velero.io/backupstoragelocations', 'velero', 'default')]?.object;
  if (location?.status?.['phase'] !== 'Available')
    return failure(404, 'NoSuchBucket', 'The specified bucket does not exist');
  const name = /^backups\/([^/]+)\/\1-resource-list\.json\.gz$/.exec(key)?.[1];
  const contents = name === undefined ? undefined : cluster.contents[name];
  if (!contents) return noSuchKey();
  const body = gzipSync(JSON.stringify(resourceList(contents)));
  return { status: 200, headers: { 'content-type': 'application/x-gzip' }, body };
}

/** Velero's list of what is in a backup: by `<apiVersion>/<kind>`, sorted. Source: its pkg/backup/backed_up_items_map.go. */
export function resourceList(contents: readonly BackupItem[]): Record<string, string[]> {
  const list: Record<string, string[]> = {};
  for (const { apiVersion, kind, namespace, name } of contents)
    (list[`${apiVersion}/${kind}`] ??= []).push(namespace ? `${namespace}/${name}` : name);
  for (const names of Object.values(list)) names.sort();
  return list;
}

function split(path: string): [string, string] {
  const slash = path.indexOf('/');
  return slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
}

function expired(url: URL, now: number): boolean {
  const date = url.searchParams.get('X-Amz-Date');
  const seconds = Number(url.searchParams.get('X-Amz-Expires'));
  return date !== null && timeOf(date) + seconds * 1000 <= now;
}

/** Milliseconds of `20261124T031244Z`; NaN for anything else. */
export function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function noSuchKey(): WireAnswer {
  return failure(404, 'NoSuchKey', 'The specified key does not exist.');
}

function failure(status: number, code: string, message: string): WireAnswer {
  return xml(status, `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`);
}
