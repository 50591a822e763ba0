import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stepTypeNames } from '../steps/catalog.ts';

/** Folders whose code is around the steps of every run. */
const around = ['compiler', 'engine', 'handlers', 'history', 'model', 'wire'];
/** And what a path of a rehearsal depends on besides. */
const simulating = ['local', 'operations', 'rehearsal', 'sandbox'];

const home = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * SHA-256 of our code, by what it is of: each step type with everything of ours that it imports; `rebound`, what is around the steps; and
 * `rehearsal`, what simulates. The same on any machine: of names below lib/ and contents alone. Other packages' versions count to `rebound`.
 */
export async function codeHashes(root = home): Promise<Record<string, string>> {
  const files = new Map<string, Promise<string>>();
  const read = (file: string): Promise<string> => {
    const text = files.get(file) ?? readFile(join(root, 'lib', file), 'utf8');
    files.set(file, text);
    return text;
  };
  const [rebound, rehearsal] = await Promise.all([
    foldersHash(around, root, read),
    foldersHash(simulating, root, read),
  ]);
  const hashes: Record<string, string> = { rebound, rehearsal };
  for (const name of stepTypeNames) hashes[name] = await closureHash(`steps/${name}.ts`, read);
  return hashes;
}

async function foldersHash(
  folders: readonly string[],
  root: string,
  read: (file: string) => Promise<string>,
): Promise<string> {
  const names: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(join(root, 'lib', folder), { recursive: true });
    names.push(...entries.filter((name) => /\.tsx?$/.test(name)).map((name) => inLib(folder, name)));
  }
  const hash = createHash('sha256');
  const texts = await Promise.all(names.sort().map(async (name) => ({ name, text: await read(name) })));
  for (const { name, text } of texts) hash.update(`${name}\0${text}\0`);
  hash.update(await readFile(join(root, 'package.json'), 'utf8'));
  return hash.digest('hex');
}

function inLib(folder: string, name: string): string {
  return posix.join(folder, relative('.', name).split(sep).join('/'));
}

/** Of a file and everything of ours that it imports, but for types: they are gone when it runs. */
async function closureHash(file: string, read: (file: string) => Promise<string>): Promise<string> {
  const found = new Map<string, string>();
  const queue = [file];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    const text = await read(next);
    found.set(next, text);
    for (const [, target = ''] of text.matchAll(importing))
      queue.push(posix.join(posix.dirname(next), target));
  }
  const hash = createHash('sha256');
  for (const [name, text] of [...found].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}\0${text}\0`);
  return hash.digest('hex');
}

/** `import … from './x.ts'`, `export … from`; not `import type`. */
const importing = /^\s*(?:import|export)\s(?!type\s)[^;'"]*?from\s+'(\.[^']+)'/gm;
