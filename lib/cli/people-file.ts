import { existsSync } from 'node:fs';
import { fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { readPeople } from '../runbook/people/read-people.ts';
import type { Mistake } from '../runbook/runbook.ts';
import { shownAs } from './read-files.ts';
import { readText } from './read-text.ts';

/** people.yaml, as `check` tells of it. */
export interface PeopleFile {
  /** As it is shown. */
  file: string;
  /** Absent when there are mistakes. */
  directory?: Directory;
  mistakes: Mistake[];
}

/** people.yaml with its mistakes; undefined where there is none. BadInput when it cannot be read. */
export async function readPeopleFile(
  path: string,
  cwd: string,
  estate: Estate,
): Promise<PeopleFile | undefined> {
  if (!existsSync(path)) return undefined;
  const file = shownAs(path, cwd);
  return { file, ...readPeople(await readText(path, file), file, { estate }) };
}

/** The directory; undefined where there is no people.yaml. BadInput with every mistake in it, or when it cannot be read. */
export async function directoryOf(path: string, cwd: string, estate: Estate): Promise<Directory | undefined> {
  const read = await readPeopleFile(path, cwd, estate);
  if (!read || read.directory) return read?.directory;
  return fail('BadInput', {
    what: `${read.file} has mistakes:\n${formatMistakes(read.mistakes)}`,
    todo: 'mend them: nobody could be reached as it says',
  });
}
