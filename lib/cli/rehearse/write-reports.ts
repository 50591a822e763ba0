import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { explain, fail } from '../../model/errors.ts';
import { shownAs } from '../read-files.ts';
import type { Reported } from './report-of.ts';

/** Writes the files of a report into a folder, over those of an earlier one; gives where they are, as they are shown. Errors: BadInput. */
export async function writeReports(
  { runbook, files }: Pick<Reported, 'runbook' | 'files'>,
  folder: string | undefined,
  cwd: string,
): Promise<string[]> {
  if (folder === undefined) return [];
  const written: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
    for (const [ending, text] of Object.entries(files)) {
      const file = join(folder, `${runbook}.${ending}`);
      await writeFile(file, text);
      written.push(shownAs(file, cwd));
    }
  } catch (error) {
    fail(
      'BadInput',
      {
        what: `cannot write the report of ${runbook}`,
        why: explain(error),
        todo: 'give another folder with --report',
      },
      error,
    );
  }
  return written;
}
