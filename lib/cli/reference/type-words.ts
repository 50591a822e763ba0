import * as z from 'zod/mini';
import { isObject } from '../../model/json.ts';
import { durationPattern } from '../../steps/fields.ts';

/** What a schema takes (`input`) or gives (`output`), in words: `text`, `whole number from 1 to 10`, `list of { who: text, for: duration }`. */
export function typeWords(schema: z.ZodMiniType, io: 'input' | 'output'): string {
  return words(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), 0);
}

function words(schema: unknown, depth: number): string {
  if (!isObject(schema) || depth > 5) return 'anything';
  const inner = (value: unknown) => words(value, depth + 1);
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) return either(options, options.map(inner));
  if (Array.isArray(schema['enum'])) return `one of ${schema['enum'].map(coded).join(', ')}`;
  if ('const' in schema) return coded(schema['const']);
  const { type } = schema;
  if (Array.isArray(type))
    return either(
      type,
      type.map((one) => inner({ ...schema, type: one })),
    );
  switch (type) {
    case 'string':
      return schema['pattern'] === durationPattern.source ? 'duration' : 'text';
    case 'integer':
      return `whole number${bounds(schema)}`;
    case 'number':
      return 'number';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return `list of ${inner(schema['items'])}`;
    case 'object':
      return map(schema, inner);
    default:
      return 'anything';
  }
}

/** A duration is written, or computed as seconds; of what may be null that is said last. */
function either(options: unknown[], said: string[]): string {
  if (said.includes('duration')) return 'duration';
  const sorted = [...said.filter((one) => one !== 'null'), ...said.filter((one) => one === 'null')];
  const unique = [...new Set(sorted)];
  return options.length === 0 ? 'anything' : unique.join(' or ');
}

function map(schema: Record<string, unknown>, inner: (value: unknown) => string): string {
  const { properties, required, additionalProperties } = schema;
  if (isObject(properties)) {
    const needed = Array.isArray(required) ? required : [];
    const fields = Object.entries(properties).map(
      ([name, value]) => `${name}${needed.includes(name) ? '' : '?'}: ${inner(value)}`,
    );
    return fields.length > 0 ? `{ ${fields.join(', ')} }` : 'an empty map';
  }
  const value = inner(additionalProperties);
  return value === 'anything' ? 'map' : `map of names to ${value}`;
}

function bounds({ minimum, maximum }: Record<string, unknown>): string {
  const least = typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : '';
  const most = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : '';
  return `${least}${most}`;
}

function coded(value: unknown): string {
  return `\`${String(value)}\``;
}
