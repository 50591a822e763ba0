import type { Arm, ChooseStep, Step } from '../runbook/runbook.ts';
import { armFinish } from './choose.ts';
import type { FlowStep, FlowWay } from './manifest.ts';

/** The steps as they follow one another, for those who do not read YAML: what a picture is drawn from. */
export function flowOf(steps: Step[]): FlowStep[] {
  return steps.map((step) => ({
    step: step.id,
    ...(step.if === undefined ? {} : { if: step.if.expression }),
    ...waysOf(step),
    ...(step.kind === 'finish' ? { ends: step.finish.outcome } : {}),
    ...(step.kind === 'continue_with' ? { ends: 'handed-on' as const, to: step.handOn.runbook } : {}),
    ...('onFailure' in step && step.onFailure.kind === 'steps'
      ? { failed: flowOf(step.onFailure.steps) }
      : {}),
    ...(step.kind === 'use' && step.until?.onTimeout ? { late: flowOf(step.until.onTimeout) } : {}),
  }));
}

function waysOf(step: Step): { ways?: FlowWay[] } {
  switch (step.kind) {
    case 'choose':
      return { ways: step.arms.map((arm) => wayOf(step, arm)) };
    case 'parallel':
      return { ways: step.branches.map((branch) => ({ steps: flowOf(branch) })) };
    case 'for_each':
      return { ways: [{ steps: flowOf(step.steps) }] };
    case 'use':
    case 'finish':
    case 'continue_with':
      return {};
  }
}

function wayOf(step: ChooseStep, arm: Arm): FlowWay {
  const when = arm.when === undefined ? {} : { when: arm.when.expression };
  if ('steps' in arm.body) return { ...when, steps: flowOf(arm.body.steps) };
  const state = armFinish(step, arm) ?? step.title;
  const ends =
    'finish' in arm.body
      ? { outcome: arm.body.finish.outcome, state }
      : { outcome: 'handed-on' as const, state, to: arm.body.handOn.runbook };
  return { ...when, steps: [], ends };
}
