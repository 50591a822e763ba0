import { isObject } from '../../model/json.ts';
import { invalid, notModelled } from './refusal.ts';

/** An attribute value as it goes over the wire; binaries and sets are not modelled. */
export type Attribute =
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { L: Attribute[] }
  | { M: Attributes };
export type Attributes = { [name: string]: Attribute };

/** Checks what came over the wire; numbers are brought to one form, as DynamoDB does. */
export function parseAttributes(value: unknown): Attributes {
  if (!isObject(value)) return invalid('Expected a map of attribute values');
  const attributes: Attributes = {};
  for (const [name, one] of Object.entries(value)) attributes[name] = parseAttribute(one);
  return attributes;
}

function parseAttribute(value: unknown): Attribute {
  const entries = isObject(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (entries.length !== 1 || !entry)
    return invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  const [type, held] = entry;
  if (type === 'S' && typeof held === 'string') return { S: held };
  if (type === 'N' && typeof held === 'string') return { N: numberText(held) };
  if (type === 'BOOL' && typeof held === 'boolean') return { BOOL: held };
  if (type === 'NULL' && held === true) return { NULL: true };
  if (type === 'L' && Array.isArray(held)) return { L: held.map(parseAttribute) };
  if (type === 'M') return { M: parseAttributes(held) };
  return notModelled(`attribute values of type ${type}`);
}

function numberText(text: string): string {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  return String(number);
}

export function typeOf(attribute: Attribute): string {
  return Object.keys(attribute)[0] ?? '';
}

/** Deep equality of type and value. */
export function isEqual(a: Attribute, b: Attribute): boolean {
  if ('S' in a) return 'S' in b && a.S === b.S;
  if ('N' in a) return 'N' in b && Number(a.N) === Number(b.N);
  if ('BOOL' in a) return 'BOOL' in b && a.BOOL === b.BOOL;
  if ('NULL' in a) return 'NULL' in b;
  if ('L' in a) {
    return 'L' in b && a.L.length === b.L.length && a.L.every((item, index) => isSame(item, b.L[index]));
  }
  if (!('M' in b)) return false;
  const names = Object.keys(a.M);
  return names.length === Object.keys(b.M).length && names.every((name) => isSame(a.M[name], b.M[name]));
}

function isSame(a: Attribute | undefined, b: Attribute | undefined): boolean {
  return a !== undefined && b !== undefined && isEqual(a, b);
}

/** Order of two numbers or two texts (by UTF-8 bytes); undefined for what has none: such a comparison is false. */
export function order(a: Attribute, b: Attribute): number | undefined {
  if ('N' in a && 'N' in b) return Number(a.N) - Number(b.N);
  if ('S' in a && 'S' in b) return orderOfText(a.S, b.S);
  return undefined;
}

export function orderOfText(a: string, b: string): number {
  if (a === b) return 0;
  // Code units order as bytes do, but for surrogates.
  if (!surrogates.test(a) && !surrogates.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
const surrogates = /[\ud800-\udfff]/;

/** Bytes as DynamoDB counts them: names and texts in UTF-8, about a byte for two digits, 3 and one for each element of lists and maps. */
export function sizeOf(attributes: Attributes): number {
  let size = 0;
  for (const [name, value] of Object.entries(attributes)) size += Buffer.byteLength(name) + sizeOfOne(value);
  return size;
}

function sizeOfOne(value: Attribute): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return 1 + Math.ceil(value.N.replace(/\D/g, '').length / 2);
  if ('L' in value) return 3 + value.L.reduce((sum, item) => sum + 1 + sizeOfOne(item), 0);
  if ('M' in value) return 3 + Object.keys(value.M).length + sizeOf(value.M);
  return 1;
}
