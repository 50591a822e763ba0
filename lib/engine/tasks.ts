import type { Json } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { TaskAnswer, TaskCall } from './execution.ts';
import { resourceOf } from './resource.ts';

/** A function that a task calls. */
export interface FunctionCall {
  functionArn: string;
  payload: Json;
  executionArn: string;
  stateName: string;
}

/** Which task calls: its ticket is unique within the execution, and asked for again after the end of a process. */
export interface TaskPlace {
  executionArn: string;
  ticket: string;
  frame: string;
}

/** What tasks can call. An answer's `ok` is the function's or the service's own answer; errors have the names that a definition matches. */
export interface Tasks {
  invoke(call: FunctionCall): Promise<TaskAnswer>;
  /** Arguments of SNS' Publish. */
  publish(args: Json): Promise<TaskAnswer>;
  /** Any other integration, by its Resource. */
  other?(resource: string, args: Json, place: TaskPlace): Promise<TaskAnswer>;
  /** Instead of all of these: answers with the whole result of a task as Step Functions would have it, envelope included. */
  whole?(call: {
    /** Names the call within its execution. */
    ticket: string;
    resource: string;
    arguments: Json;
    executionArn: string;
    stateName: string;
  }): Promise<TaskAnswer>;
}

/** Calls what a task names and gives back the task's whole result. Never rejects. */
export async function callTask(
  tasks: Tasks,
  { ticket, frame, resource, arguments: args, state }: TaskCall,
  where: { executionArn: string; region: string; account: string },
): Promise<TaskAnswer> {
  const { executionArn } = where;
  const sent = asJson(args);
  try {
    if (tasks.whole)
      return received(
        await tasks.whole({ ticket, resource, arguments: sent, executionArn, stateName: state }),
      );
    const named = resourceOf(resource);
    if (named.kind !== 'service')
      return received(
        await tasks.invoke({ functionArn: resource, payload: sent, executionArn, stateName: state }),
      );
    const action = `${named.service}:${named.action.replace('.waitForTaskToken', '')}`;
    if (action === 'lambda:invoke') {
      const functionArn = functionArnOf(sent, where);
      if (functionArn === undefined) return missing('FunctionName', resource);
      const payload = isObject(sent) ? (sent['Payload'] ?? {}) : {};
      return enveloped(
        received(await tasks.invoke({ functionArn, payload, executionArn, stateName: state })),
      );
    }
    if (action === 'sns:publish') return received(await tasks.publish(sent));
    if (tasks.other) return received(await tasks.other(resource, sent, { executionArn, ticket, frame }));
    return { error: 'States.Runtime', cause: `Nothing here answers the resource '${resource}'.` };
  } catch (error) {
    // A call that came to no answer is what Step Functions calls unknown: it may or may not have happened.
    return { error: 'Lambda.Unknown', cause: error instanceof Error ? error.message : String(error) };
  }
}

/** What goes over the wire is text: neither side sees the other's objects. */
function asJson(value: unknown): Json {
  const received: Json = JSON.parse(JSON.stringify(value ?? null) ?? 'null');
  return received;
}

function received(answer: TaskAnswer): TaskAnswer {
  const submitted = answer.submitted === undefined ? {} : { submitted: asJson(answer.submitted) };
  return 'ok' in answer
    ? { ok: asJson(answer.ok), ...submitted }
    : { error: answer.error, cause: answer.cause, ...submitted };
}

/** The answer of Lambda's Invoke, as the integration gives it, as far as a runbook may rely on it. */
function enveloped(answer: TaskAnswer): TaskAnswer {
  return 'ok' in answer
    ? { ok: { ExecutedVersion: '$LATEST', Payload: answer.ok, StatusCode: 200 } }
    : answer;
}

function functionArnOf(
  args: Json,
  { region, account }: { region: string; account: string },
): string | undefined {
  const name = isObject(args) ? args['FunctionName'] : undefined;
  if (typeof name !== 'string' || name === '') return undefined;
  return name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
}

function missing(field: string, resource: string): TaskAnswer {
  return { error: 'States.Runtime', cause: `The resource '${resource}' needs Arguments with '${field}'.` };
}
