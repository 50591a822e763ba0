import type { Reading } from './context.ts';
import type { Arm, Finish, Step } from './runbook.ts';
import { allSteps, armSteps } from './walk.ts';

/** Why no run of these steps ends as recovered; undefined where one may. Recovered means verified, and that the end, or a `finish` which says so, is reached. */
export function whyNeverRecovered(steps: Step[], catalog: Reading['catalog']): string | undefined {
  const all = allSteps(steps);
  const verifies = all.some((step) => step.kind === 'use' && catalog[step.uses]?.verifies === true);
  if (!verifies) return 'nothing in this runbook verifies, and recovered means verified';
  const finishes = all.flatMap(finishesOf);
  // after a change, nothing left to do is recovered, too
  if (finishes.some(({ outcome }) => outcome === 'recovered' || outcome === 'nothing-to-do'))
    return undefined;
  return isEnded(steps)
    ? 'each way through it ends in a finish or continue_with that says otherwise'
    : undefined;
}

function finishesOf(step: Step): Finish[] {
  if (step.kind === 'finish') return [step.finish];
  return step.kind === 'choose'
    ? step.arms.flatMap(({ body }) => ('finish' in body ? [body.finish] : []))
    : [];
}

/** No way through leaves the end of the list open. */
function isEnded(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    // what may be passed by ends nothing
    if (step.if) return false;
    if (step.kind === 'finish' || step.kind === 'continue_with') return true;
    return (
      step.kind === 'choose' &&
      step.arms.some(({ when }) => when === undefined) &&
      step.arms.every(isArmEnded)
    );
  });
}

const isArmEnded = (arm: Arm): boolean => !('steps' in arm.body) || isEnded(armSteps(arm));
