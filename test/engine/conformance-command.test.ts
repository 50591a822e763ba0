import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { definition } from './world.ts';

const script = join(import.meta.dirname, '..', '..', 'bin', 'conformance.js');
const folder = mkdtempSync(join(tmpdir(), 'rebound-conformance-'));

function conformance(...files: string[]): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...files], (_error, out, err) =>
      resolve({ code: child.exitCode, out: out + err }),
    );
  });
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const gives = (output: number) => ({
  name: `gives ${output}`,
  definition: definition({ P: { Type: 'Pass', Output: 1, End: true } }),
  input: {},
  expected: { status: 'SUCCEEDED', output, error: null, cause: null },
});

test('cases of several files; the last line counts them', async () => {
  const good = file('good.json', [gives(1), { name: 'none', definition: {}, expected: { result: 'FAIL' } }]);
  expect(await conformance(good)).toEqual({ code: 0, out: '2 passed, 0 failed\n' });
  const { code, out } = await conformance(good, file('bad.json', [gives(2)]));
  expect(code).toBe(1);
  expect(out).toMatch(
    /^FAILED gives 2\n {2}output\n {4}expected 2\n {4}got {6}1\n(.*\n)*2 passed, 1 failed\n$/,
  );
});

test.each([
  ['an empty list', file('empty.json', []), /empty\.json was not checked: it holds no case/],
  [
    'no list',
    file('object.json', {}),
    /object\.json was not checked: it holds no list: expected a JSON array/,
  ],
  ['no JSON', file('text.json', 'x'), /text\.json was not checked: it is no JSON/],
  ['a list of something else', file('odd.json', [{ a: 1 }]), /FAILED case 1\n.*\n.*\n.*"an object with a"/],
  ['no file', join(folder, 'none.json'), /none\.json was not checked: there is no such file/],
  ['a folder', folder, /was not checked: it is a folder/],
])('%s is said, and fails', async (_what, path, message) => {
  const { code, out } = await conformance(path);
  expect([code, out]).toEqual([1, expect.stringMatching(message)]);
  expect(out).toMatch(/^\d passed, \d failed\n$/m);
});

test('without a file it shows how', async () => {
  const { code, out } = await conformance();
  expect([code, out]).toEqual([2, expect.stringMatching(/^Usage: npm run conformance -- FILE…/)]);
});
