import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeIo, run } from './fake-io.ts';
import { workingFolder } from './real-world.ts';

const file = 'runbooks/restore-namespace.yaml';
const graph = (line = '', cwd = workingFolder(), terminal = false) =>
  run(`graph ${file} ${line}`.trim(), fakeIo({ cwd, terminal }));

describe('graph', () => {
  test('is an SVG in a pipe, the same as the one that is kept', async () => {
    const { code, out } = await graph();
    expect(code).toBe(0);
    expect(out).toBe(
      readFileSync(new URL('../../docs/pictures/restore-namespace.svg', `file://${__filename}`), 'utf8'),
    );
  });

  test('is an outline on a terminal', async () => {
    const { code, out } = await graph('', workingFolder(), true);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Restore a namespace.*\n4 Restore over what is there\? · asks · approve\n {2}platform-leads, 5 m/s,
    );
    expect(out).toContain("  ├ when $look.api = 'GONE':");
    expect(out).not.toContain('<svg');
  });

  test('--format mermaid is mermaid from its first line on', async () => {
    const { code, out } = await graph('--format mermaid');
    expect(code).toBe(0);
    expect(out).toMatch(/^%% .*sandbox\nflowchart TD\n/);
    expect(out).toContain('Choose the backup');
    expect(out).not.toContain('Open run');
  });

  test('--frame is about mermaid, and says so', async () => {
    expect((await graph('--frame')).out).toMatch(/^%%.*flowchart TD.*Open run/s);
    expect(await graph('--frame --format svg')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--frame has no meaning for svg.*--format mermaid/s),
    });
  });

  test.each([
    ['built/picture.svg', /^<svg /],
    ['picture.mmd', /flowchart TD/],
    ['picture.txt', /^Restore a namespace/],
    ['picture', /^<svg /],
  ])('--out %s writes what its ending says', async (name, content) => {
    const cwd = workingFolder();
    const { code, out } = await graph(`--out ${name}`, cwd, true);
    expect({ code, out: out.replace(cwd, '') }).toEqual({ code: 0, out: `sandbox · wrote /${name}\n` });
    expect(readFileSync(join(cwd, name), 'utf8')).toMatch(content);
  });

  test('--theme, --width, --columns and --asks change the picture', async () => {
    const [plain, dark, narrow, asks, columns] = await Promise.all(
      ['', '--theme dark', '--width 390', '--asks', '--columns 2'].map(
        async (line) => (await graph(line)).out,
      ),
    );
    expect(new Set([plain, dark, narrow, asks, columns]).size).toBe(5);
    expect(narrow).toMatch(/ width="390"/);
    expect(asks).toContain('if it fails: asks');
    expect(plain).not.toContain('if it fails: asks');
  });

  test('--json is one document, with the picture under the name of its format', async () => {
    expect(JSON.parse((await graph('--json')).out)).toEqual({
      world: 'sandbox',
      runbook: 'restore-namespace',
      format: 'svg',
      svg: expect.stringMatching(/^<svg /),
    });
    const cwd = workingFolder();
    expect(JSON.parse((await graph('--json --out a.txt', cwd)).out)).toEqual({
      world: 'sandbox',
      runbook: 'restore-namespace',
      format: 'text',
      file: join(cwd, 'a.txt'),
    });
  });

  test.each([
    ['--format pdf', /--format is "pdf".*svg, mermaid, text/s],
    ['--theme blue', /--theme is "blue".*auto, light, dark/s],
    ['--width 12', /--width is "12".*320 to 10000/s],
    ['--columns 0', /--columns is "0".*1 to 9/s],
    ['--width 1e9', /--width is "1e9"/],
  ])('%s is refused before anything is read', async (line, trouble) => {
    expect(await graph(line)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(trouble) });
  });

  test('a runbook with mistakes has no picture', async () => {
    const cwd = workingFolder();
    writeFileSync(join(cwd, file), 'runbook: half\ntitel: Half\n');
    expect(await graph('', cwd)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('has mistakes'),
    });
  });
});
