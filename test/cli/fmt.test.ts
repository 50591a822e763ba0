import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
  lstatSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeIo, run } from './fake-io.ts';

const untidy = '# mine\ntitle: "A title"\nrunbook: a   # its name\n';
const tidy = '# mine\nrunbook: a # its name\ntitle: A title\n';
const broken = 'runbook: a\n\ttitle: b\n';

function folder(files: Record<string, string>): string {
  const cwd = mkdtempSync(join(tmpdir(), 'rebound-fmt-'));
  mkdirSync(join(cwd, 'runbooks'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}
const fmt = (cwd: string, more = '') => run(`fmt ${more}`.trim(), fakeIo({ cwd }));
const read = (cwd: string, name: string) => readFileSync(join(cwd, name), 'utf8');

describe('rebound fmt', () => {
  test('writes the files that it is given, and says which it has changed', async () => {
    const cwd = folder({ 'a.yaml': untidy, 'b.yaml': tidy });
    const { code, out } = await fmt(cwd, 'a.yaml b.yaml');
    expect({ code, out }).toEqual({ code: 0, out: 'a.yaml formatted\n' });
    expect(read(cwd, 'a.yaml')).toBe(tidy);
    expect(await fmt(cwd, 'a.yaml b.yaml')).toMatchObject({ code: 0, out: '2 files: nothing to change\n' });
  });

  test('without files takes the runbooks of the folder and rebound.yaml', async () => {
    const cwd = folder({
      'runbooks/a.yaml': untidy,
      'rebound.yaml': 'region: "x"\naccount: "111122223333"\nrecovery_region: y\n',
    });
    expect(await fmt(cwd)).toMatchObject({
      code: 0,
      out: 'runbooks/a.yaml formatted\nrebound.yaml formatted\n',
    });
    expect(read(cwd, 'rebound.yaml')).toBe('account: "111122223333"\nregion: x\nrecovery_region: y\n');
  });

  test('has nothing to do in an empty folder, and says so', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'rebound-fmt-'));
    expect(await fmt(cwd)).toMatchObject({ code: 2, err: expect.stringContaining('nothing to format') });
  });

  test('--check writes nothing, names the files that would change, and ends with 1', async () => {
    const cwd = folder({ 'a.yaml': untidy, 'b.yaml': tidy });
    const { code, out } = await fmt(cwd, '--check a.yaml b.yaml');
    expect(code).toBe(1);
    expect(out).toBe('a.yaml is not in the one format\nrebound fmt writes them\n');
    expect(read(cwd, 'a.yaml')).toBe(untidy);
    expect(await fmt(cwd, '--check b.yaml')).toMatchObject({ code: 0 });
  });

  test('leaves a file alone that is no YAML, with the mistake, and writes the others', async () => {
    const cwd = folder({ 'a.yaml': broken, 'b.yaml': untidy });
    const { code, out } = await fmt(cwd, 'a.yaml b.yaml');
    expect(code).toBe(2);
    expect(out).toContain('a.yaml:2:1: found a tab');
    expect(read(cwd, 'a.yaml')).toBe(broken);
    expect(read(cwd, 'b.yaml')).toBe(tidy);
  });

  test('a file that is not there is said before anything is written', async () => {
    const cwd = folder({ 'a.yaml': untidy });
    expect(await fmt(cwd, 'a.yaml b.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot read b.yaml'),
    });
    expect(read(cwd, 'a.yaml')).toBe(untidy);
  });

  test('--json is one document', async () => {
    const cwd = folder({ 'a.yaml': untidy, 'b.yaml': broken });
    const { code, out } = await fmt(cwd, '--json --check a.yaml b.yaml');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      files: ['a.yaml', 'b.yaml'],
      changed: ['a.yaml'],
      mistakes: [{ file: 'b.yaml', line: 2, column: 1, code: 'yaml-tab' }],
    });
  });

  test('keeps the mode of a file, follows a link, and leaves no other file behind', async () => {
    const cwd = folder({ 'real.yaml': untidy });
    chmodSync(join(cwd, 'real.yaml'), 0o640);
    symlinkSync('real.yaml', join(cwd, 'link.yaml'));
    await fmt(cwd, 'link.yaml');
    expect(read(cwd, 'real.yaml')).toBe(tidy);
    expect(statSync(join(cwd, 'real.yaml')).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(cwd, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(readdirSync(cwd).sort()).toEqual(['link.yaml', 'real.yaml', 'runbooks']);
  });
});
