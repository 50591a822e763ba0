import { gunzipSync } from 'node:zlib';
import { parseIso } from '../model/clock.ts';
import { codeOf, fail } from '../model/errors.ts';
import type { Surroundings } from './surroundings.ts';
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';
import { send } from './send.ts';
import { readBackup, readDownload, readInventory, readRestore, readStorage } from './velero-answers.ts';
import type { Velero, VeleroInventory } from './velero.ts';

const base = '/apis/velero.io/v1/namespaces/velero';
/** Velero usually processes a DownloadRequest within a second: looking again here saves the state machine a turn. */
const looks = 4;
const betweenLooksMs = 1000;
/** A list of resources is some kilobytes; more than this unpacked is not one. */
const inventoryBytesMax = 64 * 1024 * 1024;

/** Velero has no API of its own: everything goes through its custom resources, and files through signed URLs. */
export function makeVelero(kubernetes: Kubernetes, surroundings: Surroundings): Velero {
  async function request(name: string, backup: string): Promise<KubernetesObject> {
    try {
      return await kubernetes.get(`${base}/downloadrequests/${name}`);
    } catch (error) {
      if (codeOf(error) !== 'NotFound') throw error;
    }
    // Velero leaves a request for a backup that does not exist unanswered for ever.
    await kubernetes.get(`${base}/backups/${backup}`);
    try {
      return await kubernetes.create(`${base}/downloadrequests`, {
        apiVersion: 'velero.io/v1',
        kind: 'DownloadRequest',
        metadata: { name, namespace: 'velero' },
        spec: { target: { kind: 'BackupResourceList', name: backup } },
      });
    } catch (error) {
      if (codeOf(error) !== 'AlreadyExists') throw error;
      return kubernetes.get(`${base}/downloadrequests/${name}`);
    }
  }

  async function processedUrl(name: string, backup: string): Promise<string> {
    for (let look = 1; look <= looks; look++) {
      if (look > 1) await surroundings.clock.sleep(betweenLooksMs, surroundings.signal);
      const { phase, url, expiresAt } = readDownload(await request(name, backup));
      const expired = expiresAt !== undefined && parseIso(expiresAt) <= surroundings.clock.now();
      if (phase === 'Processed' && url && !expired) return url;
    }
    return fail('NotReady', {
      what: `Velero on ${kubernetes.cluster} has not processed the download request ${name} for backup ${backup} yet`,
    });
  }

  async function download(url: string, backup: string): Promise<VeleroInventory> {
    const what = `the resource list of backup ${backup}`;
    const answer = await send(
      surroundings,
      { system: 's3', method: 'GET', url, headers: {}, body: '' },
      `download of ${what}`,
    );
    if (answer.status !== 200) failDownload(answer.status, what);
    return readInventory(unpack(answer.body, what), what);
  }

  return {
    cluster: kubernetes.cluster,
    backups: async () => (await kubernetes.list(`${base}/backups`)).map(readBackup),
    backup: async (name) => readBackup(await kubernetes.get(`${base}/backups/${name}`)),
    storageLocations: async () => (await kubernetes.list(`${base}/backupstoragelocations`)).map(readStorage),
    inventory: async (backup, name) => download(await processedUrl(name, backup), backup),
    restore: async (name) => readRestore(await kubernetes.get(`${base}/restores/${name}`)),
    createRestore: async (name, spec) =>
      readRestore(
        await kubernetes.create(`${base}/restores`, {
          apiVersion: 'velero.io/v1',
          kind: 'Restore',
          metadata: { name, namespace: 'velero' },
          spec,
        }),
      ),
  };
}

function failDownload(status: number, what: string): never {
  const said = { what: `the storage answered ${status} to the download of ${what}`, status };
  if (status === 404)
    fail('NotFound', {
      ...said,
      why: 'the bucket, or the file in it, does not exist',
      todo: "look at the backup's storage location: the backup cannot be restored from there",
    });
  if (status === 401 || status === 403)
    fail('AccessDenied', {
      ...said,
      why: "Velero signed the link with its own role, or the link's ten minutes are over",
      todo: "give Velero's role s3:GetObject (and kms:Decrypt) on the bucket",
    });
  if (status === 429 || status === 503) fail('Throttled', said);
  return fail(status >= 500 ? 'Unavailable' : 'Malformed', said);
}

function unpack(body: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(gunzipSync(body, { maxOutputLength: inventoryBytesMax }).toString('utf8'));
  } catch (error) {
    return fail('Malformed', { what: `${what} is no gzipped JSON` }, error);
  }
}
