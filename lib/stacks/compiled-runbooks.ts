import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiled, compile } from '../compiler/compile.ts';
import type { Estate } from '../model/estate.ts';
import { fail } from '../model/errors.ts';
import type { Directory } from '../model/people.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { readPeople } from '../runbook/people/read-people.ts';
import { readEstate } from '../runbook/read-estate.ts';
import { readRunbook } from '../runbook/read-runbook.ts';
import { alarmsClaimedTwice } from '../runbook/read-triggers.ts';
import type { Mistake } from '../runbook/runbook.ts';
import { catalog } from '../steps/catalog.ts';
import { refuseEnvironment } from './people-rights.ts';

/** What a folder with rebound.yaml and runbooks/ deploys. */
export interface Deployment {
  estate: Estate;
  /** people.yaml, where there is one. */
  directory?: Directory;
  /** By file name, in code-point order. */
  runbooks: Compiled[];
  /** Hashes of the code, for what is proven. */
  code?: Record<string, string>;
}

/** Reads and compiles everything that is deployed. BadRunbook with all mistakes of all files; BadInput when files are missing. */
export function compiledRunbooks(folder: string): Deployment {
  const { estate, mistakes } = readEstate(textOf(folder, 'rebound.yaml'), 'rebound.yaml');
  if (!estate) return refuse(mistakes);
  const directory = peopleOf(folder, estate);
  const surroundings = { estate, catalog, ...(directory ? { directory } : {}) };
  const read = runbookFiles(folder).map((file) => readRunbook(textOf(folder, file), file, surroundings));
  const found = read.flatMap(({ runbook }) => (runbook ? [runbook] : []));
  const errors = [...read.flatMap((one) => one.mistakes), ...alarmsClaimedTwice(found)].filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0) refuse(errors);
  const runbooks = found.map((runbook) => compile(runbook, { catalog, estate }));
  const names = runbooks.map(({ manifest }) => manifest.runbook);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    fail('BadRunbook', { what: `two files are the runbook ${twice}`, todo: 'give one of them another name' });
  return { estate, runbooks, ...(directory ? { directory } : {}) };
}

function peopleOf(folder: string, estate: Estate): Directory | undefined {
  if (!existsSync(join(folder, 'people.yaml'))) return undefined;
  const { directory, mistakes } = readPeople(textOf(folder, 'people.yaml'), 'people.yaml', { estate });
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  if (!directory || errors.length > 0) return refuse(errors);
  refuseEnvironment(directory);
  return directory;
}

function runbookFiles(folder: string): string[] {
  const names = namesIn(join(folder, 'runbooks')).filter((name) => /\.ya?ml$/.test(name));
  if (names.length === 0)
    fail('BadInput', {
      what: `there is no runbook in ${join(folder, 'runbooks')}`,
      why: 'without one there is nothing to deploy',
      todo: 'write one (README.md, how to write a first runbook), then synthesise again',
    });
  return names.sort().map((name) => `runbooks/${name}`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // said above, as of a folder with nothing in it
  }
}

function textOf(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (error) {
    return fail(
      'BadInput',
      {
        what: `${join(folder, file)} cannot be read`,
        why: error instanceof Error ? error.message : String(error),
        todo:
          file === 'rebound.yaml'
            ? 'it says what your estate is: put it beside runbooks/'
            : 'make it readable',
      },
      error,
    );
  }
}

function refuse(mistakes: Mistake[]): never {
  return fail('BadRunbook', {
    what: 'nothing is deployed, these have to be mended first',
    todo: `\n${formatMistakes(mistakes)}`,
  });
}
