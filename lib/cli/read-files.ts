import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { readEstate } from '../runbook/read-estate.ts';
import type { OtherRunbook, Surroundings } from '../runbook/context.ts';
import { readRunbook } from '../runbook/read-runbook.ts';
import type { Mistake, Runbook } from '../runbook/runbook.ts';
import { startsOf } from '../runbook/starts.ts';
import { catalog } from '../steps/catalog.ts';
import { readText } from './read-text.ts';

export interface Read {
  /** As it is shown: relative to the working folder where that is shorter. */
  file: string;
  /** What stands in it. */
  text: string;
  /** Absent when there are mistakes. */
  runbook?: Runbook;
  mistakes: Mistake[];
}

/** rebound.yaml, checked. BadInput with every mistake in it, or when it cannot be read. */
export async function estateOf(file: string, cwd: string): Promise<Estate> {
  const shown = shownAs(file, cwd);
  const { estate, mistakes } = readEstate(await readText(file, shown), shown);
  if (estate) return estate;
  return fail('BadInput', { what: `${shown} has mistakes:\n${formatMistakes(mistakes)}`, todo: 'mend them' });
}

/** A runbook's file, checked: the runbook or every mistake; with a directory, whoever it asks has to be in that. BadInput when it cannot be read. */
export async function readFileOf(
  file: string,
  cwd: string,
  estate: Estate,
  directory?: Directory,
): Promise<Read> {
  const shown = shownAs(resolve(cwd, file), cwd);
  const text = await readText(resolve(cwd, file), shown);
  return readShown(shown, text, { catalog, estate, ...(directory ? { directory } : {}) });
}

function readShown(file: string, text: string, surroundings: Surroundings): Read {
  const { runbook, mistakes } = readRunbook(text, file, surroundings);
  return { file, text, mistakes, ...(runbook ? { runbook } : {}) };
}

/**
 * Files read once more, now that the runbooks beside them are known, where they start other runbooks. Those that start none stay as
 * they are, and so do files with mistakes: what they start is not known for sure.
 */
export function withOthers(
  read: readonly Read[],
  others: readonly Read[],
  estate: Estate,
  directory?: Directory,
): Read[] {
  const named = new Map([...others, ...read].flatMap((one) => otherOf(one)));
  const runbooks = Object.fromEntries(named);
  return read.map((one) => {
    const starts = one.runbook ? startsOf(one.runbook) : [];
    const known = { catalog, estate, runbooks, ...(directory ? { directory } : {}) };
    return starts.length === 0 ? one : readShown(one.file, one.text, known);
  });
}

/** By name; of one with mistakes only the name, where it can be made out. */
function otherOf({ runbook, text }: Read): [name: string, other: OtherRunbook][] {
  if (runbook) return [[runbook.runbook, { inputs: runbook.inputs, starts: startsOf(runbook) }]];
  const name = /^runbook:\s*["']?([a-z0-9-]+)/m.exec(text)?.[1];
  return name === undefined ? [] : [[name, { starts: [] }]];
}

/** The files beside those that were read, when some of these lie in the folder of runbooks. */
export async function neighbours(
  read: readonly Read[],
  folder: string,
  estateFile: string,
  cwd: string,
): Promise<Read[]> {
  const own = new Set(read.map(({ file }) => resolve(cwd, file)));
  if (![...own].some((file) => dirname(file) === folder)) return [];
  const estate = await estateOf(estateFile, cwd);
  const files = runbooksIn(folder).filter((file) => !own.has(file));
  return Promise.all(files.map((file) => readFileOf(file, cwd, estate)));
}

/** The files of a folder that may be runbooks, in order; none where there is no such folder. */
export function runbooksIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** What runbooks outside of the folder may start: those in it. None is read where nothing is started. */
export async function startable(
  read: readonly Read[],
  folder: string,
  cwd: string,
  estate: Estate,
): Promise<Read[]> {
  if (!read.some(({ runbook }) => runbook && startsOf(runbook).length > 0)) return [];
  const names = new Set(read.flatMap(({ runbook }) => runbook?.runbook ?? []));
  const all = await Promise.all(runbooksIn(folder).map((file) => readFileOf(file, cwd, estate)));
  return all.filter(({ runbook }) => runbook && !names.has(runbook.runbook));
}

/** A path as it is shown: relative to the working folder where that is shorter. */
export function shownAs(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short.startsWith('..') || short === '' ? file : short;
}
