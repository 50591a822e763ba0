import { readFileSync } from 'node:fs';
import type { Manifest } from '../lib/compiler/manifest.ts';
import { fail } from '../lib/model/errors.ts';

/** What the stack tells a function by its environment. Broken, naming the variable, when it was deployed without one. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    fail('Broken', { what: `this function was deployed without ${name}`, todo: 'deploy the stack again' });
  return value;
}

/** The role's credentials, anew each time: Lambda renews them for as long as the function lives. */
export async function roleCredentials() {
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  return {
    accessKeyId: setting('AWS_ACCESS_KEY_ID'),
    secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

/** manifests.json, which the stack puts beside the code. None for functions that look into none. */
export function manifestsBeside(): Record<string, Manifest> {
  const file = process.env['REBOUND_MANIFESTS'];
  if (file === undefined) return {};
  return JSON.parse(textBeside(file));
}

function textBeside(file: string): string {
  try {
    return readFileSync(new URL(file, import.meta.url), 'utf8');
  } catch (error) {
    return fail(
      'Broken',
      { what: `this function was deployed without ${file} beside its code`, todo: 'deploy the stack again' },
      error,
    );
  }
}
