import { fail } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Item } from '../wire/table.ts';

/** Whether a stored value is a T. What the table gives is unknown until it passed one of these. */
export type Check<T> = (value: unknown) => value is T;
interface Optional<T> {
  optional: Check<T>;
}
/** A field that records of an older release do not have: they are read as if it held `empty`. */
interface Added<T> {
  added: Check<T>;
  empty: T;
}
/** A check for each field of T; a field that T may leave out has an optional one. */
export type Shape<T> = {
  [K in keyof T]-?: object extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Check<T[K]> | Added<T[K]>;
};

export const text: Check<string> = (value) => typeof value === 'string';
export const number: Check<number> = (value) => typeof value === 'number';
export const flag: Check<boolean> = (value) => typeof value === 'boolean';
/** Whatever the table holds is JSON. */
export const json: Check<Json> = (_value): _value is Json => true;

export function oneOf<T extends string>(...words: readonly T[]): Check<T> {
  return (value): value is T => words.some((word) => word === value);
}
export function orNull<T>(of: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || of(value);
}
export function list<T>(of: Check<T>): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every((item) => of(item));
}
export function map<T>(of: Check<T>): Check<Record<string, T>> {
  return (value): value is Record<string, T> =>
    isObject(value) && Object.values(value).every((item) => of(item));
}
export function optional<T>(of: Check<T>): Optional<T> {
  return { optional: of };
}
export function added<T>(of: Check<T>, empty: T): Added<T> {
  return { added: of, empty };
}
/** Within another record there is no older one: it has every field. */
export function record<T>(shape: Shape<T>): Check<T> {
  return (value): value is T => isObject(value) && wrongField(value, shape) === undefined;
}

/** The record that an item holds, without the table's own attributes. Malformed, naming the field, when it is none. */
export function readRecord<T>(item: Item, shape: Shape<T>): T {
  const found: Record<string, unknown> = {};
  for (const [name, check] of fieldsOf(shape)) {
    if (name in item) found[name] = item[name];
    else if (typeof check === 'object' && 'added' in check) found[name] = check.empty;
  }
  if (isRecord(found, shape)) return found;
  const field = wrongField(found, shape) ?? '';
  return fail('Malformed', {
    what: `${item.pk} / ${item.sk} of the history is not of its shape: ${field} is ${JSON.stringify(found[field])?.slice(0, 80) ?? 'absent'}`,
    todo: 'find out what else writes to the table',
  });
}

function isRecord<T>(value: Record<string, unknown>, shape: Shape<T>): value is Record<string, unknown> & T {
  return wrongField(value, shape) === undefined;
}

type Field = Check<unknown> | Optional<unknown> | Added<unknown>;

function fieldsOf<T>(shape: Shape<T>): [string, Field][] {
  return Object.entries(shape);
}

function wrongField<T>(value: Record<string, unknown>, shape: Shape<T>): string | undefined {
  return fieldsOf(shape).find(([name, check]) => !isField(value[name], check))?.[0];
}

function isField(value: unknown, check: Field): boolean {
  if (typeof check === 'function') return check(value);
  if ('added' in check) return check.added(value);
  return value === undefined || check.optional(value);
}
