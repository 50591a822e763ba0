import type { Runbook, Step } from './runbook.ts';
import { allSteps, handOnsIn } from './walk.ts';

/** Names of the runbooks that a runbook starts: nested, or handed on to. Each once, in reading order. */
export function startsOf({ steps }: Pick<Runbook, 'steps'>): string[] {
  const names = allSteps(steps).flatMap((step) => [
    ...handOnsIn(step).map(({ runbook }) => runbook),
    nestedRunbook(step),
  ]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** The runbook that a step runs; undefined for every other step. */
export function nestedRunbook(step: Step): string | undefined {
  const named = step.kind === 'use' && step.uses === 'runbook' ? step.with['runbook'] : undefined;
  return named?.kind === 'literal' && typeof named.value === 'string' ? named.value : undefined;
}
