import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { hashOfLines, toldLines } from './small.ts';

const paths = 120;

async function inAnotherProcess(workers: number): Promise<string> {
  const script = new URL('./print-hash.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(paths), String(workers)]);
  return stdout;
}

describe('an exploration', () => {
  let lines: string[] = [];

  test('gives the same bytes in this process with 1 worker and in another one with 4', async () => {
    const other = inAnotherProcess(4);
    lines = await toldLines(paths, 1);
    expect(lines.filter((line) => line.startsWith('{"kind":"path"'))).toHaveLength(paths);
    expect(await other).toBe(hashOfLines(lines));
  }, 120_000);

  test('that is stopped is a beginning of the whole one, also with 4 workers', async () => {
    const part = await toldLines(paths, 4, 33);
    expect(part.at(-1)).toBe('{"kind":"end","complete":false}');
    expect(part.slice(0, -1)).toEqual(lines.slice(0, part.length - 1));
    expect(part.filter((line) => line.startsWith('{"kind":"path"'))).toHaveLength(33);
  }, 60_000);
});
