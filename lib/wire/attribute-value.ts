import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';

/** Plain JSON as a DynamoDB attribute value. Keys that hold `undefined` are left out, as in JSON. */
export function toAttribute(value: Json): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) fail('Broken', { what: `the history cannot hold the number ${value}` });
    return { N: String(value) };
  }
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  return { M: toAttributes(value) };
}

/** A map of attribute values, as items, keys and expression values are. */
export function toAttributes(values: { [name: string]: Json | undefined }): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) attributes[name] = toAttribute(value);
  return attributes;
}

/** Plain JSON of an attribute value. Malformed for binaries and sets, which we never write. */
export function fromAttribute(attribute: AttributeValue): Json {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.M !== undefined) return fromAttributes(attribute.M);
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.NULL !== undefined) return null;
  return fail('Malformed', {
    what: `the table holds a value of a type that history never writes: ${Object.keys(attribute).join(', ')}`,
    todo: 'find out what else writes to the table',
  });
}

export function fromAttributes(attributes: Record<string, AttributeValue>): { [name: string]: Json } {
  const values: { [name: string]: Json } = {};
  for (const [name, attribute] of Object.entries(attributes)) values[name] = fromAttribute(attribute);
  return values;
}
