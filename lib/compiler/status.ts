import type { JsonObject } from '../model/json.ts';
import type { Step } from '../runbook/runbook.ts';
import { jsonata, literal } from './jsonata.ts';
import { allSteps } from './walk.ts';

function statuses(steps: Step[], status: string): string {
  const entries = steps.map((step) => `${literal(step.id)}: {"status": ${literal(status)}}`);
  return entries.join(', ');
}

/** Assigns `$steps.<id>.status` of a step that is done. */
export function doneAssign(step: Step): JsonObject {
  return { steps: jsonata(`$merge([$steps, {${statuses([step], 'done')}}])`) };
}

/** Assigns what steps that are not gone through leave behind: null for every output, status `skipped`. */
export function skippedAssign(steps: Step[], done: Step[] = []): JsonObject {
  const skipped = allSteps(steps);
  const outputs = skipped.filter((step) => step.kind === 'use' && step.named).map((step) => [step.id, null]);
  const parts = [statuses(done, 'done'), statuses(skipped, 'skipped')].filter((part) => part !== '');
  return {
    ...Object.fromEntries(outputs),
    ...(parts.length === 0 ? {} : { steps: jsonata(`$merge([$steps, {${parts.join(', ')}}])`) }),
  };
}
