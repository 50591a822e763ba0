import { isObject, type Json } from '../../model/json.ts';
import { parseJson } from '../definition/json-text.ts';
import { fault, type Fault } from '../fault.ts';
import { dataBytesMax } from '../limits.ts';

/** A request's members, as they came. */
export type Request = Record<string, unknown>;

/** Most characters of a member. Source: API reference. */
const lengthMax: Readonly<Record<string, number>> = {
  name: 80,
  stateMachineArn: 256,
  stateMachineVersionArn: 2000,
  stateMachineAliasArn: 256,
  executionArn: 256,
  roleArn: 256,
  taskToken: 2048,
  definition: 1_048_576,
  input: dataBytesMax,
  output: dataBytesMax,
  error: 256,
  cause: 32_768,
};

/** A text that may be absent. Faults: ValidationException, SerializationException. */
export function optional(request: Request, member: string): string | undefined {
  const value = Object.hasOwn(request, member) ? request[member] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string')
    throw fault('SerializationException', `${member}: expected a text, got ${typeof value}`);
  const most = lengthMax[member];
  if (most !== undefined && value.length > most)
    throw constraint(member, value, `Member must have length less than or equal to ${most}`);
  return value;
}

/** A text that has to be there. */
export function text(request: Request, member: string): string {
  const value = optional(request, member);
  if (value !== undefined) return value;
  throw fault(
    'ValidationException',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** How the service refuses a value that its model does not allow. A long value is not repeated. */
export function constraint(member: string, value: string, rule: string): Fault {
  const shown = value.length > 100 ? '' : `'${value}' `;
  return fault(
    'ValidationException',
    `1 validation error detected: Value ${shown}at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

/** A number that may be absent, within bounds. */
export function number(request: Request, member: string, [min, max]: [number, number]): number | undefined {
  const value = Object.hasOwn(request, member) ? request[member] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw fault('SerializationException', `${member}: expected a whole number`);
  if (value < min)
    throw constraint(member, String(value), `Member must have value greater than or equal to ${min}`);
  if (value > max)
    throw constraint(member, String(value), `Member must have value less than or equal to ${max}`);
  return value;
}

export function flag(request: Request, member: string): boolean | undefined {
  const value = Object.hasOwn(request, member) ? request[member] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw fault('SerializationException', `${member}: expected true or false`);
  return value;
}

export function listOfObjects(request: Request, member: string): Request[] {
  const value = Object.hasOwn(request, member) ? request[member] : undefined;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject))
    throw fault('SerializationException', `${member}: expected a list of objects`);
  return value;
}

/** 1 to 80 characters, none of those that AWS refuses. Source: API reference of StartExecution. */
export function checkedName(name: string): string {
  if (/^[^\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/u.test(name)) return name;
  throw fault('InvalidName', `Invalid Name: '${name}'`);
}

/** JSON out of a member's text. Faults: the one that is named, when it is no JSON or too deep. */
export function jsonIn(given: string, error: 'InvalidExecutionInput' | 'InvalidOutput', what: string): Json {
  const member = error === 'InvalidOutput' ? 'output' : 'input';
  if (new TextEncoder().encode(given).length > dataBytesMax)
    throw constraint(member, given, `Member must have length less than or equal to ${dataBytesMax}`);
  const parsed = parseJson(given);
  if ('problem' in parsed) throw fault(error, `Invalid ${what}: '${parsed.problem}'`);
  return asJson(parsed.value);
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : null;
}

function isJson(value: unknown): value is Json {
  return value !== undefined;
}

/**
 * Pages by position. What is new comes at the end of a list, and at the beginning of one that has the newest first: there a
 * position counts from the end, so that nothing is on two pages because something happened between them. Fault: InvalidToken.
 */
export function pageOf<T>(
  items: readonly T[],
  request: Request,
  newestFirst = false,
): { page: readonly T[]; nextToken: string | undefined } {
  const most = number(request, 'maxResults', [0, 1000]);
  const size = most === undefined || most === 0 ? 100 : most;
  const token = optional(request, 'nextToken');
  if (token !== undefined && !/^\d{1,9}$/.test(token))
    throw fault('InvalidToken', "Invalid Token: 'Invalid token'");
  const given = Number(token ?? '0');
  const from = newestFirst && token !== undefined ? Math.max(0, items.length - given) : given;
  const end = from + size;
  const next = newestFirst ? items.length - end : end;
  return { page: items.slice(from, end), nextToken: end < items.length ? String(next) : undefined };
}

/** Instants are seconds since the epoch on this wire. */
export const seconds = (ms: number): number => ms / 1000;
