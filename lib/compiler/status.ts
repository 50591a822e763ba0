import type { JsonObject } from '../model/json.ts';
import type { Step } from '../runbook/runbook.ts';
import { jsonata, literal } from './jsonata.ts';
import type { Context } from './parts.ts';
import { hasOutput, stepsInSight, variableOf } from './scope.ts';

export type Status = 'done' | 'skipped' | 'failed' | 'skipped-by-hand';

/** JSONata source of `{id: {"status": …}, …}` without its braces. */
export function statuses(steps: Step[], status: Status): string {
  const entries = steps.map((step) => `${literal(step.id)}: {"status": ${literal(status)}}`);
  return entries.join(', ');
}

/** Assigns `$steps.<id>.status` of a step. */
export function statusAssign(step: Step, status: Status, { scope }: Context): JsonObject {
  const { steps } = scope.variables;
  return { [steps]: jsonata(`$merge([$${steps}, {${statuses([step], status)}}])`) };
}

/** Null for every output of these steps and of those inside them, as far as it is known in this scope. */
export function nullOutputs(steps: Step[], { scope, places }: Context): JsonObject {
  const named = stepsInSight(steps).filter(hasOutput);
  return Object.fromEntries(named.map((step) => [variableOf(step.id, scope, places), null]));
}

/** Assigns what steps that are not gone through leave behind: null for every output, and the status. */
export function skippedAssign(
  steps: Step[],
  context: Context,
  done: Step[] = [],
  status: Status = 'skipped',
): JsonObject {
  const variable = context.scope.variables.steps;
  const parts = [statuses(done, 'done'), statuses([...new Set(stepsInSight(steps))], status)].filter(
    (part) => part !== '',
  );
  return {
    ...nullOutputs(steps, context),
    ...(parts.length === 0 ? {} : { [variable]: jsonata(`$merge([$${variable}, {${parts.join(', ')}}])`) }),
  };
}
