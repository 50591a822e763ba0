import type { Arm, Step, UseStep } from '../runbook/runbook.ts';

/** The steps of an arm; none when it ends the run. */
export function armSteps(arm: Arm): Step[] {
  return 'steps' in arm.body ? arm.body.steps : [];
}

/** All steps in reading order, those inside arms after their `choose`. */
export function allSteps(steps: Step[]): Step[] {
  return steps.flatMap((step) =>
    step.kind === 'choose' ? [step, ...step.arms.flatMap((arm) => allSteps(armSteps(arm)))] : [step],
  );
}

/** The steps that act, in reading order. */
export function useSteps(steps: Step[]): UseStep[] {
  return allSteps(steps).filter((step) => step.kind === 'use');
}
