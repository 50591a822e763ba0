import { parseIso } from '../../model/clock.ts';
import { formatDuration } from '../../model/duration.ts';
import type { VeleroBackup, VeleroStorage } from '../../wire/velero.ts';

/** Whether a namespace can be restored from a backup: why not, or what about it is not as it should be although it can be used. */
export type Fitness =
  | { fit: true; doubts: string[] }
  /** `elsewhere`: it is of other namespaces, which says nothing about ours. */
  | { fit: false; why: string; elsewhere?: true };

/**
 * Judges a backup by what Velero says of it. `named` is true when a person chose it by name: then one that Velero made only in
 * part is used too. What it really holds is known only from its inventory.
 */
export function fitnessOf(
  backup: VeleroBackup,
  namespace: string,
  storages: readonly VeleroStorage[],
  now: number,
  named: boolean,
): Fitness {
  const doubts: string[] = [];
  if (!mayHold(backup, namespace)) {
    const why = `it holds ${backup.includedNamespaces.slice(0, 5).join(', ')} only`;
    return { fit: false, why, elsewhere: true };
  }
  if (backup.phase === 'PartiallyFailed' && named) {
    doubts.push(
      `${backup.name} is PartiallyFailed: ${backup.errors} errors, so something may be missing in it`,
    );
  } else if (backup.phase !== 'Completed') {
    return {
      fit: false,
      why: backup.failureReason ? `${backup.phase}: ${backup.failureReason}` : backup.phase,
    };
  }
  if (startOf(backup) === undefined) return { fit: false, why: 'Velero does not say when it was taken' };
  if (backup.expiresAt !== undefined && !(parseIso(backup.expiresAt) > now)) {
    return { fit: false, why: `expired at ${backup.expiresAt}` };
  }
  const storage = storages.find(({ name }) => name === backup.storageLocation);
  if (storage?.phase !== 'Available') {
    const message = storage?.message ? ` (${storage.message})` : '';
    const state = storage ? `is ${storage.phase}${message}` : 'does not exist';
    return { fit: false, why: `its storage location ${backup.storageLocation || 'without a name'} ${state}` };
  }
  return { fit: true, doubts };
}

/** When the state that a backup holds was read, in milliseconds since the epoch. What was written later is not in it. */
export function startOf(backup: VeleroBackup): number | undefined {
  const at = backup.startedAt === undefined ? Number.NaN : parseIso(backup.startedAt);
  return Number.isNaN(at) ? undefined : at;
}

/** Seconds since a backup began; 0 for one whose clock is ahead of ours. Undefined while Velero does not say. */
export function ageOf(backup: VeleroBackup, now: number): number | undefined {
  const at = startOf(backup);
  return at === undefined ? undefined : Math.max(0, Math.round((now - at) / 1000));
}

/** `nightly-7 (3 h 0 m old)` */
export function describeBackup(backup: VeleroBackup, now: number): string {
  const age = ageOf(backup, now);
  return `${backup.name} (${age === undefined ? 'age unknown' : `${formatDuration(age)} old`})`;
}

/** An empty list means every namespace; patterns (Velero 1.18: `*`, `?`, `[abc]`) may mean ours, which the inventory then shows. */
function mayHold({ includedNamespaces }: VeleroBackup, namespace: string): boolean {
  return (
    includedNamespaces.length === 0 ||
    includedNamespaces.some((included) => included === namespace || /[*?[]/.test(included))
  );
}
