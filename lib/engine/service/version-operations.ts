import type { EngineApi, Machine } from '../api.ts';
import { fault } from '../fault.ts';
import { splitArn, versionArn, type Alias } from '../versions.ts';
import { checkedArn, machineOf, noMachine } from './machine-of.ts';
import type { Operation } from './operations.ts';
import { publish } from './publish.ts';
import {
  checkedName,
  listOfObjects,
  number,
  optional,
  pageOf,
  seconds,
  text,
  type Request,
} from './request.ts';

export const versionOperations: Record<string, Operation> = {
  PublishStateMachineVersion(engine, request) {
    const machine = machineOf(engine, text(request, 'stateMachineArn'));
    const revision = optional(request, 'revisionId');
    if (revision !== undefined && revision !== machine.revisionId)
      throw fault('ConflictException', `Conflict: the current revision is '${machine.revisionId}'`);
    const arn = publish(engine, machine, optional(request, 'description') ?? '');
    const { versions } = machineOf(engine, machine.arn);
    const version = versions?.find((candidate) => versionArn(machine, candidate.number) === arn);
    return { stateMachineVersionArn: arn, creationDate: seconds(version?.createdAt ?? engine.now()) };
  },

  ListStateMachineVersions(engine, request) {
    const machine = machineOf(engine, text(request, 'stateMachineArn'));
    const { page, nextToken } = pageOf((machine.versions ?? []).toReversed(), request, true);
    const stateMachineVersions = page.map((version) => ({
      stateMachineVersionArn: versionArn(machine, version.number),
      creationDate: seconds(version.createdAt),
    }));
    return { stateMachineVersions, nextToken };
  },

  DeleteStateMachineVersion(engine, request) {
    const arn = text(request, 'stateMachineVersionArn');
    const machine = machineOf(engine, arn);
    const { qualifier } = splitArn(arn);
    const used = machine.aliases?.find(({ routes }) =>
      routes.some(({ version }) => String(version) === qualifier),
    );
    if (used)
      throw fault(
        'ConflictException',
        `Version to be deleted must not be referenced by an alias: '${used.name}'`,
      );
    const versions = (machine.versions ?? []).filter((version) => String(version.number) !== qualifier);
    engine.putStateMachine({ ...machine, versions });
    return {};
  },

  CreateStateMachineAlias(engine, request) {
    const name = checkedName(text(request, 'name'));
    const { machine, routes } = routesIn(engine, request);
    const existing = machine.aliases?.find((alias) => alias.name === name);
    if (existing && JSON.stringify(existing.routes) !== JSON.stringify(routes))
      throw fault('ConflictException', `Alias already exists: '${machine.arn}:${name}'`);
    const now = engine.now();
    const alias: Alias = existing ?? {
      name,
      description: optional(request, 'description') ?? '',
      routes,
      createdAt: now,
      updatedAt: now,
    };
    if (!existing) engine.putStateMachine({ ...machine, aliases: [...(machine.aliases ?? []), alias] });
    return { stateMachineAliasArn: `${machine.arn}:${name}`, creationDate: seconds(alias.createdAt) };
  },

  UpdateStateMachineAlias(engine, request) {
    const { machine, alias } = aliasOf(engine, text(request, 'stateMachineAliasArn'));
    const given =
      request['routingConfiguration'] === undefined ? undefined : routesIn(engine, request).routes;
    const updated: Alias = {
      ...alias,
      description: optional(request, 'description') ?? alias.description,
      routes: given ?? alias.routes,
      updatedAt: engine.now(),
    };
    const aliases = (machine.aliases ?? []).map((each) => (each.name === alias.name ? updated : each));
    engine.putStateMachine({ ...machine, aliases });
    return { updateDate: seconds(updated.updatedAt) };
  },

  DescribeStateMachineAlias(engine, request) {
    const arn = text(request, 'stateMachineAliasArn');
    const { machine, alias } = aliasOf(engine, arn);
    return {
      stateMachineAliasArn: arn,
      name: alias.name,
      description: alias.description,
      routingConfiguration: alias.routes.map(({ version, weight }) => ({
        stateMachineVersionArn: versionArn(machine, version),
        weight,
      })),
      creationDate: seconds(alias.createdAt),
      updateDate: seconds(alias.updatedAt),
    };
  },

  ListStateMachineAliases(engine, request) {
    const machine = machineOf(engine, text(request, 'stateMachineArn'));
    const { page, nextToken } = pageOf(machine.aliases ?? [], request);
    const stateMachineAliases = page.map((alias) => ({
      stateMachineAliasArn: `${machine.arn}:${alias.name}`,
      creationDate: seconds(alias.createdAt),
    }));
    return { stateMachineAliases, nextToken };
  },

  DeleteStateMachineAlias(engine, request) {
    const { machine, alias } = aliasOf(engine, text(request, 'stateMachineAliasArn'));
    const aliases = (machine.aliases ?? []).filter(({ name }) => name !== alias.name);
    engine.putStateMachine({ ...machine, aliases });
    return {};
  },
};

function aliasOf(engine: EngineApi, arn: string): { machine: Machine; alias: Alias } {
  const machine = machineOf(engine, arn);
  const { qualifier } = splitArn(arn);
  const alias = machine.aliases?.find(({ name }) => name === qualifier);
  if (!alias) throw fault('ResourceNotFound', `Resource not found: '${arn}'`);
  return { machine, alias };
}

/** One or two versions of one state machine, whose weights are 100 together. */
function routesIn(engine: EngineApi, request: Request): { machine: Machine; routes: Alias['routes'] } {
  const given = listOfObjects(request, 'routingConfiguration').map((route) => {
    const arn = checkedArn(text(route, 'stateMachineVersionArn'));
    const machine = machineOf(engine, arn);
    const version = machine.versions?.find((each) => versionArn(machine, each.number) === arn);
    if (!version) throw noMachine(arn);
    return { machine, version: version.number, weight: number(route, 'weight', [0, 100]) ?? 0 };
  });
  const [first] = given;
  const total = given.reduce((sum, { weight }) => sum + weight, 0);
  if (
    !first ||
    given.length > 2 ||
    total !== 100 ||
    given.some(({ machine }) => machine.arn !== first.machine.arn)
  )
    throw fault(
      'ValidationException',
      'routingConfiguration has to name one or two versions of one state machine, with weights that are 100 together',
    );
  return { machine: first.machine, routes: given.map(({ version, weight }) => ({ version, weight })) };
}
