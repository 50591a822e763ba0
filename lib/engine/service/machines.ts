import type { EngineApi, Machine } from '../api.ts';
import { checkedDefinition, readDefinition } from '../definition/read.ts';
import { fault } from '../fault.ts';
import { resolve } from '../versions.ts';
import { checkedArn, machineOf, metadataOnly, noMachine } from './machine-of.ts';
import type { Answer, Operation } from './operations.ts';
import { checkedName, flag, number, optional, pageOf, seconds, text, type Request } from './request.ts';
import { publish } from './publish.ts';

export const machineOperations: Record<string, Operation> = {
  CreateStateMachine(engine, request) {
    const name = checkedName(text(request, 'name'));
    const given = text(request, 'definition');
    const roleArn = text(request, 'roleArn');
    const type = optional(request, 'type') ?? 'STANDARD';
    if (type !== 'STANDARD')
      throw fault('ValidationException', `State machines of the type ${type} do not run here: use STANDARD`);
    const definition = checkedDefinition(given);
    const existing = engine.machine(engine.stateMachineArn(name));
    if (existing && JSON.stringify(existing.definition) !== JSON.stringify(definition))
      throw fault('StateMachineAlreadyExists', `State Machine Already Exists: '${existing.arn}'`);
    const arn = existing?.arn ?? engine.createStateMachine(name, definition, roleArn);
    const machine = machineOf(engine, arn);
    return {
      stateMachineArn: arn,
      creationDate: seconds(machine.createdAt),
      ...published(engine, machine, request, 'versionDescription'),
    };
  },

  UpdateStateMachine(engine, request) {
    const { arn, name, definition, roleArn } = machineOf(engine, text(request, 'stateMachineArn'));
    const given = optional(request, 'definition');
    const role = optional(request, 'roleArn');
    if (given === undefined && role === undefined)
      throw fault('MissingRequiredParameter', 'Either the definition or the roleArn must be specified');
    const updated = given === undefined ? definition : checkedDefinition(given);
    engine.createStateMachine(name, updated, role ?? roleArn);
    const machine = machineOf(engine, arn);
    return {
      updateDate: seconds(engine.now()),
      revisionId: machine.revisionId,
      ...published(engine, machine, request, 'versionDescription'),
    };
  },

  DescribeStateMachine(engine, request) {
    const arn = text(request, 'stateMachineArn');
    const resolved = resolve(
      (name) => engine.machine(name),
      checkedArn(arn),
      () => 0,
    );
    if (!resolved) throw noMachine(arn);
    const { machine, definition, roleArn } = resolved;
    const number = resolved.versionArn?.split(':').at(-1);
    const version = machine.versions?.find((candidate) => String(candidate.number) === number);
    return {
      stateMachineArn: resolved.versionArn ?? machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      ...(metadataOnly(request) ? {} : { definition: JSON.stringify(definition) }),
      roleArn,
      type: 'STANDARD',
      creationDate: seconds(version?.createdAt ?? machine.createdAt),
      revisionId: version?.revisionId ?? machine.revisionId,
      ...(version ? { description: version.description } : {}),
    };
  },

  ListStateMachines(engine, request) {
    const { page, nextToken } = pageOf(engine.machines(), request);
    const stateMachines = page.map(({ arn, name, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate: seconds(createdAt),
    }));
    return { stateMachines, nextToken };
  },

  /** Executions that run go on; one that does not exist is deleted already. */
  DeleteStateMachine(engine, request) {
    engine.deleteStateMachine(checkedArn(text(request, 'stateMachineArn')));
    return {};
  },

  ValidateStateMachineDefinition(_engine, request) {
    const { diagnostics } = readDefinition(text(request, 'definition'));
    const most = number(request, 'maxResults', [0, 100]);
    const shown = diagnostics.slice(0, most === undefined || most === 0 ? 100 : most);
    return {
      result: diagnostics.length === 0 ? 'OK' : 'FAIL',
      diagnostics: shown.map((diagnostic) => ({ ...diagnostic })),
      truncated: shown.length < diagnostics.length,
    };
  },
};

function published(engine: EngineApi, machine: Machine, request: Request, description: string): Answer {
  if (flag(request, 'publish') !== true) return {};
  return { stateMachineVersionArn: publish(engine, machine, optional(request, description) ?? '') };
}
