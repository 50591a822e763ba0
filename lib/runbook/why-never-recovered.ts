import type { Reading } from './context.ts';
import type { Arm, Finish, Step } from './runbook.ts';
import { allSteps, armSteps } from './walk.ts';

/**
 * Why no run of these steps ends as recovered; undefined where one may, and where another mistake says so already: an open end, or a `finish`
 * as recovered, with nothing verified before it, and steps behind an end. Recovered means verified, and that the end, or a `finish` which says
 * so, is reached.
 */
export function whyNeverRecovered(steps: Step[], catalog: Reading['catalog']): string | undefined {
  const all = allSteps(steps);
  const finishes = all.flatMap(finishesOf);
  if (!isEnded(steps) || finishes.some(({ outcome }) => outcome === 'recovered')) return undefined;
  const verifies = all.some((step) => step.kind === 'use' && catalog[step.uses]?.verifies === true);
  if (!verifies) return 'nothing in this runbook verifies, and recovered means verified';
  // after a change, nothing left to do is recovered, too
  if (finishes.some(({ outcome }) => outcome === 'nothing-to-do')) return undefined;
  return 'each way through it ends in a finish or continue_with that says otherwise';
}

function finishesOf(step: Step): Finish[] {
  if (step.kind === 'finish') return [step.finish];
  return step.kind === 'choose'
    ? step.arms.flatMap(({ body }) => ('finish' in body ? [body.finish] : []))
    : [];
}

/** No way through leaves the end of the list open: its last step ends the run, whatever is so. */
function isEnded(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  // what may be passed by ends nothing
  if (!last || last.if) return false;
  if (last.kind === 'finish' || last.kind === 'continue_with') return true;
  return (
    last.kind === 'choose' && last.arms.some(({ when }) => when === undefined) && last.arms.every(isArmEnded)
  );
}

const isArmEnded = (arm: Arm): boolean => !('steps' in arm.body) || isEnded(armSteps(arm));
