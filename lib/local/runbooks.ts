import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Compiled, compile } from '../compiler/compile.ts';
import { codeOf, fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import { readEstate } from '../runbook/read-estate.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { alarmsClaimedTwice } from '../runbook/read-triggers.ts';
import { readRunbook } from '../runbook/read-runbook.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { catalog } from '../steps/catalog.ts';

/** A runbook as it was read, and what it compiles to. */
export interface Shipped {
  runbook: Runbook;
  compiled: Compiled;
}

/** rebound.yaml; BadRunbook with all its mistakes. */
export async function loadEstate(file: string): Promise<Estate> {
  const { estate, mistakes } = readEstate(await text(file, 'rebound.yaml says what your estate is'), file);
  if (estate && !mistakes.some(({ severity }) => severity === 'error')) return estate;
  return fail('BadRunbook', {
    what: `${file} has mistakes:\n${formatMistakes(mistakes)}\n`,
    todo: 'mend them',
  });
}

/** All runbooks of a folder, by file name; BadRunbook with the mistakes of the first that has some. */
export async function loadRunbooks(
  folder: string,
  estate: Estate,
  directory?: Directory,
): Promise<Shipped[]> {
  const names = (await list(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const shipped: Shipped[] = [];
  for (const name of names) shipped.push(await loadRunbook(join(folder, name), estate, directory));
  const twice = alarmsClaimedTwice(shipped.map(({ runbook }) => runbook));
  if (twice.length > 0) {
    fail('BadRunbook', {
      what: `an alarm of ${folder} starts several runbooks`,
      why: `\n${formatMistakes(twice)}`,
      todo: 'leave it to one of them',
    });
  }
  return shipped;
}

/** The runbooks of a folder that can run, and what to say about the others. */
export interface Usable {
  shipped: Shipped[];
  /** One line for each runbook, or trigger, that was passed over, and what to do. */
  passedOver: string[];
}

/**
 * All runbooks of a folder but those with mistakes: somebody's half-written file keeps nobody from recovering with the others.
 * Of a name that several have, or an alarm that several claim, the first by file name keeps it.
 */
export async function usableRunbooks(folder: string, estate: Estate, directory?: Directory): Promise<Usable> {
  const shipped: Shipped[] = [];
  const passedOver: string[] = [];
  for (const name of (await list(folder)).filter((one) => /\.ya?ml$/.test(one)).sort()) {
    const file = join(folder, name);
    try {
      const one = await loadRunbook(file, estate, directory);
      const twin = shipped.find(({ runbook }) => runbook.runbook === one.runbook.runbook);
      if (!twin) shipped.push(one);
      else
        passedOver.push(
          `${file} calls itself ${twin.runbook.runbook}, as ${twin.runbook.file} does, and is passed over: give it another name`,
        );
    } catch (error) {
      if (codeOf(error) !== 'BadRunbook' && codeOf(error) !== 'BadInput') throw error;
      passedOver.push(`${file} has mistakes and is passed over: rebound check ${file}`);
    }
  }
  const claimed = new Map<string, string>();
  const first = shipped.map((one) => {
    const { runbook, triggers } = one.runbook;
    const kept = triggers.filter((trigger) => {
      if (trigger.kind !== 'alarm') return true;
      const { alarm } = trigger;
      const owner = claimed.get(alarm) ?? runbook;
      claimed.set(alarm, owner);
      if (owner === runbook) return true;
      passedOver.push(`the alarm ${alarm} starts ${owner}, so not ${runbook}: let one of them have it`);
      return false;
    });
    if (kept.length === triggers.length) return one;
    const left = { ...one.runbook, triggers: kept };
    return { runbook: left, compiled: compile(left, { catalog, estate }) };
  });
  return { shipped: first, passedOver };
}

/** One runbook; with a directory, whoever it asks and tells has to be in that. */
export async function loadRunbook(file: string, estate: Estate, directory?: Directory): Promise<Shipped> {
  const { runbook, mistakes } = readRunbook(await text(file, 'name a runbook file'), file, {
    catalog,
    estate,
    ...(directory ? { directory } : {}),
  });
  if (!runbook || mistakes.some(({ severity }) => severity === 'error')) {
    return fail('BadRunbook', {
      what: `${file} has mistakes, and runs only without`,
      why: `\n${formatMistakes(mistakes)}`,
      todo: `mend them; rebound check ${file} shows them again`,
    });
  }
  return { runbook, compiled: compile(runbook, { catalog, estate }) };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    return fail(
      'BadInput',
      { what: `there is no folder ${folder}`, todo: 'run this where your runbooks are' },
      error,
    );
  }
}

async function text(file: string, todo: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return fail('BadInput', { what: `cannot read ${file}`, todo }, error);
  }
}
