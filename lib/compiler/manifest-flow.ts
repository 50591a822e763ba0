import type { Arm, ChooseStep, Step } from '../runbook/runbook.ts';
import { armFinish } from './choose.ts';
import type { FlowStep, FlowWay } from './manifest.ts';

/** The steps as they follow one another, for those who do not read YAML: what a picture is drawn from. */
export function flowOf(steps: Step[]): FlowStep[] {
  return steps.map((step) => ({
    step: step.id,
    ...(step.if === undefined ? {} : { if: step.if.expression }),
    ...(step.kind === 'choose' ? { ways: step.arms.map((arm) => wayOf(step, arm)) } : {}),
    ...(step.kind === 'finish' ? { ends: step.finish.outcome } : {}),
  }));
}

function wayOf(step: ChooseStep, arm: Arm): FlowWay {
  const when = arm.when === undefined ? {} : { when: arm.when.expression };
  if ('steps' in arm.body) return { ...when, steps: flowOf(arm.body.steps) };
  const state = armFinish(step, arm) ?? step.title;
  return { ...when, steps: [], ends: { outcome: arm.body.finish.outcome, state } };
}
