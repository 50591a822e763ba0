import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One hash of all code below lib/ and of the packages' versions: after any change a path may go another way. */
export async function codeHash(home: string): Promise<string> {
  const entries = await readdir(join(home, 'lib'), { recursive: true });
  const files = [
    ...entries.filter((name) => /\.tsx?$/.test(name)).map((name) => join('lib', name)),
    'package.json',
  ];
  const hash = createHash('sha256');
  for (const name of files.sort()) hash.update(`${name}\0`).update(await readFile(join(home, name)));
  return hash.digest('hex');
}
