import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import { type Usable, usableRunbooks } from './runbooks.ts';

/**
 * The runbooks of a folder, read again when a file has changed: what `check` let pass is what runs, without a new server. The
 * directory is held by reference: whoever changes it has them read again.
 */
export function watchRunbooks(folder: string, estate: Estate, directory?: Directory) {
  let seen = '';
  const read = async (): Promise<Usable> => {
    seen = await fingerprint(folder);
    return usableRunbooks(folder, estate, directory);
  };
  return {
    first: read,
    again: read,
    /** Undefined when nothing has changed since the last reading. */
    whenChanged: async () => ((await fingerprint(folder)) === seen ? undefined : read()),
  };
}

async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.sort((a, b) => (a < b ? -1 : 1))) {
    if (!/\.ya?ml$/.test(name)) continue;
    hash
      .update(name)
      .update('\0')
      .update(await readFile(join(folder, name)).catch(() => ''))
      .update('\0');
  }
  return hash.digest('hex');
}
