import type { TaskState } from '../model/asl.ts';
import type { StepCall } from '../model/call.ts';
import type { Json } from '../model/json.ts';
import type { UseStep } from '../runbook/runbook.ts';
import { type After, onward } from './flow.ts';
import { call, functionStateSeconds, place } from './invoke.ts';
import { plainText } from './jsonata.ts';
import { askName, inner, stepFunction } from './names.ts';
import { type Context, executionSeconds } from './parts.ts';
import { catchers, stepRetry } from './retriers.ts';
import { doneAssign } from './status.ts';
import { withFromTarget } from './with-from-target.ts';

/** What a step's function is told, whatever its kind. */
export function stepPayload(step: UseStep, context: Context): { [K in keyof StepCall]: Json } {
  return {
    ...place,
    step: step.id,
    title: plainText(step.title),
    uses: step.uses,
    generation: `{% $${inner.generation} %}`,
    iteration: 0,
    timeout: step.timeout,
    with: withFromTarget(step, context),
    ...(step.approval === undefined ? {} : { approval: step.approval }),
  };
}

/** A step that acts by itself: one state. A failure that the machine cannot mend goes to its ask. */
export function useStep(step: UseStep, context: Context, after: After): TaskState {
  return {
    ...call(stepFunction(step.uses), stepPayload(step, context)),
    TimeoutSeconds: functionStateSeconds,
    Assign: {
      ...(step.named ? { [step.id]: '{% $states.result.Payload.output %}' } : {}),
      ...doneAssign(step),
    },
    Retry: stepRetry(executionSeconds(context.runbook)),
    Catch: catchers(inner.failure, askName(step.title), { [inner.level]: 0 }),
    ...onward(after),
  };
}
