import type { Catcher, TaskState } from '../model/asl.ts';
import type { StepCall } from '../model/call.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Until, UseStep } from '../runbook/runbook.ts';
import { catchers } from './failure.ts';
import { type After, asksItself, onward } from './flow.ts';
import { call, functionStateSeconds, place } from './invoke.ts';
import { jsonata, literal, plainText } from './jsonata.ts';
import { stepFunction, untilName } from './names.ts';
import { type Context, executionSeconds } from './parts.ts';
import { stepRetry } from './retriers.ts';
import { iterationJson, variableOf } from './scope.ts';
import { statusAssign } from './status.ts';
import { undoable } from './undo.ts';
import { lateWay } from './until.ts';
import { withFromTarget } from './with-from-target.ts';

/** What a step's function is told, whatever its kind. */
export function stepPayload(step: UseStep, context: Context): { [K in keyof StepCall]: Json } {
  const { scope } = context;
  return {
    ...place,
    step: step.id,
    title: plainText(step.title),
    uses: step.uses,
    generation: jsonata(`$${scope.variables.generation}`),
    iteration: iterationJson(scope),
    timeout: step.timeout,
    with: withFromTarget(step, context),
    ...undoable(step, context),
    ...(scope.quiet ? { phase: 'always' } : {}),
  };
}

/** Values that a person had the step tried again with: they belong to the last answer, if that was to this step. */
export const valuesOf = (step: UseStep, { scope }: Context): string =>
  `$${scope.variables.answer}.step = ${literal(step.id)} and $exists($${scope.variables.answer}.values.*) ? $${scope.variables.answer}.values : null`;

/** What only steps that act by themselves are told. */
function actingPayload(step: UseStep, context: Context): JsonObject {
  const { scope } = context;
  const answer = scope.variables.answer;
  const changes = context.facts(step.uses).kind === 'changes';
  const approval =
    step.approval === undefined || asksItself(step, context)
      ? step.id
      : jsonata(
          `$${answer}.step = ${literal(step.id)} and $exists($${answer}.values.*) ? ${literal(step.id)} : ${literal(step.approval)}`,
        );
  return {
    ...stepPayload(step, context),
    ...(scope.quiet ? {} : { values: jsonata(valuesOf(step, context)) }),
    ...(changes ? { approval } : {}),
    ...(step.until ? { since: jsonata(`$${scope.variables.since}`) } : {}),
  };
}

/** A step that acts by itself: one state. A failure that the machine cannot mend goes where `on_failure` says. */
export function useStep(step: UseStep, context: Context, after: After): TaskState {
  const { scope, places } = context;
  const { since, tries } = scope.variables;
  const assign: JsonObject = {
    ...(step.named ? { [variableOf(step.id, scope, places)]: '{% $states.result.Payload.output %}' } : {}),
    ...statusAssign(step, 'done', context),
    ...(step.retry && !step.until ? { [tries]: 0 } : {}),
    ...(step.until
      ? { [since]: jsonata(`$${since} = null ? $states.context.State.EnteredTime : $${since}`) }
      : {}),
  };
  const { until } = step;
  const caught = catchers(step, context, after, until ? { [since]: null } : {});
  return {
    ...call(stepFunction(step.uses), actingPayload(step, context)),
    TimeoutSeconds: functionStateSeconds,
    Assign: assign,
    Retry: stepRetry(executionSeconds(context.runbook)),
    Catch: until?.onTimeout
      ? [...caught.slice(0, -1), late(step, until, context, after), ...caught.slice(-1)]
      : caught,
    ...(until ? { Next: untilName(step.title) } : onward(after, context)),
  };
}

/** The step's time is over: before the catcher of everything, which comes last. */
function late(step: UseStep, until: Until, context: Context, after: After): Catcher {
  return { ErrorEquals: ['StepDeadline'], ...lateWay({ ...step, until }, context, after) };
}
