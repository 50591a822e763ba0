import { downloadTurn } from './download.ts';
import { deletionTurn } from './objects.ts';
import { restoreTurn } from './restore.ts';
import type { ClusterWorld } from './world.ts';

/** The cluster as it is now: everything that was due has happened, each at its own time and in its order. */
export function advance(cluster: ClusterWorld, now: number): ClusterWorld {
  let present = cluster;
  for (let next = nextDue(present, now); next; next = nextDue(present, now))
    present = happen(present, next.key, next.due);
  return present;
}

function nextDue(cluster: ClusterWorld, now: number): { key: string; due: number } | undefined {
  let first: { key: string; due: number } | undefined;
  for (const [key, { due }] of Object.entries(cluster.objects)) {
    if (due === undefined || due > now) continue;
    if (!first || due < first.due || (due === first.due && key < first.key)) first = { key, due };
  }
  return first;
}

function happen(cluster: ClusterWorld, key: string, at: number): ClusterWorld {
  const stored = cluster.objects[key];
  if (!stored) return cluster;
  if (stored.object.metadata.deletionTimestamp) return deletionTurn(cluster, key, at);
  switch (stored.object.kind) {
    case 'Restore':
      return restoreTurn(cluster, key, at);
    case 'DownloadRequest':
      return downloadTurn(cluster, key, at);
    default: {
      const { due: _, ...still } = stored;
      return { ...cluster, objects: { ...cluster.objects, [key]: still } };
    }
  }
}
