import { fail } from './errors.ts';
import { isObject } from './json.ts';

/**
 * What stands for a secret everywhere but in the call that needs it: where it is kept. `NAME` or `NAME#key`, NAME being the name or
 * the ARN of a secret in AWS Secrets Manager, `key` one of the keys of a secret that is a JSON object.
 */
export interface SecretReference {
  $secret: string;
}

/** How a person gives one: `secret:NAME`, or `secret:NAME#key`. */
export const secretForm =
  'secret:NAME or secret:NAME#key, the name or ARN of a secret in AWS Secrets Manager';

/** What people see instead of a secret. */
export const hidden = '(secret)';

/** Names: at most 512 of these characters (CreateSecret, API reference). */
const name = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const arn = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,519}$/;
const key = /^[A-Za-z0-9_.@/-]{1,128}$/;

/** `secret:NAME#key` as typed; undefined for anything else, which may be the secret itself: never show it. */
export function parseSecret(text: string): SecretReference | undefined {
  if (!text.startsWith('secret:')) return undefined;
  const reference = text.slice('secret:'.length);
  return isWellFormed(reference) ? { $secret: reference } : undefined;
}

/** Whether a value is a reference and nothing else. */
export function isSecret(value: unknown): value is SecretReference {
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  const reference = value['$secret'];
  return typeof reference === 'string' && isWellFormed(reference);
}

/** Name or ARN, and the key where there is one. */
export function placeOfSecret({ $secret }: SecretReference): { id: string; key?: string } {
  const at = $secret.indexOf('#');
  return at < 0 ? { id: $secret } : { id: $secret.slice(0, at), key: $secret.slice(at + 1) };
}

/** What a reference stands for, of what is kept there: all of it, or the text under its key. BadInput, which shows none of it. */
export function secretIn(reference: SecretReference, whole: string): string {
  const { id, key } = placeOfSecret(reference);
  if (key === undefined) return whole;
  const value = parsed(whole);
  const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (typeof found === 'string') return found;
  if (typeof found === 'number') return String(found);
  return fail('BadInput', {
    what: `the secret ${id} has no text under the key ${key}`,
    why: isObject(value) ? 'it is a JSON object without it' : 'it is no JSON object',
    todo: `store it as JSON with the key ${key}, or leave #${key} out`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isWellFormed(reference: string): boolean {
  const { id, key: wanted } = placeOfSecret({ $secret: reference });
  return (name.test(id) || arn.test(id)) && (wanted === undefined || key.test(wanted));
}
