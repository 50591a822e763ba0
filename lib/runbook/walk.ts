import type { Arm, HandOn, Step, UseStep } from './runbook.ts';

/**
 * A list of steps within a step. `branch` and `iteration` are scopes of their own: a variable that is assigned inside does not
 * leave them by itself. The others belong to the scope of the step.
 */
export interface Inner {
  role: 'arm' | 'branch' | 'iteration' | 'on_failure' | 'on_timeout';
  steps: Step[];
}

/** The lists of steps within a step, in reading order. */
export function innerOf(step: Step): Inner[] {
  switch (step.kind) {
    case 'choose':
      return step.arms.map((arm) => ({ role: 'arm', steps: armSteps(arm) }));
    case 'parallel':
      return [...step.branches.map((steps): Inner => ({ role: 'branch', steps })), ...failureSteps(step)];
    case 'for_each':
      return [{ role: 'iteration', steps: step.steps }, ...failureSteps(step)];
    case 'use':
      return [
        ...(step.until?.onTimeout ? [{ role: 'on_timeout' as const, steps: step.until.onTimeout }] : []),
        ...failureSteps(step),
      ];
    case 'finish':
    case 'continue_with':
      return [];
  }
}

function failureSteps({ onFailure }: Extract<Step, { onFailure: unknown }>): Inner[] {
  return onFailure.kind === 'steps' ? [{ role: 'on_failure', steps: onFailure.steps }] : [];
}

/** Whether a list within a step has variables of its own. */
export const isScope = ({ role }: Inner): boolean => role === 'branch' || role === 'iteration';

/** The steps of an arm; none when it ends the run. */
export function armSteps(arm: Arm): Step[] {
  return 'steps' in arm.body ? arm.body.steps : [];
}

/** All steps in reading order, those inside a step after it. */
export function allSteps(steps: Step[]): Step[] {
  return steps.flatMap((step) => [step, ...innerOf(step).flatMap((inner) => allSteps(inner.steps))]);
}

/** The steps that act, in reading order. */
export function useSteps(steps: Step[]): UseStep[] {
  return allSteps(steps).filter((step) => step.kind === 'use');
}

/** Where a step itself hands the run on: as a step of its own, or by arms of a `choose`. */
export function handOnsIn(step: Step): HandOn[] {
  if (step.kind === 'continue_with') return [step.handOn];
  if (step.kind !== 'choose') return [];
  return step.arms.flatMap(({ body }) => ('handOn' in body ? [body.handOn] : []));
}
