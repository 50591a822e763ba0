import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { readEstate } from '../runbook/read-estate.ts';
import { readRunbook } from '../runbook/read-runbook.ts';
import type { Mistake, Runbook } from '../runbook/runbook.ts';
import { catalog } from '../steps/catalog.ts';
import { readText } from './read-text.ts';

export interface Read {
  /** As it is shown: relative to the working folder where that is shorter. */
  file: string;
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

/** A runbook's file, checked: the runbook or every mistake. BadInput when it cannot be read. */
export async function readFileOf(file: string, cwd: string, estate: Estate): Promise<Read> {
  const shown = shownAs(resolve(cwd, file), cwd);
  const { runbook, mistakes } = readRunbook(await readText(resolve(cwd, file), shown), shown, {
    catalog,
    estate,
  });
  return { file: shown, mistakes, ...(runbook ? { runbook } : {}) };
}

/** The runbooks beside those that were read, when some of these lie in the folder of runbooks; without those that have mistakes. */
export async function neighbours(
  read: readonly Read[],
  folder: string,
  estateFile: string,
  cwd: string,
): Promise<Runbook[]> {
  const own = new Set(read.map(({ file }) => resolve(cwd, file)));
  if (!existsSync(folder) || ![...own].some((file) => dirname(file) === folder)) return [];
  const estate = await estateOf(estateFile, cwd);
  const files = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(folder, name))
    .filter((file) => !own.has(file))
    .sort();
  const others = await Promise.all(files.map((file) => readFileOf(file, cwd, estate)));
  return others.flatMap(({ runbook }) => runbook ?? []);
}

function shownAs(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short.startsWith('..') || short === '' ? file : short;
}
