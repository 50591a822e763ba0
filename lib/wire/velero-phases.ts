/** Every phase of a backup. `New` is also what a backup without a phase has. Source: Velero's custom resource definition, at d30d389. */
export const backupPhases = [
  'New',
  'Queued',
  'ReadyToStart',
  'FailedValidation',
  'InProgress',
  'WaitingForPluginOperations',
  'WaitingForPluginOperationsPartiallyFailed',
  'Finalizing',
  'FinalizingPartiallyFailed',
  'Completed',
  'PartiallyFailed',
  'Failed',
  'Deleting',
] as const;
export type BackupPhase = (typeof backupPhases)[number];

/** Every phase of a restore. Same source. */
export const restorePhases = [
  'New',
  'FailedValidation',
  'InProgress',
  'WaitingForPluginOperations',
  'WaitingForPluginOperationsPartiallyFailed',
  'Finalizing',
  'FinalizingPartiallyFailed',
  'Completed',
  'PartiallyFailed',
  'Failed',
] as const;
export type RestorePhase = (typeof restorePhases)[number];

/**
 * What a restore's phase means: it goes on, it ended whole, it ended with something missing, it ended without having done its work.
 * `unknown` for a phase that this table does not have: never to be taken for an ending.
 */
export type RestoreEnd = 'going' | 'whole' | 'partial' | 'failed' | 'unknown';

const restoreEnds: Record<RestorePhase, RestoreEnd> = {
  New: 'going',
  FailedValidation: 'failed',
  InProgress: 'going',
  WaitingForPluginOperations: 'going',
  WaitingForPluginOperationsPartiallyFailed: 'going',
  Finalizing: 'going',
  FinalizingPartiallyFailed: 'going',
  Completed: 'whole',
  PartiallyFailed: 'partial',
  Failed: 'failed',
};

export function restoreEndOf(phase: string): RestoreEnd {
  const known = restorePhases.find((name) => name === phase);
  return known ? restoreEnds[known] : 'unknown';
}
