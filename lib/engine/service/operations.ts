import type { Json } from '../model/json.ts';
import type { EngineApi, ExecutionView, Machine } from './api.ts';
import { checkedDefinition, readDefinition } from './definition/read.ts';
import type { ApiEvent } from './event.ts';
import type { Execution } from './execution.ts';
import { fault } from './fault.ts';
import { dataBytesMax } from './limits.ts';

type Request = Record<string, unknown>;
type Answer = Record<string, Json | undefined>;
type Operation = (engine: EngineApi, request: Request) => Answer | Promise<Answer>;

/** The operations that are answered, by name. Instants are seconds since the epoch on this wire. */
export const operations: Record<string, Operation> = {
  CreateStateMachine(engine, request) {
    const name = checkedName(text(request, 'name'));
    const definition = checkedDefinition(text(request, 'definition'));
    const existing = engine.machine(engine.stateMachineArn(name));
    if (existing && JSON.stringify(existing.definition) !== JSON.stringify(definition))
      throw fault('StateMachineAlreadyExists', `State Machine Already Exists: '${existing.arn}'`);
    const arn = existing?.arn ?? engine.createStateMachine(name, definition, text(request, 'roleArn'));
    return { stateMachineArn: arn, creationDate: seconds(machineOf(engine, arn).createdAt) };
  },

  UpdateStateMachine(engine, request) {
    const { arn, name, definition, roleArn } = machineOf(engine, text(request, 'stateMachineArn'));
    const given = optional(request, 'definition');
    const updated = given === undefined ? definition : checkedDefinition(given);
    engine.createStateMachine(name, updated, optional(request, 'roleArn') ?? roleArn);
    return { updateDate: seconds(engine.now()), revisionId: machineOf(engine, arn).revisionId };
  },

  DescribeStateMachine(engine, request) {
    const machine = machineOf(engine, text(request, 'stateMachineArn'));
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      definition: JSON.stringify(machine.definition),
      roleArn: machine.roleArn,
      type: 'STANDARD',
      creationDate: seconds(machine.createdAt),
      revisionId: machine.revisionId,
    };
  },

  ValidateStateMachineDefinition(_engine, request) {
    const { diagnostics } = readDefinition(text(request, 'definition'));
    const found = diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'ERROR' }));
    return { result: found.length === 0 ? 'OK' : 'FAIL', diagnostics: found, truncated: false };
  },

  StartExecution(engine, request) {
    const machineArn = text(request, 'stateMachineArn');
    const name = optional(request, 'name');
    if (name !== undefined) checkedName(name);
    const input = jsonIn(
      optional(request, 'input') ?? '{}',
      'InvalidExecutionInput',
      'State Machine Execution Input',
    );
    const { arn, startedAt } = engine.start(machineArn, input, name);
    return { executionArn: arn, startDate: seconds(startedAt) };
  },

  DescribeExecution(engine, request) {
    const view = executionOf(engine, text(request, 'executionArn'));
    return {
      executionArn: view.arn,
      stateMachineArn: view.stateMachineArn,
      name: view.name,
      status: view.status,
      startDate: seconds(view.startedAt),
      stopDate: view.stoppedAt === undefined ? undefined : seconds(view.stoppedAt),
      input: JSON.stringify(view.input),
      inputDetails: { included: true },
      output: view.output === undefined ? undefined : JSON.stringify(view.output),
      ...(view.output === undefined ? {} : { outputDetails: { included: true } }),
      error: view.error,
      cause: view.cause,
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
    };
  },

  GetExecutionHistory(engine, request) {
    const { events } = executionOf(engine, text(request, 'executionArn'));
    if (request['reverseOrder'] === true) events.reverse();
    const { page, nextToken } = pageOf(events, request);
    return { events: page.map(wireEvent), nextToken };
  },

  ListExecutions(engine, request) {
    const machineArn = machineOf(engine, text(request, 'stateMachineArn')).arn;
    const status = optional(request, 'statusFilter');
    const wanted = engine
      .executions()
      .filter((execution) => execution.machine.arn === machineArn)
      .filter((execution) => status === undefined || execution.status === status)
      .toReversed();
    const { page, nextToken } = pageOf(wanted, request);
    return { executions: page.map(listed), nextToken };
  },

  async StopExecution(engine, request) {
    const arn = text(request, 'executionArn');
    const { stoppedAt } = await engine.stop(arn, optional(request, 'error'), optional(request, 'cause'));
    return { stopDate: seconds(stoppedAt ?? engine.now()) };
  },

  async SendTaskSuccess(engine, request) {
    const ok = jsonIn(text(request, 'output'), 'InvalidOutput', 'Output');
    await engine.answer(text(request, 'taskToken'), { ok });
    return {};
  },

  async SendTaskFailure(engine, request) {
    const error = optional(request, 'error');
    const cause = optional(request, 'cause');
    await engine.answer(text(request, 'taskToken'), { error, cause });
    return {};
  },

  async SendTaskHeartbeat(engine, request) {
    await engine.heartbeat(text(request, 'taskToken'));
    return {};
  },
};

const seconds = (ms: number): number => ms / 1000;

function optional(request: Request, member: string): string | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw fault('ValidationException', `'${member}' has to be a text.`);
  return value;
}

function text(request: Request, member: string): string {
  const value = optional(request, member);
  if (value !== undefined) return value;
  const detail = `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
  throw fault('ValidationException', `1 validation error detected: ${detail}`);
}

/** 1 to 80 characters, none of those that AWS refuses. Source: API reference of StartExecution. */
function checkedName(name: string): string {
  if (/^[^\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/u.test(name)) return name;
  throw fault('InvalidName', `Invalid Name: '${name}'`);
}

function jsonIn(given: string, error: 'InvalidExecutionInput' | 'InvalidOutput', what: string): Json {
  if (new TextEncoder().encode(given).length > dataBytesMax)
    throw fault(error, `Invalid ${what}: larger than ${dataBytesMax} bytes`);
  try {
    const parsed: Json = JSON.parse(given);
    return parsed;
  } catch (problem) {
    throw fault(error, `Invalid ${what}: '${problem instanceof Error ? problem.message : String(problem)}'`);
  }
}

function machineOf(engine: EngineApi, arn: string): Machine {
  const machine = engine.machine(arn);
  if (!machine) throw fault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function executionOf(engine: EngineApi, arn: string): ExecutionView {
  const view = engine.execution(arn);
  if (!view) throw fault('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return view;
}

/** Pages by position: nothing is ever taken out of a history or a list. */
function pageOf<T>(
  items: readonly T[],
  request: Request,
): { page: readonly T[]; nextToken: string | undefined } {
  const most = request['maxResults'];
  const size = typeof most === 'number' && most > 0 ? Math.min(most, 1000) : 100;
  const from = Number(optional(request, 'nextToken') ?? '0');
  const end = from + size;
  return { page: items.slice(from, end), nextToken: end < items.length ? String(end) : undefined };
}

function wireEvent({ timestamp, ...event }: ApiEvent): Json {
  return { ...event, timestamp: seconds(Date.parse(timestamp)) };
}

function listed(execution: Execution): Json {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    ...(execution.stoppedAt === undefined ? {} : { stopDate: seconds(execution.stoppedAt) }),
    redriveCount: 0,
  };
}
