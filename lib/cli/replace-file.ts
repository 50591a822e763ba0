import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { explain, fail } from '../model/errors.ts';

/**
 * Writes over a file: whole, or not at all. Whoever reads it meanwhile sees one or the other. Its mode stays, and a link stays a link.
 * `shown` is its name in messages. Errors: BadInput.
 */
export async function replaceFile(file: string, shown: string, text: string, pid: number): Promise<void> {
  try {
    const real = await realpath(file);
    await replace(real, join(dirname(real), `.${basename(real)}.${pid}.part`), text);
  } catch (error) {
    fail(
      'BadInput',
      { what: `cannot write ${shown}`, why: explain(error), todo: 'see who may write it' },
      error,
    );
  }
}

async function replace(file: string, part: string, text: string): Promise<void> {
  try {
    const { mode } = await stat(file);
    await writeFile(part, text, { mode });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
