import { type Compiled, compile } from '../compiler/compile.ts';
import { ReboundError } from '../model/errors.ts';
import type { Directory } from '../model/people.ts';
import { formatMistakes } from '../runbook/mistake.ts';
import { catalog } from '../steps/catalog.ts';
import type { Io } from './io.ts';
import { estateOf, readFileOf } from './read-files.ts';
import { places } from './session.ts';

/** A runbook's file, compiled. BadRunbook with every mistake, as `check` shows them; of whom it asks, too, with a directory. */
export async function compileFile(file: string, io: Io, directory?: Directory): Promise<Compiled> {
  const estate = await estateOf(places(io).estateFile, io.cwd);
  const read = await readFileOf(file, io.cwd, estate, directory);
  if (read.runbook) return compile(read.runbook, { catalog, estate });
  const { mistakes } = read;
  throw new ReboundError('BadRunbook', {
    what: `${read.file} has mistakes:\n${formatMistakes(mistakes)}\n`,
    mistakes: mistakes.map(({ line, column, path, message }) => ({ line, column, path, message })),
  });
}
