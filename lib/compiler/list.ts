import type { State } from '../model/asl.ts';
import type { Arm, ChooseStep, Step, UseStep } from '../runbook/runbook.ts';
import { armSteps } from '../runbook/walk.ts';
import { approveStep, ownApproval } from './approve.ts';
import { askStates } from './ask.ts';
import { armFinish, chooseState, ifChoice } from './choose.ts';
import { stopState } from './failure.ts';
import { finishState, handOnState } from './finish.ts';
import { type After, asksItself, entryOf } from './flow.ts';
import { eachState, parallelState } from './group.ts';
import { approveName, ifName } from './names.ts';
import { nestedStates } from './nested.ts';
import type { Context } from './parts.ts';
import { peopleStep, waitStates } from './people.ts';
import { retryStates } from './retry.ts';
import { useStep } from './step.ts';
import { untilStates } from './until.ts';

type States = [string, State][];

/** The states of a list of steps in reading order, each with those that belong to it. */
export function listStates(steps: Step[], context: Context, after: After): States {
  return steps.flatMap((step, index) => {
    const following = steps[index + 1];
    return oneStep(step, context, following ? entryOf(following, context) : after);
  });
}

function oneStep(step: Step, context: Context, after: After): States {
  const condition: States = step.if ? [[ifName(step.title), ifChoice(step, context, after)]] : [];
  return [...condition, ...ownStates(step, context, after)];
}

function ownStates(step: Step, context: Context, after: After): States {
  switch (step.kind) {
    case 'finish':
      return [[step.title, finishState(step.finish, context)]];
    case 'continue_with':
      return [[step.title, handOnState(step.handOn, context)]];
    case 'choose':
      return [
        [step.title, chooseState(step, context, after)],
        ...step.arms.flatMap((arm) => armStates(step, arm, context, after)),
      ];
    case 'parallel':
      return [
        [step.title, parallelState(step, context, after, listStates)],
        ...failureStates(step, context, after),
      ];
    case 'for_each':
      return [
        [step.title, eachState(step, context, after, listStates)],
        ...failureStates(step, context, after),
      ];
    case 'use':
      return [
        ...useStates(step, context, after),
        ...retryStates(step, context, after),
        ...listStates(step.until?.onTimeout ?? [], context, after),
        ...failureStates(step, context, after),
      ];
  }
}

/** What belongs to a step's failure: the question, or the end, or steps instead. */
function failureStates(step: Extract<Step, { onFailure: unknown }>, context: Context, after: After): States {
  const instead = step.onFailure.kind === 'steps' ? step.onFailure.steps : [];
  return [
    ...askStates(step, context, after),
    ...stopState(step, context),
    ...listStates(instead, context, after),
  ];
}

function useStates(step: UseStep, context: Context, after: After): States {
  const facts = context.facts(step.uses);
  if (facts.nests) return nestedStates(step, context, after);
  if (step.uses === 'wait') return waitStates(step, context, after);
  if (facts.kind === 'asks') {
    const covering = facts.uses === 'approve';
    const state = covering ? approveStep(step, context, after) : peopleStep(step, context, after);
    return [[step.title, state]];
  }
  // Tried again with other values it is another change: nobody has said yes to that.
  const again = facts.kind === 'changes' && (step.onFailure.kind === 'ask' || asksItself(step, context));
  const own: States = again ? [[approveName(step.title), ownApproval(step, context, after)]] : [];
  return [...own, [step.title, useStep(step, context, after)], ...untilStates(step, context, after)];
}

function armStates(step: ChooseStep, arm: Arm, context: Context, after: After): States {
  const finish = armFinish(step, arm);
  if (finish !== undefined && 'finish' in arm.body) return [[finish, finishState(arm.body.finish, context)]];
  if (finish !== undefined && 'handOn' in arm.body) return [[finish, handOnState(arm.body.handOn, context)]];
  return listStates(armSteps(arm), context, after);
}
