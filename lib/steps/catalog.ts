import { announce } from './announce.ts';
import { approve } from './approve.ts';
import { checkCluster } from './check-cluster.ts';
import { decide } from './decide.ts';
import { findBackup } from './find-backup.ts';
import { manual } from './manual.ts';
import { page } from './page.ts';
import { restoreBackup } from './restore-backup.ts';
import { runbook } from './runbook.ts';
import type { StepType } from './step-type.ts';
import { verifyWorkloads } from './verify-workloads.ts';
import { wait } from './wait.ts';

/** Every step type, under the name that runbooks use. The one list of them: whatever else lists step types is derived from it. */
export const catalog = {
  announce,
  approve,
  'check-cluster': checkCluster,
  decide,
  'find-backup': findBackup,
  manual,
  page,
  'restore-backup': restoreBackup,
  runbook,
  'verify-workloads': verifyWorkloads,
  wait,
} as const satisfies Record<string, StepType>;

export type StepTypeName = keyof typeof catalog;

/** In code-point order. */
export const stepTypeNames = (Object.keys(catalog) as StepTypeName[]).sort();

/** The step type of that name, its schemas forgotten: for callers that check `with` against `type.with` themselves. Undefined when there is none. */
export function stepTypeNamed(name: string): StepType | undefined {
  const known: Record<string, StepType> = catalog;
  return Object.hasOwn(known, name) ? known[name] : undefined;
}
