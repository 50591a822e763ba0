import type { Estate } from '../../model/estate.ts';
import type { Answers } from './answers.ts';
import { exampleOf } from './parts.ts';

/** Inputs that a first runbook can be tried with, by name: those of its first rehearsal. */
export function exampleInputs(
  { target }: Pick<Answers, 'target'>,
  { clusters, databases }: Pick<Estate, 'clusters' | 'databases'>,
): Record<string, string> {
  const cluster = exampleOf(clusters);
  if (target === 'cluster') return { cluster };
  if (target === 'namespace') return { cluster, namespace: 'payments' };
  return { database: exampleOf(databases), cluster, namespace: 'payments' };
}
