import type { Json } from '../../model/json.ts';
import type { EngineApi, ExecutionView } from '../api.ts';
import type { ApiEvent } from '../event.ts';
import type { Execution } from '../execution.ts';
import { fault } from '../fault.ts';
import { splitArn } from '../versions.ts';
import { checkedArn, machineOf, metadataOnly } from './machine-of.ts';
import type { Operation } from './operations.ts';
import { checkedName, flag, jsonIn, optional, pageOf, seconds, text } from './request.ts';

export const executionOperations: Record<string, Operation> = {
  StartExecution(engine, request) {
    const machineArn = checkedArn(text(request, 'stateMachineArn'));
    const name = optional(request, 'name');
    if (name !== undefined) checkedName(name);
    const given = optional(request, 'input') ?? '{}';
    const input = jsonIn(given, 'InvalidExecutionInput', 'State Machine Execution Input');
    const { arn, startedAt } = engine.start(machineArn, input, name);
    return { executionArn: arn, startDate: seconds(startedAt) };
  },

  DescribeExecution(engine, request) {
    const view = executionOf(engine, text(request, 'executionArn'));
    const bare = metadataOnly(request);
    return {
      executionArn: view.arn,
      stateMachineArn: view.stateMachineArn,
      stateMachineVersionArn: view.versionArn,
      stateMachineAliasArn: view.aliasArn,
      name: view.name,
      status: view.status,
      startDate: seconds(view.startedAt),
      stopDate: view.stoppedAt === undefined ? undefined : seconds(view.stoppedAt),
      ...(bare ? {} : { input: JSON.stringify(view.input) }),
      inputDetails: { included: !bare },
      ...(view.output === undefined ? {} : { outputDetails: { included: !bare } }),
      ...(view.output === undefined || bare ? {} : { output: JSON.stringify(view.output) }),
      error: view.error,
      cause: view.cause,
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
    };
  },

  /** The definition as the execution runs it, whatever became of the state machine since. */
  DescribeStateMachineForExecution(engine, request) {
    const arn = text(request, 'executionArn');
    const execution = engine.executions().find((candidate) => candidate.arn === checkedArn(arn));
    if (!execution) throw noExecution(arn);
    const { machine, definition, startedAt } = execution;
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      roleArn: machine.roleArn,
      definition: JSON.stringify(definition),
      updateDate: seconds(engine.machine(machine.arn)?.createdAt ?? startedAt),
    };
  },

  GetExecutionHistory(engine, request) {
    const { events } = executionOf(engine, text(request, 'executionArn'));
    const newestFirst = flag(request, 'reverseOrder') === true;
    if (newestFirst) events.reverse();
    const included = flag(request, 'includeExecutionData') !== false;
    const { page, nextToken } = pageOf(events, request, newestFirst);
    return { events: page.map((event) => wireEvent(event, included)), nextToken };
  },

  ListExecutions(engine, request) {
    const given = text(request, 'stateMachineArn');
    const { arn } = machineOf(engine, given);
    const { qualifier } = splitArn(given);
    const status = optional(request, 'statusFilter');
    const wanted = engine
      .executions()
      .filter(({ machine }) => machine.arn === arn)
      .filter(
        ({ machine }) => qualifier === undefined || [machine.versionArn, machine.aliasArn].includes(given),
      )
      .filter((execution) => status === undefined || execution.status === status)
      .toReversed();
    const { page, nextToken } = pageOf(wanted, request, true);
    return { executions: page.map(listed), nextToken };
  },

  async StopExecution(engine, request) {
    const arn = checkedArn(text(request, 'executionArn'));
    const { stoppedAt } = await engine.stop(arn, optional(request, 'error'), optional(request, 'cause'));
    return { stopDate: seconds(stoppedAt ?? engine.now()) };
  },
};

function noExecution(arn: string): Error {
  return fault('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

function executionOf(engine: EngineApi, arn: string): ExecutionView {
  const view = engine.execution(checkedArn(arn));
  if (!view) throw noExecution(arn);
  return view;
}

/** Members of an event's details that are the execution's data. */
const data = new Set(['input', 'output', 'parameters', 'assignedVariables', 'error', 'cause']);

function wireEvent({ timestamp, ...event }: ApiEvent, included: boolean): Json {
  const shaped: { [member: string]: Json } = { ...event, timestamp: seconds(Date.parse(timestamp)) };
  if (included) return shaped;
  for (const [member, details] of Object.entries(event)) {
    if (!member.endsWith('EventDetails') || typeof details !== 'object') continue;
    shaped[member] = Object.fromEntries(Object.entries(details).filter(([name]) => !data.has(name)));
  }
  return shaped;
}

function listed(execution: Execution): Json {
  const { machine } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: machine.arn,
    ...(machine.versionArn === undefined ? {} : { stateMachineVersionArn: machine.versionArn }),
    ...(machine.aliasArn === undefined ? {} : { stateMachineAliasArn: machine.aliasArn }),
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    ...(execution.stoppedAt === undefined ? {} : { stopDate: seconds(execution.stoppedAt) }),
    redriveCount: 0,
  };
}
