import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import { isObject } from '../model/json.ts';
import type { Directory } from '../model/people.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { readPeople } from '../runbook/people/read-people.ts';

/** What became of people.yaml since it was read last: what it says now, or why that does not count. */
export type ChangedPeople = { directory: Directory } | { trouble: string };

/** people.yaml, checked; undefined where there is none. BadRunbook with all its mistakes, BadInput when it cannot be read. */
export async function loadPeople(file: string, estate: Estate): Promise<Directory | undefined> {
  const source = await textOf(file);
  return source === undefined ? undefined : directoryIn(source, file, estate);
}

/** people.yaml, read again when it has changed: who stands in tonight counts tonight. */
export function watchPeople(file: string | undefined, estate: Estate) {
  let seen: string | undefined;
  return {
    first: async (): Promise<Directory | undefined> => {
      const source = file === undefined ? undefined : await textOf(file);
      seen = digest(source);
      return file === undefined || source === undefined ? undefined : directoryIn(source, file, estate);
    },
    /** Undefined when nothing has changed since the last reading. Never throws. `known`: there was one at first. */
    whenChanged: async (known: boolean): Promise<ChangedPeople | undefined> => {
      if (file === undefined) return undefined;
      try {
        const source = await textOf(file);
        const now = digest(source);
        if (now === seen) return undefined;
        // also where it has mistakes: said once, not every minute
        seen = now;
        if (!known)
          return { trouble: `${file} is there now, and counts from the next start of this server on` };
        if (source === undefined)
          return { trouble: `${file} is gone: until this server is started again, what it said counts` };
        return { directory: directoryIn(source, file, estate) };
      } catch {
        return {
          trouble: `${file} has mistakes, and what it said before counts: rebound check ${file} says what is wrong`,
        };
      }
    },
  };
}

/** Puts another directory in the place of the one that handlers, operations and sandbox hold: they all see it at once. The channels are rebound.yaml's, which is read at the start only. */
export function replaceDirectory(held: Directory, next: Directory): void {
  const { channels } = held;
  delete held.quiet;
  Object.assign(held, next, { channels });
}

function directoryIn(source: string, file: string, estate: Estate): Directory {
  const { directory, mistakes } = readPeople(source, file, { estate });
  if (directory && !mistakes.some(({ severity }) => severity === 'error')) return directory;
  return fail('BadRunbook', {
    what: `${file} has mistakes:\n${formatMistakes(mistakes)}\n`,
    todo: 'mend them: nobody could be reached as it says',
  });
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isObject(error) && error['code'] === 'ENOENT') return undefined;
    return fail('BadInput', { what: `cannot read ${file}`, todo: 'make it readable, or remove it' }, error);
  }
}

function digest(source: string | undefined): string {
  return source === undefined ? '' : createHash('sha256').update(source).digest('hex');
}
