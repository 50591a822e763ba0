import type { TaskState } from '../model/asl.ts';
import type { ApproveCall } from '../model/call.ts';
import type { AskLevel } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { UseStep } from '../runbook/runbook.ts';
import { coversOf, coveredHere } from './covers.ts';
import { catchers } from './failure.ts';
import { type After, asksItself, onward } from './flow.ts';
import { callAndWait, token } from './invoke.ts';
import { jsonata, plainText } from './jsonata.ts';
import { failureLevels, levelsJson, levelSeconds, nextLevel } from './levels.ts';
import { approveName, stepFunction } from './names.ts';
import { type Context, executionSeconds } from './parts.ts';
import { askRetry } from './retriers.ts';
import { variableOf } from './scope.ts';
import { statusAssign } from './status.ts';
import { stepPayload, valuesOf } from './step.ts';
import { allSteps } from '../runbook/walk.ts';

/** The levels of an approval. The checker lets none through without. */
function approvalLevels(step: UseStep): AskLevel[] {
  if (!step.ask || step.ask.length === 0)
    fail('BadRunbook', { what: `approve "${step.title}" asks nobody`, todo: 'add ask: [{ who, for }]' });
  return step.ask;
}

/** The question before a change, with everything that it covers. A no comes back as the error `Rejected`. */
export function approveStep(step: UseStep, context: Context, after: After): TaskState {
  const { scope, places } = context;
  const { level } = scope.variables;
  const levels = approvalLevels(step);
  const common = stepPayload(step, context);
  const payload: { [K in keyof ApproveCall]: Json } = {
    ...common,
    with: {
      ...(common.with as Record<string, Json>),
      ask: levelsJson(levels),
      quorum: step.quorum ?? 1,
      ...(step.mayApprove ? { may_approve: step.mayApprove.map(plainText) } : {}),
    },
    token,
    level: jsonata(`$${level}`),
    covers: coversOf(step, context),
  };
  const output = jsonata('$merge([$states.result, {"approved": true}])');
  return {
    ...callAndWait(stepFunction(step.uses), payload),
    TimeoutSeconds: levelSeconds(levels, level),
    Assign: {
      ...(step.named ? { [variableOf(step.id, scope, places)]: output } : {}),
      ...statusAssign(step, 'done', context),
      [level]: 0,
    },
    Retry: askRetry(executionSeconds(context.runbook)),
    Catch: [nextLevel(step.title, level), ...catchers(step, context, after)],
    ...onward(after, context),
  };
}

/** A changing step's own question: in an unattended runbook, and before it is tried again with other values. */
export function ownApproval(step: UseStep, context: Context, after: After): TaskState {
  const { scope, runbook } = context;
  const { level } = scope.variables;
  const name = approveName(step.title);
  const covering = allSteps(runbook.steps).find((one) => one.id === step.approval);
  const levels = (covering?.kind === 'use' ? covering.ask : undefined) ?? failureLevels(runbook);
  const quorum = (covering?.kind === 'use' ? covering.quorum : undefined) ?? 1;
  const mayApprove = covering?.kind === 'use' ? covering.mayApprove : undefined;
  const payload: { [K in keyof ApproveCall]: Json } = {
    ...stepPayload(step, context),
    uses: 'approve',
    title: plainText(name),
    with: {
      question: plainText(`Go on with "${step.title}"?`),
      ask: levelsJson(levels),
      quorum,
      ...(mayApprove ? { may_approve: mayApprove.map(plainText) } : {}),
    },
    token,
    level: jsonata(`$${level}`),
    covers: [coveredHere(step, context)],
    values: jsonata(valuesOf(step, context)),
    ...(asksItself(step, context) ? { unattended: true } : {}),
  };
  delete payload.undoable;
  return {
    ...callAndWait(stepFunction('approve'), payload),
    TimeoutSeconds: levelSeconds(levels, level),
    Assign: { [level]: 0 },
    Retry: askRetry(executionSeconds(runbook)),
    Catch: [nextLevel(name, level), ...catchers(step, context, after, {}, false)],
    Next: step.title,
  };
}
