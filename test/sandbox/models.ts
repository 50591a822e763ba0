import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { isObject } from '../../lib/model/json.ts';

const models = new URL('../../../shared/models/', import.meta.url);

/** False where the models are not at hand: tests that need them are skipped. */
export const modelsAreHere = existsSync(fileURLToPath(models));

type Shape = Record<string, unknown>;

export function smithyModel(file: string): Record<string, Shape> {
  const text = readFileSync(fileURLToPath(new URL(`aws/${file}`, models)), 'utf8');
  return (JSON.parse(text) as { shapes: Record<string, Shape> }).shapes;
}

/** What of a value does not fit a shape of a Smithy model in JSON, by path. Empty when all of it does. */
export function smithyProblems(
  shapes: Record<string, Shape>,
  id: string,
  value: unknown,
  path = '',
): string[] {
  const shape = shapes[id] ?? simple(id);
  const wrong = (expected: string) => [`${path || 'the whole'} is no ${expected}`];
  const traits = isObject(shape['traits']) ? shape['traits'] : {};
  switch (shape['type']) {
    case 'structure': {
      if (!isObject(value)) return wrong('structure');
      const members = shape['members'] as Record<string, { target: string; traits?: Shape }>;
      const unknown = Object.keys(value).filter((name) => !(name in members));
      const missing = Object.keys(members).filter(
        (name) => members[name]?.traits?.['smithy.api#required'] !== undefined && value[name] === undefined,
      );
      return [
        ...unknown.map((name) => `${path}.${name} is not in the model`),
        ...missing.map((name) => `${path}.${name} is missing`),
        ...Object.entries(value).flatMap(([name, inner]) => {
          const target = members[name]?.target;
          return target && inner !== null ? smithyProblems(shapes, target, inner, `${path}.${name}`) : [];
        }),
      ];
    }
    case 'list': {
      if (!Array.isArray(value)) return wrong('list');
      const { target } = shape['member'] as { target: string };
      return value.flatMap((inner, n) => smithyProblems(shapes, target, inner, `${path}[${n}]`));
    }
    case 'map':
      return isObject(value) ? [] : wrong('map');
    case 'enum': {
      const members = shape['members'] as Record<string, { traits?: Shape }>;
      const values = Object.values(members).map((member) => member.traits?.['smithy.api#enumValue']);
      return values.includes(value) ? [] : wrong(`one of ${values.join(', ')}`);
    }
    case 'string': {
      const pattern = traits['smithy.api#pattern'];
      if (typeof value !== 'string') return wrong('string');
      return typeof pattern === 'string' && !new RegExp(pattern).test(value)
        ? wrong(`match of ${pattern}`)
        : [];
    }
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('boolean');
    default:
      return typeof value === 'number' ? [] : wrong(typeof shape['type'] === 'string' ? shape['type'] : id);
  }
}

function simple(id: string): Shape {
  return { type: id.replace('smithy.api#', '').toLowerCase() };
}

/** The schema of a Velero custom resource. */
export function veleroSchema(plural: string): Shape {
  const text = readFileSync(fileURLToPath(new URL(`velero/velero.io_${plural}.yaml`, models)), 'utf8');
  const definition = parse(text) as { spec: { versions: { schema: { openAPIV3Schema: Shape } }[] } };
  const schema = definition.spec.versions[0]?.schema.openAPIV3Schema;
  if (!schema) throw new Error(`no schema in velero.io_${plural}.yaml`);
  return schema;
}

/** What of a value does not fit an OpenAPI v3 schema, by path. Fields that the schema does not have are problems, but for metadata. */
export function schemaProblems(schema: Shape, value: unknown, path = ''): string[] {
  const wrong = (expected: string) => [`${path || 'the whole'} is no ${expected}`];
  if (value === null) return schema['nullable'] === true ? [] : wrong(String(schema['type']));
  switch (schema['type']) {
    case 'object': {
      if (!isObject(value)) return wrong('object');
      const properties = schema['properties'] as Record<string, Shape> | undefined;
      const required = (schema['required'] as string[] | undefined) ?? [];
      return [
        ...required.filter((name) => value[name] === undefined).map((name) => `${path}.${name} is missing`),
        ...Object.entries(value).flatMap(([name, inner]) => {
          if (!properties) return [];
          const property = properties[name];
          if (!property) return [`${path}.${name} is not in the schema`];
          return name === 'metadata' && path === '' ? [] : schemaProblems(property, inner, `${path}.${name}`);
        }),
      ];
    }
    case 'array':
      if (!Array.isArray(value)) return wrong('array');
      return value.flatMap((inner, n) => schemaProblems(schema['items'] as Shape, inner, `${path}[${n}]`));
    case 'string': {
      const allowed = schema['enum'] as string[] | undefined;
      if (typeof value !== 'string') return wrong('string');
      if (allowed && !allowed.includes(value)) return wrong(`one of ${allowed.join(', ')}`);
      return schema['format'] === 'date-time' && Number.isNaN(Date.parse(value)) ? wrong('time') : [];
    }
    case 'integer':
      return Number.isInteger(value) ? [] : wrong('integer');
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('boolean');
    default:
      return [];
  }
}
