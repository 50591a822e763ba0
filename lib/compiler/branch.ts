import type { Definition, State } from '../model/asl.ts';
import type { Arm, ChooseStep, Step } from '../runbook/runbook.ts';
import { failureAsk } from './ask.ts';
import { approveStep } from './approve.ts';
import { armFinish, chooseState, ifChoice } from './choose.ts';
import { type After, entryOf, goTo, recovered } from './flow.ts';
import { finishState } from './finish.ts';
import { askName, frameStates, ifName, inner, outer } from './names.ts';
import type { Context } from './parts.ts';
import { useStep } from './step.ts';
import { armSteps } from './walk.ts';

type States = [string, State][];

/** Recovery's one branch: all steps, in reading order, each with the states that belong to it. */
export function branch(context: Context): Definition {
  const steps = stepStates(context.runbook.steps, context, null);
  const all: States = [[frameStates.begin, beginState(context)], ...steps, [frameStates.stop, stopState]];
  if (targets(all).has(frameStates.end)) all.push([frameStates.end, { Type: 'Succeed', Output: recovered }]);
  return { StartAt: frameStates.begin, States: Object.fromEntries(all) };
}

/** The names of the states of one step, its own first. */
export function stateNames(step: Step): string[] {
  const own = [step.title];
  if (step.kind === 'use') own.push(askName(step.title));
  if (step.if) own.push(ifName(step.title));
  if (step.kind === 'choose') own.push(...step.arms.flatMap((arm) => armFinish(step, arm) ?? []));
  return own;
}

function stepStates(steps: Step[], context: Context, after: After): States {
  return steps.flatMap((step, index) => {
    const following = steps[index + 1];
    return oneStep(step, context, following ? entryOf(following) : after);
  });
}

function oneStep(step: Step, context: Context, after: After): States {
  const condition: States = step.if ? [[ifName(step.title), ifChoice(step, after)]] : [];
  return [...condition, ...ownStates(step, context, after)];
}

function ownStates(step: Step, context: Context, after: After): States {
  if (step.kind === 'finish') return [[step.title, finishState(step.finish, context.types)]];
  if (step.kind === 'choose')
    return [
      [step.title, chooseState(step, after)],
      ...step.arms.flatMap((arm) => armStates(step, arm, context, after)),
    ];
  const asks = context.facts(step.uses).kind === 'asks';
  const state = asks ? approveStep(step, context, after) : useStep(step, context, after);
  return [
    [step.title, state],
    [askName(step.title), failureAsk(step, context.runbook)],
  ];
}

function armStates(step: ChooseStep, arm: Arm, context: Context, after: After): States {
  const finish = armFinish(step, arm);
  if (finish !== undefined && 'finish' in arm.body)
    return [[finish, finishState(arm.body.finish, context.types)]];
  return stepStates(armSteps(arm), context, after);
}

/** The branch's own variables, from those around it: it may not assign those. */
function beginState(context: Context): State {
  const [first] = context.runbook.steps;
  return {
    Type: 'Pass',
    Assign: {
      steps: {},
      [inner.generation]: `{% $${outer.generation} %}`,
      [inner.level]: 0,
      [inner.failure]: null,
    },
    Next: first ? entryOf(first) : goTo(null),
  };
}

/** Gives what ended the branch to Recovery's catchers. */
const stopState: State = {
  Type: 'Fail',
  Error: `{% $${inner.failure}.Error %}`,
  Cause: `{% $exists($${inner.failure}.Cause) ? $${inner.failure}.Cause : "" %}`,
};

function targets(states: States): Set<string> {
  return new Set(
    states.flatMap(([, state]) => [
      ...('Next' in state && state.Next ? [state.Next] : []),
      ...(state.Type === 'Choice'
        ? [state.Default ?? '', ...state.Choices.map((choice) => choice.Next)]
        : []),
    ]),
  );
}
