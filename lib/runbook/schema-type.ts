import type { InputSpec } from '../model/inputs.ts';
import type { Estate } from '../model/estate.ts';
import { record } from './schema-fields.ts';
import { anyNumber, anyText, either, truth, type Type, unknown } from './type.ts';

/** Schemas live as long as the catalog: each is looked at once. */
const known = new WeakMap<object, Type>();

/** What a value that a schema lets out is. Null and absence are left out: whatever reads them stops in front of a human. */
export function typeOfSchema(schema: unknown): Type {
  const key = record(schema);
  if (!key) return unknown;
  const before = known.get(key);
  if (before) return before;
  const type = looked(key, 'out', 0);
  known.set(key, type);
  return type;
}

/** What a value that a schema lets in is; unknown where it takes several kinds, or does not say. */
export function typeTakenBy(schema: unknown): Type {
  return looked(schema, 'in', 0);
}

/** The kinds that a schema takes, one by one through unions; undefined where it does not say. */
export function kindsTakenBy(schema: unknown): ReadonlySet<Type['kind']> | undefined {
  const options = optionsOf(schema, 0);
  const kinds = options?.map((option) => typeTakenBy(option).kind);
  return !kinds || kinds.includes('unknown') ? undefined : new Set(kinds);
}

/** A schema without what may be absent or null around it. */
function optionsOf(schema: unknown, depth: number): unknown[] | undefined {
  const about = definition(schema);
  if (!about || depth > 8) return undefined;
  if (about['innerType'] !== undefined) return optionsOf(about['innerType'], depth + 1);
  if (about['type'] === 'pipe') return optionsOf(about['in'], depth + 1);
  if (about['type'] !== 'union') return [schema];
  const inner = listOf(about['options']).map((option) => optionsOf(option, depth + 1));
  return inner.every((options) => options !== undefined) ? inner.flat() : undefined;
}

function looked(schema: unknown, side: 'in' | 'out', depth: number): Type {
  const about = definition(schema);
  if (!about || depth > 8) return unknown;
  const on = (inner: unknown) => looked(inner, side, depth + 1);
  switch (about['type']) {
    case 'string':
      return anyText;
    case 'number':
    case 'int':
      return anyNumber;
    case 'boolean':
      return truth;
    case 'enum':
      return ofValues(Object.values(record(about['entries']) ?? {}));
    case 'literal':
      return ofValues(listOf(about['values']));
    case 'array':
      return { kind: 'list', item: on(about['element']) };
    case 'record':
      return { kind: 'map' };
    case 'object': {
      const shape = record(about['shape']) ?? {};
      const fields = new Map(Object.keys(shape).map((name) => [name, on(shape[name])]));
      // an object that takes more than its fields may have any
      return about['catchall'] === undefined || definition(about['catchall'])?.['type'] === 'never'
        ? { kind: 'map', fields }
        : { kind: 'map' };
    }
    case 'union':
      return listOf(about['options']).map(on).reduce(either);
    case 'pipe':
      return on(about[side]);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nonoptional':
      return on(about['innerType']);
    default:
      return unknown;
  }
}

function ofValues(values: readonly unknown[]): Type {
  const texts = values.filter((value) => typeof value === 'string');
  if (values.length > 0 && texts.length === values.length) return { kind: 'text', values: texts };
  if (values.every((value) => typeof value === 'number')) return anyNumber;
  return values.every((value) => typeof value === 'boolean') ? truth : unknown;
}

/** What an input is within expressions. A cluster and a database is one of rebound.yaml's. */
export function typeOfInput(spec: InputSpec, estate: Pick<Estate, 'clusters' | 'databases'>): Type {
  const item = typeOfOne(spec, estate);
  return spec.list ? { kind: 'list', item } : item;
}

function typeOfOne(spec: InputSpec, estate: Pick<Estate, 'clusters' | 'databases'>): Type {
  switch (spec.type) {
    case 'number':
      return anyNumber;
    case 'duration':
      return { kind: 'number', is: 'duration' };
    case 'boolean':
      return truth;
    case 'time':
      return { kind: 'text', is: 'time' };
    case 'choice':
      return spec.choices ? { kind: 'text', values: spec.choices } : anyText;
    case 'cluster':
      return oneOf(Object.keys(estate.clusters));
    case 'database':
      return oneOf(Object.keys(estate.databases));
    case 'string':
    case 'namespace':
    case 'backup':
    case 'person':
    case 'group':
      return anyText;
  }
}

function oneOf(values: readonly string[]): Type {
  return values.length === 0 ? anyText : { kind: 'text', values };
}

function definition(schema: unknown): Record<string, unknown> | undefined {
  return record(record(record(schema)?.['_zod'])?.['def']);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
