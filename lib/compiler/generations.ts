import type { Runbook, Step } from '../runbook/runbook.ts';
import { innerOf, isScope } from '../runbook/walk.ts';
import type { Scope } from './scope.ts';

/*
 * What is gone through again has a generation of its own, so that no name outside and no question is met again. Each scope counts for
 * itself, and nobody outside knows how far those inside have counted: who goes through a group again begins it behind all that it may
 * have used.
 */

type In = { runbook: Pick<Runbook, 'steps'>; scope: Pick<Scope, 'path'> };

/** In one scope nothing is tried again more often than this. */
const againMax = 100;

/** How many generations later a group of this scope is gone through again; a step that acts is one later. */
export function generationsOfGroup({ runbook, scope }: In): number {
  return againMax ** Math.max(0, depthOf(runbook.steps) - scope.path.length);
}

/** How many later Recovery is. */
export function generationsOfPass({ steps }: Pick<Runbook, 'steps'>): number {
  return againMax ** Math.max(2, depthOf(steps) + 1);
}

/** How many groups stand within one another. */
function depthOf(steps: Step[]): number {
  const inner = steps.flatMap(innerOf);
  return Math.max(0, ...inner.map((list) => depthOf(list.steps) + (isScope(list) ? 1 : 0)));
}
