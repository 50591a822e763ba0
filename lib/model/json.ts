import { createHash } from 'node:crypto';

/** What YAML, ASL, payloads and records hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** JSON with the keys of every object in code-point order and no white space: equal values give equal bytes. Keys that hold `undefined` are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    let text = '';
    for (const item of value) text += `${text === '' ? '' : ','}${canonical(item ?? null)}`;
    return `[${text}]`;
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const record: Record<string, unknown> = { ...value };
  let text = '';
  for (const key of Object.keys(record).sort()) {
    if (record[key] !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(record[key])}`;
  }
  return `{${text}}`;
}

/** How long its JSON is, in bytes of UTF-8. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(canonical(value));
}

/** SHA-256 of the canonical JSON, 64 hex digits. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
