import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'rebound');

function rebound(args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [launcher, ...args], (_error, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

describe('bin/rebound', () => {
  test('may be executed', () => {
    expect(statSync(launcher).mode & 0o111).not.toBe(0);
  });

  test('shows its help', async () => {
    const { code, out, err } = await rebound(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Usage: rebound');
  });

  test('a mistyped command: exit code 2, the nearest, no stack trace', async () => {
    const { code, out, err } = await rebound(['chek']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^rebound \(sandbox\): unknown command 'chek' \(Did you mean check\?\)/);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('a reader that has seen enough is no error', async () => {
    const child = spawn(process.execPath, [launcher, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (data) => (err += data));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('the demonstration, without a terminal, ends with the run’s exit code', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'rebound-once-')), '.rebound');
    const { code, out, err } = await rebound([
      'start',
      '--once',
      '--folder',
      folder,
      '--port',
      '0',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      world: 'sandbox',
      outcome: 'recovered',
      runbook: 'restore-namespace',
    });
    expect(err).toMatch(/recovered in .*RTO 75 m/);
    expect(existsSync(join(folder, 'server.json'))).toBe(false);
    for (const kept of [folder, join(folder, 'history'), join(folder, 'history', 'CURRENT')])
      expect(statSync(kept).mode & 0o077).toBe(0);
  });
});
