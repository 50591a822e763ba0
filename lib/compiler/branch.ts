import type { Definition, State } from '../model/asl.ts';
import type { Step } from '../runbook/runbook.ts';
import { offersOf } from './ask.ts';
import { backState } from './back.ts';
import { armFinish } from './choose.ts';
import { scopeStop } from './failure.ts';
import { asksItself, entryOf, goTo, recovered } from './flow.ts';
import { jsonata } from './jsonata.ts';
import { listStates } from './list.ts';
import {
  answeredName,
  approveName,
  askName,
  collectName,
  enoughName,
  everyName,
  frameStates,
  ifName,
  nextName,
  outer,
  pauseName,
  resultName,
  retryName,
  runName,
  untilName,
} from './names.ts';
import type { Context } from './parts.ts';
import { scopeOf } from './prune.ts';
import { beginAssign, recoveryScope } from './scope.ts';
import { undoStateNames } from './undo.ts';

/** Recovery's one branch: all steps, in reading order, each with the states that belong to it. */
export function branch(around: Context): Definition {
  const context = { ...around, scope: recoveryScope };
  const { steps } = context.runbook;
  const [first] = steps;
  const begin: State = {
    Type: 'Pass',
    Assign: {
      ...beginAssign(recoveryScope, { steps: '', generation: jsonata(`$${outer.generation}`) }),
      steps: {},
    },
    Next: first ? entryOf(first, context) : goTo(null, context),
  };
  const all: [string, State][] = [
    [frameStates.begin, begin],
    ...listStates(steps, context, null),
    ...backState(steps, context),
    [frameStates.stop, scopeStop(context)],
    [frameStates.end, { Type: 'Succeed', Output: recovered }],
  ];
  return scopeOf(frameStates.begin, all, recoveryScope);
}

/** The names of the states of one step, its own first. */
export function stateNames(step: Step, context: Context): string[] {
  const { title } = step;
  return [
    title,
    ...('onFailure' in step && step.onFailure.kind === 'ask' ? [askName(title), answeredName(title)] : []),
    ...(step.if ? [ifName(title)] : []),
    ...(step.kind === 'choose' ? step.arms.flatMap((arm) => armFinish(step, arm) ?? []) : []),
    ...(step.kind === 'use' ? useNames(step, context) : []),
    ...(step.kind === 'for_each' && step.stopWhen
      ? [nextName(title), collectName(title), enoughName(title)]
      : []),
  ];
}

function useNames(step: Step & { kind: 'use' }, context: Context): string[] {
  const { title } = step;
  const facts = context.facts(step.uses);
  const asksAgain = facts.kind === 'changes' && offersOf(step, context).includes('values');
  return [
    ...(asksAgain || asksItself(step, context) ? [approveName(title)] : []),
    ...(step.until ? [untilName(title), everyName(title)] : []),
    ...(step.uses === 'wait' ? [untilName(title)] : []),
    ...(step.retry ? [retryName(title), pauseName(title)] : []),
    ...(facts.nests ? [runName(title), resultName(title)] : []),
    ...undoStateNames(step),
  ];
}
