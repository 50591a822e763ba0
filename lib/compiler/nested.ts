import type { State, TaskState } from '../model/asl.ts';
import type { NestedCall } from '../model/call.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { UseStep } from '../runbook/runbook.ts';
import { catchers } from './failure.ts';
import { type After, onward } from './flow.ts';
import { call, functionStateSeconds } from './invoke.ts';
import { jsonata } from './jsonata.ts';
import { secondsWithin } from './levels.ts';
import { resultName, runName, stepFunction } from './names.ts';
import { type Context, executionSeconds } from './parts.ts';
import { stepRetry } from './retriers.ts';
import { variableOf } from './scope.ts';
import { statusAssign } from './status.ts';
import { stepPayload } from './step.ts';

/**
 * A nested run: prepared (its start record says whose it is), run, and looked at. The execution itself is never tried again:
 * however it ended, or did not begin, what came of it is in the history.
 */
export function nestedStates(step: UseStep, context: Context, after: After): [string, State][] {
  const { scope } = context;
  const { nested, since } = scope.variables;
  const prepare: TaskState = {
    ...call(stepFunction(step.uses), nestedPayload(step, context, { part: 'prepare' })),
    TimeoutSeconds: functionStateSeconds,
    // The step's time runs from here on, over the run itself.
    Assign: {
      [nested]: '{% $states.result.Payload %}',
      [since]: '{% $states.context.State.EnteredTime %}',
    },
    Retry: stepRetry(executionSeconds(context.runbook)),
    Catch: catchers(step, context, after),
    Next: runName(step.title),
  };
  const run: TaskState = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Arguments: {
      StateMachineArn: jsonata(`$${nested}.machine`),
      Name: jsonata(`$${nested}.name`),
      Input: jsonata(`$${nested}.input`),
    },
    Output: {},
    // Past that the run goes on, but a person is asked.
    TimeoutSeconds: secondsWithin(String(step.timeout)),
    Catch: [{ ErrorEquals: ['States.ALL'], Output: {}, Next: resultName(step.title) }],
    Next: resultName(step.title),
  };
  return [
    [step.title, prepare],
    [runName(step.title), run],
    [resultName(step.title), resultState(step, context, after)],
  ];
}

function resultState(step: UseStep, context: Context, after: After): TaskState {
  const { scope, places } = context;
  const { nested, since, tries } = scope.variables;
  const arn = `$replace($${nested}.machine, ":stateMachine:", ":execution:") & ":" & $${nested}.name`;
  return {
    ...call(
      stepFunction(step.uses),
      nestedPayload(step, context, {
        part: 'result',
        since: jsonata(`$${since}`),
        execution_arn: jsonata(arn),
      }),
    ),
    TimeoutSeconds: functionStateSeconds,
    Assign: {
      ...(step.named ? { [variableOf(step.id, scope, places)]: '{% $states.result.Payload.output %}' } : {}),
      ...statusAssign(step, 'done', context),
      ...(step.retry ? { [tries]: 0 } : {}),
      [since]: null,
    },
    Retry: stepRetry(executionSeconds(context.runbook)),
    Catch: catchers(step, context, after, { [since]: null }),
    ...onward(after, context),
  };
}

function nestedPayload(
  step: UseStep,
  context: Context,
  own: { [K in 'part' | 'execution_arn' | 'since']?: Json },
): JsonObject {
  const payload: { [K in keyof NestedCall]?: Json } = { ...stepPayload(step, context), ...own };
  return payload;
}
