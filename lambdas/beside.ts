import { readFileSync } from 'node:fs';
import type { Manifest } from '../lib/compiler/manifest.ts';
import { fail } from '../lib/model/errors.ts';
import type { Directory } from '../lib/model/people.ts';

/** manifests.json, which the stack puts beside the code. None for functions that look into none. */
export function manifestsBeside(): Record<string, Manifest> {
  const text = textBeside('REBOUND_MANIFESTS');
  return text === undefined ? {} : JSON.parse(text);
}

/** people.json, beside the code of functions that reach people or look who is in it. None where there is no people.yaml. */
export function directoryBeside(): Directory | undefined {
  const text = textBeside('REBOUND_PEOPLE');
  return text === undefined ? undefined : JSON.parse(text);
}

/** The file that the variable names; undefined where it names none. */
function textBeside(variable: string): string | undefined {
  const file = process.env[variable];
  if (file === undefined) return undefined;
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
