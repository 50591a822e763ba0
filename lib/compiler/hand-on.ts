import type { State, TaskState } from '../model/asl.ts';
import type { HandOnCall } from '../model/call.ts';
import type { Json } from '../model/json.ts';
import type { HandOn, Runbook } from '../runbook/runbook.ts';
import { allSteps, handOnsIn } from '../runbook/walk.ts';
import { call, functionStateSeconds, place } from './invoke.ts';
import { jsonata } from './jsonata.ts';
import { frameStates, outer } from './names.ts';
import { executionSeconds } from './parts.ts';
import { startRetry, stepRetry } from './retriers.ts';

/** Every `continue_with` of a runbook. */
export function handOnsOf(runbook: Runbook): HandOn[] {
  return allSteps(runbook.steps).flatMap(handOnsIn);
}

/** Behind Recovery: does it hand on? Then this run is fenced, its lock moved, and the other one started. `after`: the state behind; `aborted`: where an abort leads, which may have come meanwhile. */
export function handOnStates(runbook: Runbook, after: string, aborted: string): [string, State][] {
  const to = `$${outer.result}.to`;
  const payload: { [K in keyof HandOnCall]: Json } = {
    ...place,
    runbook: jsonata(`${to}.runbook`),
    inputs: jsonata(`${to}.inputs`),
    because: jsonata(`$${outer.result}.because`),
  };
  const failure = { [outer.failure]: '{% $states.errorOutput %}' };
  const failed = { Assign: failure, Next: after };
  const prepare: TaskState = {
    ...call('hand-on', payload),
    TimeoutSeconds: functionStateSeconds,
    Assign: { [outer.handOn]: '{% $states.result.Payload %}' },
    Retry: stepRetry(executionSeconds(runbook)),
    Catch: [
      ...(aborted === after ? [] : [{ ErrorEquals: ['Aborted'], Assign: failure, Next: aborted }]),
      { ErrorEquals: ['States.ALL'], ...failed },
    ],
    Next: frameStates.handOnStart,
  };
  const handedOn = jsonata(
    `{"outcome": "handed-on", "because": $${outer.result}.because, "to": {"run": $${outer.handOn}.run, "runbook": ${to}.runbook}}`,
  );
  const start: TaskState = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution',
    Arguments: {
      StateMachineArn: jsonata(`$${outer.handOn}.machine`),
      Name: jsonata(`$${outer.handOn}.name`),
      Input: jsonata(`$${outer.handOn}.input`),
    },
    Output: {},
    TimeoutSeconds: functionStateSeconds,
    Assign: { [outer.result]: handedOn },
    Retry: startRetry,
    Catch: [
      // An earlier attempt of ours whose answer was lost: nobody else knows the name.
      {
        ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'],
        Assign: { [outer.result]: handedOn },
        Next: after,
      },
      { ErrorEquals: ['States.ALL'], ...failed },
    ],
    Next: after,
  };
  return [
    [
      frameStates.handedOn,
      {
        Type: 'Choice',
        Choices: [{ Condition: jsonata(`$${outer.result}.outcome = "handed-on"`), Next: frameStates.handOn }],
        Default: aborted,
      },
    ],
    [frameStates.handOn, prepare],
    [frameStates.handOnStart, start],
  ];
}
