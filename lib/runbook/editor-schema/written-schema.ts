import type { JsonSchema, JsonType } from './json-schema.ts';
import { expressionPattern } from './values.ts';

/**
 * A schema of zod's making as an editor wants it: `expected` is said where a text does not fit, alternatives of different kinds become
 * one schema, and limits that are JavaScript's own are left out.
 */
export function plainSchema(given: JsonSchema, expected?: string): JsonSchema {
  const { anyOf, items, properties, additionalProperties, propertyNames, ...rest } = given;
  const schema: JsonSchema = { ...rest };
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.pattern !== undefined && expected !== undefined) schema.errorMessage = `expected ${expected}`;
  if (items) schema.items = plainSchema(items);
  if (properties) schema.properties = mapped(properties, (one) => plainSchema(one));
  if (additionalProperties !== undefined) {
    schema.additionalProperties =
      typeof additionalProperties === 'boolean' ? additionalProperties : plainSchema(additionalProperties);
  }
  // a map whose names may be anything says nothing by saying so
  if (propertyNames?.pattern !== undefined && propertyNames.pattern !== '\\S')
    schema.propertyNames = propertyNames;
  if (!anyOf) return schema;
  const options = anyOf.map((one) => plainSchema(one, expected));
  const kinds = options.flatMap(({ type }) => (typeof type === 'string' ? [type] : []));
  return new Set(kinds).size === options.length
    ? { ...schema, ...Object.assign({}, ...options), type: kinds }
    : { ...schema, anyOf: options };
}

/** The same, or an expression: in the place of the whole and of everything within it, names of maps excepted. */
export function orExpression(given: JsonSchema, expected?: string): JsonSchema {
  const { type, anyOf, items, properties, additionalProperties, ...rest } = given;
  if (anyOf) {
    const text: JsonSchema = { type: 'string', pattern: expressionPattern };
    return { ...rest, anyOf: [...anyOf.map((one) => orExpression(one)), text] };
  }
  if (type === undefined) return given;
  const types: JsonType[] = Array.isArray(type) ? type : [type];
  return {
    ...textOrExpression(rest, types.includes('string'), expected),
    // the first kind is what editors put in
    type:
      types.length === 1 && types[0] === 'string'
        ? 'string'
        : ['string', ...types.filter((one) => one !== 'string')],
    ...(items ? { items: orExpression(items) } : {}),
    ...(properties ? { properties: mapped(properties, (one) => orExpression(one)) } : {}),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: orExpression(additionalProperties) }
      : additionalProperties === undefined
        ? {}
        : { additionalProperties }),
  };
}

function textOrExpression(
  { enum: words, ...given }: JsonSchema,
  isText: boolean,
  expected = 'another kind of value',
): JsonSchema {
  const said = { errorMessage: `expected ${expected}, or an expression such as $inputs.cluster` };
  const schema = { ...given };
  // the length of an expression is not that of what it gives
  delete schema.maxLength;
  if (!isText) return { ...schema, pattern: expressionPattern, ...said };
  // the words stay as what is offered: an expression is none of them
  if (words) {
    const either = `${expressionPattern}|^(?:${words.map(String).join('|')})$`;
    return { ...schema, examples: words, pattern: either, ...said };
  }
  if (schema.pattern === undefined || schema.pattern === '\\S') return schema;
  return { ...schema, pattern: `${expressionPattern}|${schema.pattern}`, ...said };
}

function mapped(
  schemas: Record<string, JsonSchema | false>,
  change: (schema: JsonSchema) => JsonSchema,
): Record<string, JsonSchema | false> {
  return Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, one && change(one)]));
}
