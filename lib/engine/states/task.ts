import type { TaskState } from '../../model/asl.ts';
import { isObject, type Json } from '../../model/json.ts';
import { nextId } from '../execution.ts';
import { StateFailure } from '../failure.ts';
import { wholeNumber } from '../fields.ts';
import { leave } from '../flow.ts';
import type { Scope } from '../jsonata.ts';
import { checkSize } from '../limits.ts';
import { resourceOf, type Resource } from '../resource.ts';
import { scopeOf } from '../scope.ts';
import { fill } from '../template.ts';
import { newToken } from '../token.ts';
import { chanceOf, emit, type StateKind } from '../work.ts';

/** Longest time-out and heartbeat, in seconds. */
const secondsMax = 99_999_999;

/**
 * Calls a function or a service and waits for its answer; a callback task waits for its token. What is not answered in
 * time is dropped: its ticket is not known any more, so a late answer changes nothing.
 */
export const task: StateKind<TaskState> = {
  async begin(work, frame, state) {
    const { execution } = work;
    const resource = resourceOf(state.Resource);
    if (resource.kind === 'activity')
      throw new StateFailure('States.Runtime', `Activities are not supported here: '${state.Resource}'`);
    const ticket = nextId(execution);
    const callback = resource.kind === 'service' && resource.callback;
    const token = callback ? newToken(execution.arn, ticket, chanceOf(execution)) : undefined;
    const scope = () => scopeOf(work, frame, { token });
    const given =
      state.Arguments === undefined ? frame.input : await fill(state.Arguments, 'Arguments', scope);
    const timeout = await secondsOf(state, 'TimeoutSeconds', scope);
    const heartbeat = await secondsOf(state, 'HeartbeatSeconds', scope);
    checkSize(given, frame.state);
    const credentials =
      state.Credentials === undefined ? undefined : await fill(state.Credentials, 'Credentials', scope);
    const limits = {
      ...(isObject(credentials) ? { taskCredentials: { roleArn: credentials['RoleArn'] ?? null } } : {}),
      ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
      ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
    };
    if (resource.kind === 'function') {
      emit(work, frame, 'LambdaFunctionScheduled', { resource: state.Resource, input: given, ...limits });
      emit(work, frame, 'LambdaFunctionStarted');
    } else {
      const names = namesOf(resource);
      const region = regionOf(execution.arn);
      emit(work, frame, 'TaskScheduled', { ...names, region, parameters: given, ...limits });
      emit(work, frame, 'TaskStarted', names);
    }
    frame.waits = {
      for: 'task',
      ticket,
      resource: state.Resource,
      arguments: given,
      ...(token === undefined ? {} : { token }),
      ...(timeout === undefined ? {} : { timeoutAt: work.at + timeout * 1000 }),
      ...(heartbeat === undefined
        ? {}
        : { heartbeatMs: heartbeat * 1000, heartbeatAt: work.at + heartbeat * 1000 }),
    };
    work.calls.push({
      ticket,
      frame: frame.id,
      resource: state.Resource,
      arguments: given,
      state: frame.state,
    });
  },

  async answered(work, frame, state, answer, calledBack) {
    const resource = resourceOf(state.Resource);
    const names = resource.kind === 'service' ? namesOf(resource) : {};
    const event = (ending: string) => `${resource.kind === 'service' ? 'Task' : 'LambdaFunction'}${ending}`;
    const failed = (error: string | undefined, cause: string | undefined): StateFailure => {
      emit(work, frame, event('Failed'), {
        ...names,
        ...(error ? { error } : {}),
        ...(cause ? { cause } : {}),
      });
      return new StateFailure(error, cause);
    };
    const submitted = (output: Json | undefined): void => {
      emit(work, frame, 'TaskSubmitted', { ...names, ...(output === undefined ? {} : { output }) });
    };
    if (!('ok' in answer)) {
      // A job that was begun and failed is States.TaskFailed; a call that did not begin one has the service's own error.
      if (resource.kind === 'service' && resource.job && answer.error === 'States.TaskFailed')
        submitted(answer.submitted);
      throw failed(answer.error, answer.cause);
    }
    try {
      checkSize(answer.ok, resource.kind === 'service' ? resource.service : state.Resource);
    } catch (error) {
      throw error instanceof StateFailure ? failed(error.error, error.failureCause) : error;
    }
    if (resource.kind === 'service' && resource.callback && !calledBack) {
      submitted(answer.ok);
      if (frame.waits.for === 'task') frame.waits.submitted = true;
      return;
    }
    if (resource.kind === 'service' && resource.job) submitted(answer.submitted);
    emit(work, frame, event('Succeeded'), { ...names, output: answer.ok });
    await leave(work, frame, state, { otherwise: answer.ok, extra: { result: answer.ok } });
  },

  async due(work, frame, state) {
    const resource = resourceOf(state.Resource);
    const { waits } = frame;
    // Measured: a heartbeat that did not come is States.Timeout as well, and the cause is empty; a catcher knows it by both names.
    const error = 'States.Timeout';
    const silent = waits.for === 'task' && (waits.heartbeatAt ?? Infinity) < (waits.timeoutAt ?? Infinity);
    if (resource.kind === 'service') emit(work, frame, 'TaskTimedOut', { ...namesOf(resource), error });
    else emit(work, frame, 'LambdaFunctionTimedOut', { error });
    throw new StateFailure(error, '', silent ? 'States.HeartbeatTimeout' : undefined);
  },
};

async function secondsOf(
  state: TaskState,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
  scope: () => Scope,
): Promise<number | undefined> {
  const written = state[field];
  return written === undefined ? undefined : wholeNumber(written, field, scope, { min: 1, max: secondsMax });
}

function namesOf({ service, action }: Extract<Resource, { kind: 'service' }>): {
  resource: string;
  resourceType: string;
} {
  return { resource: action, resourceType: service };
}

function regionOf(executionArn: string): string {
  return executionArn.split(':')[3] ?? '';
}
