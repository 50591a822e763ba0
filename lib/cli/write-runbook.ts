import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { explain, fail } from '../model/errors.ts';
import { formatText } from '../runbook/format/format-text.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { readRunbook } from '../runbook/read-runbook.ts';
import { alarmsClaimedTwice } from '../runbook/read-triggers.ts';
import type { Mistake, Runbook } from '../runbook/runbook.ts';
import { catalog } from '../steps/catalog.ts';
import { definitionMistakes } from './definition-mistakes.ts';
import type { Io } from './io.ts';
import { unbroken } from './markdown-lines.ts';
import { ownPeople } from './people-file.ts';
import { estateOf, neighbours, type Read } from './read-files.ts';
import { readText } from './read-text.ts';
import { places } from './session.ts';

/** A runbook that a command has made. */
export interface Made {
  yaml: string;
  /** Path as given: relative to the working folder. */
  file: string;
  force: boolean;
}

export type Written = 'written' | 'written over another' | 'unchanged';

/** As `rebound fmt` would leave it. */
export function inOneFormat(yaml: string, file: string): string {
  const formatted = formatText(yaml, file);
  return 'text' in formatted ? formatted.text : yaml;
}

/** Every mistake of a runbook that is not on disk yet, as `check` would find them: its name and alarms among the others, too. */
export async function mistakesOf({ yaml, file }: Pick<Made, 'yaml' | 'file'>, io: Io): Promise<Mistake[]> {
  const { runbooksFolder, estateFile } = places(io);
  const estate = await estateOf(estateFile, io.cwd);
  const directory = await ownPeople(io);
  const known = { catalog, estate, ...(directory ? { directory } : {}) };
  const { runbook, mistakes } = readRunbook(yaml, file, known);
  if (!runbook) return mistakes;
  // as if it lay beside them, wherever it will lie
  const here: Read = { file: join(runbooksFolder, `.${basename(file)}.new`), text: yaml, runbook, mistakes };
  const own = resolve(io.cwd, file);
  const others = (await neighbours([here], runbooksFolder, estateFile, io.cwd)).flatMap((one) =>
    one.runbook && resolve(io.cwd, one.file) !== own ? one.runbook : [],
  );
  return [
    ...mistakes,
    ...definitionMistakes(runbook, yaml),
    ...takenNames(runbook, others),
    ...alarmsClaimedTwice([...others, runbook]).filter((mistake) => mistake.file === file),
  ];
}

/** What to do with a runbook that was just written: commands to copy. One that lies elsewhere cannot be run from there. */
export function nextLines(name: string, file: string, inputs: Record<string, string>): string[] {
  const given = Object.entries(inputs).map(([key, value]) => ` ${key}=${value}`);
  const run = `rebound run ${name}${given.length > 0 ? ` --input${given.join('')}` : ''}`;
  const there = dirname(file) === 'runbooks';
  return [
    unbroken(`rebound check ${file}`),
    unbroken(`rebound graph ${file}`),
    ...(there
      ? [unbroken(`${run} --mode dry-run`), unbroken(run)]
      : ['put it into runbooks/, where rebound run finds it']),
  ];
}

function takenNames({ runbook, file }: Runbook, others: Runbook[]): Mistake[] {
  const twin = others.find((other) => other.runbook === runbook);
  if (!twin) return [];
  const message = `${twin.file} calls itself "${runbook}" already: choose another name`;
  const place = { line: 1, column: 1, path: 'runbook', source: '' };
  return [{ severity: 'error', code: 'name-twice', file, message, ...place }];
}

/**
 * Writes a runbook that has no mistakes; gives back its warnings. A file that is there and says something else is only written over
 * with `force`. Errors: BadInput.
 */
export async function writeRunbook(made: Made, io: Io): Promise<{ written: Written; warnings: Mistake[] }> {
  if (!/\.ya?ml$/.test(made.file))
    fail('BadInput', { what: `${made.file} is no file for a runbook`, todo: 'give one that ends in .yaml' });
  const mistakes = await mistakesOf(made, io);
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    fail('BadInput', {
      what: `nothing was written, the runbook would have mistakes:\n${formatMistakes(errors)}`,
      todo: 'give other values',
    });
  const file = resolve(io.cwd, made.file);
  const there = existsSync(file) ? await readText(file, made.file) : undefined;
  const warnings = mistakes.filter(({ severity }) => severity === 'warning');
  if (there === made.yaml) return { written: 'unchanged', warnings };
  if (there !== undefined && !made.force)
    fail('BadInput', {
      what: `${made.file} is there already, and says something else: nothing was written`,
      todo: 'give another file with --out, or write over it with --force',
    });
  await write(file, made);
  return { written: there === undefined ? 'written' : 'written over another', warnings };
}

async function write(file: string, { yaml, file: shown, force }: Made): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    // a file that came there meanwhile is not written over either
    await writeFile(file, yaml, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    fail(
      'BadInput',
      { what: `cannot write ${shown}`, why: explain(error), todo: 'give another file with --out' },
      error,
    );
  }
}
