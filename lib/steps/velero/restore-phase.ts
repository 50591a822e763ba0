import { fail } from '../../model/errors.ts';
import type { VeleroRestore } from '../../wire/velero.ts';
import { counted, someOf } from '../cluster/health.ts';

/**
 * True when a restore is over and whole, false while it goes on. Every other ending is an error that says why and what to do;
 * a phase that nobody documented is Malformed, never an ending. Phases: Velero's definition of Restore.
 */
export function isRestored(restore: VeleroRestore, namespace: string): boolean {
  const facts = { external: restore.name, phase: restore.phase };
  const logs = `\`velero restore logs ${restore.name}\` and \`velero restore describe ${restore.name} --details\` say which`;
  switch (restore.phase) {
    case 'New':
    case 'InProgress':
    case 'WaitingForPluginOperations':
    case 'WaitingForPluginOperationsPartiallyFailed':
    case 'Finalizing':
    case 'FinalizingPartiallyFailed':
      return false;
    case 'Completed':
      // Velero calls it Completed, too, when the backup held nothing of the namespace.
      if (restore.progress?.total !== 0) return true;
      return fail('NotVerified', {
        what: `Velero completed restore ${restore.name}, but there was nothing to restore for ${namespace} in ${restore.backupName}`,
        todo: 'look into the backup, and choose another one',
        ...facts,
      });
    case 'PartiallyFailed':
      return fail('NotVerified', {
        what: `Velero restored ${namespace} from ${restore.backupName} only in part: ${counted(restore.errors, 'error')}, ${counted(restore.warnings, 'warning')}`,
        ...(restore.failureReason && { why: restore.failureReason }),
        todo: `${logs}; mend the cause and retry (a new restore leaves what exists as it is), or abort`,
        ...facts,
      });
    case 'Failed':
      return fail('NotVerified', {
        what: `Velero could not restore ${namespace} from ${restore.backupName}`,
        why: restore.failureReason ?? `${counted(restore.errors, 'error')}, and Velero gives no reason`,
        todo: `${logs}; mend the cause and retry, or abort`,
        ...facts,
      });
    case 'FailedValidation':
      return fail('Rejected4xx', {
        what: `Velero refused to restore ${namespace} from ${restore.backupName}; nothing was changed`,
        why: someOf(restore.validationErrors) || 'it gives no reason',
        todo: 'mend that (a storage location that is not available, a backup that is gone) and retry, or abort',
        ...facts,
      });
    default:
      return fail('Malformed', {
        what: `Velero says that restore ${restore.name} is "${restore.phase}", which no Velero that we know of says`,
        todo: 'look at the restore by hand; do not take it for done',
        ...facts,
      });
  }
}

/** `InProgress, 12 of 57 objects`, for people who wait. */
export function progressText(restore: VeleroRestore): string {
  const { progress, phase } = restore;
  const words = phase === 'New' ? 'not yet begun by Velero' : phase;
  return progress && progress.total > 0 ? `${words}, ${progress.done} of ${progress.total} objects` : words;
}
