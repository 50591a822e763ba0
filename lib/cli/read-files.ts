import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { readEstate } from '../runbook/read-estate.ts';
import { readRunbook } from '../runbook/read-runbook.ts';
import type { Mistake, Runbook } from '../runbook/runbook.ts';
import { catalog } from '../steps/catalog.ts';

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
  const { estate, mistakes } = readEstate(await textOf(file, shown), shown);
  if (estate) return estate;
  return fail('BadInput', { what: `${shown} has mistakes:\n${formatMistakes(mistakes)}`, todo: 'mend them' });
}

/** A runbook's file, checked: the runbook or every mistake. BadInput when it cannot be read. */
export async function readFileOf(file: string, cwd: string, estate: Estate): Promise<Read> {
  const shown = shownAs(resolve(cwd, file), cwd);
  const { runbook, mistakes } = readRunbook(await textOf(resolve(cwd, file), shown), shown, {
    catalog,
    estate,
  });
  return { file: shown, mistakes, ...(runbook ? { runbook } : {}) };
}

async function textOf(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
    return fail('BadInput', { what: `cannot read ${shown}`, why, todo: 'give the path of a file' }, error);
  }
}

function shownAs(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short.startsWith('..') || short === '' ? file : short;
}
