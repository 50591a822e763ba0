import type { Definition } from '../model/asl.ts';
import type { Random } from '../model/clock.ts';
import type { Machine } from './api.ts';

/** A definition as it was when it was published: it never changes. */
export interface Version {
  number: number;
  definition: Definition;
  roleArn: string;
  revisionId: string;
  description: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A name for one version, or for two between which executions are divided by weight. */
export interface Alias {
  name: string;
  description: string;
  routes: { version: number; weight: number }[];
  /** Milliseconds since the epoch. */
  createdAt: number;
  updatedAt: number;
}

/** What an ARN to start names: the definition to run, and the version and the alias if it names one. */
export interface Resolved {
  machine: Machine;
  definition: Definition;
  roleArn: string;
  versionArn?: string;
  aliasArn?: string;
}

/** `…:stateMachine:<name>` and, behind one more colon, a version's number or an alias' name. */
export function splitArn(arn: string): { machineArn: string; qualifier?: string } {
  const match = /^(arn:[^:]*:states:[^:]*:[^:]*:stateMachine:[^:]+):([^:]+)$/.exec(arn);
  const [, machineArn, qualifier] = match ?? [];
  return machineArn !== undefined && qualifier !== undefined
    ? { machineArn, qualifier }
    : { machineArn: arn };
}

/** What an ARN with or without qualifier names; undefined when there is none. Chance decides between an alias' versions. */
export function resolve(
  machineOf: (arn: string) => Machine | undefined,
  arn: string,
  random: Random,
): Resolved | undefined {
  const { machineArn, qualifier } = splitArn(arn);
  const machine = machineOf(machineArn);
  if (!machine || qualifier === undefined)
    return machine && { machine, definition: machine.definition, roleArn: machine.roleArn };
  const alias = machine.aliases?.find(({ name }) => name === qualifier);
  const number = alias ? routed(alias, random) : Number(qualifier);
  const version = machine.versions?.find((candidate) => candidate.number === number);
  if (!version) return undefined;
  return {
    machine,
    definition: version.definition,
    roleArn: version.roleArn,
    versionArn: versionArn(machine, number),
    ...(alias ? { aliasArn: arn } : {}),
  };
}

export function versionArn({ arn }: Pick<Machine, 'arn'>, number: number): string {
  return `${arn}:${number}`;
}

function routed({ routes }: Alias, random: Random): number {
  const [first, second] = routes;
  if (!second) return first?.version ?? 0;
  return random() * 100 < (first?.weight ?? 0) ? (first?.version ?? 0) : second.version;
}
