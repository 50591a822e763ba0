import { isObject, type Json } from '../model/json.ts';
import type { Engine, TaskAnswer } from './engine.ts';
import { Fault } from './fault.ts';
import type { TaskPlace } from './tasks.ts';

/** `states:startExecution` for a task, which may wait for the execution's end (`.sync`, and `.sync:2` with the output as JSON). */
export async function startExecution(
  engine: Engine,
  resource: string,
  args: Json,
  { executionArn, ticket, frame }: TaskPlace,
): Promise<TaskAnswer> {
  const mode = /:states:startExecution(|\.sync|\.sync:2)$/.exec(resource)?.[1];
  if (mode === undefined)
    return { error: 'States.Runtime', cause: `Nothing here answers the resource '${resource}'.` };
  const { StateMachineArn: machine, Name: name, Input: input } = isObject(args) ? args : {};
  const startedBy = { executionArn, ticket, frame, waits: mode !== '' };
  try {
    const { arn, startedAt } = engine.start(
      typeof machine === 'string' ? machine : '',
      input ?? {},
      typeof name === 'string' ? name : undefined,
      startedBy,
    );
    const submitted = { ExecutionArn: arn, StartDate: startedAt };
    if (mode === '') return { ok: submitted };
    const { status, output, error, cause } = await engine.ended(arn);
    // Recorded on AWS: what there is none of is left out.
    const why = { ...(error ? { Error: error } : {}), ...(cause ? { Cause: cause } : {}) };
    const told = { ...submitted, Status: status, ...why };
    if (status !== 'SUCCEEDED') return { error: 'States.TaskFailed', cause: JSON.stringify(told), submitted };
    const result = output ?? null;
    const Output = mode === '.sync:2' ? result : JSON.stringify(result);
    return { ok: { ...submitted, Status: status, Output }, submitted };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { error: `StepFunctions.${error.name}Exception`, cause: error.message };
  }
}
