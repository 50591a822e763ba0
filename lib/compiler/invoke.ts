import type { Place } from '../model/call.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { placeholder } from './names.ts';

const answering = 'arn:aws:states:::lambda:invoke';
const waiting = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** A function of 60 s, and time for Lambda to start it and to give up on it. */
export const functionStateSeconds = 75;

/** Where in which execution a state is: every payload begins with it. */
export const place: { [K in keyof Place]: string } = {
  execution: '{% $states.context.Execution.Id %}',
  state: '{% $states.context.State.Name %}',
  entered_at: '{% $states.context.State.EnteredTime %}',
  attempt: '{% $states.context.State.RetryCount %}',
};
export const token = '{% $states.context.Task.Token %}';

interface Invocation {
  Type: 'Task';
  Resource: string;
  Arguments: JsonObject;
  /** Nothing goes from state to state but variables: an answer's envelope would fill the history. */
  Output: Json;
}

function invocation(resource: string, name: string, payload: JsonObject): Invocation {
  return {
    Type: 'Task',
    Resource: resource,
    Arguments: { FunctionName: placeholder(name), Payload: payload },
    Output: {},
  };
}

/** Calls a function and waits for what it returns (`$states.result.Payload`). */
export const call = (name: string, payload: JsonObject): Invocation => invocation(answering, name, payload);

/** Calls a function and waits until somebody sends the task token back (`$states.result`). */
export const callAndWait = (name: string, payload: JsonObject): Invocation =>
  invocation(waiting, name, payload);
