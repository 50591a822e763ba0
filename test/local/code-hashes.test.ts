import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeHashes } from '../../lib/local/code-hashes.ts';

const home = resolve(__dirname, '../..');
let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'rebound-code-'));
  cpSync(join(home, 'lib'), join(copy, 'lib'), { recursive: true });
  cpSync(join(home, 'package.json'), join(copy, 'package.json'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What differs once a line was added to a file of the copy, which is put back. */
async function changedBy(file: string): Promise<string[]> {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  const before = await codeHashes(copy);
  writeFileSync(path, `${text}\n// one line more\n`);
  const after = await codeHashes(copy);
  writeFileSync(path, text);
  return Object.keys(after)
    .filter((name) => after[name] !== before[name])
    .sort();
}

describe('hashes of the code', () => {
  test('are the same wherever it lies', async () => {
    expect(await codeHashes(copy)).toEqual(await codeHashes());
  });

  test.each<[string, string[]]>([
    ['lib/steps/restore-backup.ts', ['restore-backup']],
    ['lib/handlers/close-run.ts', ['rebound']],
    ['lib/rehearsal/play.ts', ['rehearsal']],
    ['lib/cli/main.ts', []],
    ['package.json', ['rebound', 'rehearsal']],
  ])('a change of %s changes %j', async (file, expected) => {
    expect(await changedBy(file)).toEqual(expected);
  });

  test('what several steps share changes all of them', async () => {
    const changed = await changedBy('lib/model/errors.ts');
    expect(changed).toEqual(expect.arrayContaining(['check-cluster', 'restore-backup', 'rebound']));
  });
});
