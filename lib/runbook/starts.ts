import type { Runbook } from './runbook.ts';
import { allSteps } from './walk.ts';

/** Names of the runbooks that a runbook starts: nested, or handed on to. Each once, in reading order. */
export function startsOf({ steps }: Pick<Runbook, 'steps'>): string[] {
  const names = allSteps(steps).flatMap((step): string[] => {
    if (step.kind === 'continue_with') return [step.handOn.runbook];
    if (step.kind === 'choose')
      return step.arms.flatMap(({ body }) => ('handOn' in body ? [body.handOn.runbook] : []));
    const named = step.kind === 'use' && step.uses === 'runbook' ? step.with['runbook'] : undefined;
    return named?.kind === 'literal' && typeof named.value === 'string' ? [named.value] : [];
  });
  return [...new Set(names)];
}
