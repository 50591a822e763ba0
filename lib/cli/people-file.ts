import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { readPeople } from '../runbook/people/read-people.ts';
import type { Mistake } from '../runbook/runbook.ts';
import type { Io } from './io.ts';
import { estateOf, shownAs } from './read-files.ts';
import { readText } from './read-text.ts';
import { places } from './session.ts';

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

/** Whom the runbooks of this place may ask; undefined where there is no people.yaml. Errors: those of `directoryOf`, and of rebound.yaml. */
export async function peopleFor(io: Pick<Io, 'cwd' | 'home'>): Promise<Directory | undefined> {
  const { peopleFile, estateFile } = places(io);
  return directoryOf(peopleFile, io.cwd, await estateOf(estateFile, io.cwd));
}

/**
 * The same for a runbook that is about to be written into the working folder: that has a runbooks/ from then on, so that the people who
 * ship as an example are none of its.
 */
export async function ownPeople(io: Pick<Io, 'cwd' | 'home'>): Promise<Directory | undefined> {
  return directoryOf(resolve(io.cwd, 'people.yaml'), io.cwd, await estateOf(places(io).estateFile, io.cwd));
}
