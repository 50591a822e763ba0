import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findServer, type FolderParts, ownFolder } from '../../lib/local/folder.ts';
import { jumpingClock } from '../cli/fake-io.ts';

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'rebound-folder-')), '.rebound');

function parts(pid: number, more: Partial<FolderParts> = {}): FolderParts {
  return {
    pid,
    token: () => `token-of-${pid}`.padEnd(32, 'x'),
    isAlive: () => true,
    answers: () => Promise.resolve(true),
    clock: jumpingClock(),
    ...more,
  };
}

const stored = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));

describe('owning the folder', () => {
  test('says who, where and with which token, for the owner only', async () => {
    const folder = newFolder();
    const ownership = await ownFolder(folder, parts(1));
    await ownership.listening(4000);
    expect(stored(folder)).toEqual({ pid: 1, port: 4000, token: ownership.token });
    expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600);
    expect(await findServer(folder, parts(2))).toEqual({ pid: 1, port: 4000, token: ownership.token });
  });

  test('a live owner keeps it: the second is told which process and port', async () => {
    const folder = newFolder();
    await (await ownFolder(folder, parts(1))).listening(4000);
    await expect(ownFolder(folder, parts(2))).rejects.toMatchObject({
      code: 'FolderInUse',
      facts: { pid: 1, port: 4000, todo: expect.stringContaining('Ctrl-C') },
    });
  });

  test.each([
    ['its process is dead', { isAlive: () => false }],
    ['its process id belongs to another program now', { answers: () => Promise.resolve(false) }],
  ])('a dead owner is replaced: %s', async (_why, more) => {
    const folder = newFolder();
    await (await ownFolder(folder, parts(1))).listening(4000);
    const ownership = await ownFolder(folder, parts(2, more));
    await ownership.listening(5000);
    expect(stored(folder)).toMatchObject({ pid: 2, port: 5000 });
    expect(readdirSync(folder)).toEqual(['server.json']);
  });

  test('a file that a dying process left half written is replaced', async () => {
    const folder = newFolder();
    await (await ownFolder(folder, parts(1))).release();
    writeFileSync(join(folder, 'server.json'), '{"pid": 1, "po');
    await (await ownFolder(folder, parts(2))).listening(5000);
    expect(stored(folder)).toMatchObject({ pid: 2 });
  });

  test('one that is just starting is waited for', async () => {
    const folder = newFolder();
    const starting = await ownFolder(folder, parts(1));
    const found = findServer(folder, parts(2));
    await starting.listening(4000);
    expect(await found).toMatchObject({ port: 4000 });
  });

  test('one that lives and never listens is not robbed', async () => {
    const folder = newFolder();
    await ownFolder(folder, parts(1));
    await expect(ownFolder(folder, parts(2))).rejects.toMatchObject({
      code: 'FolderInUse',
      facts: { pid: 1 },
    });
  });

  test('of many that replace a dead owner at the same moment, one wins', async () => {
    const folder = newFolder();
    await (await ownFolder(folder, parts(1))).listening(4000);
    const claims = [2, 3, 4, 5, 6].map((pid) =>
      ownFolder(folder, parts(pid, { isAlive: (other) => other !== 1 })),
    );
    const results = await Promise.allSettled(claims);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'FolderInUse' });
    }
  });

  test("released is gone; another's claim stays", async () => {
    const folder = newFolder();
    const first = await ownFolder(folder, parts(1));
    await first.listening(4000);
    const second = await ownFolder(folder, parts(2, { isAlive: () => false }));
    await first.release();
    expect(stored(folder)).toMatchObject({ pid: 2 });
    await second.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(await findServer(folder, parts(3))).toBeUndefined();
  });
});
