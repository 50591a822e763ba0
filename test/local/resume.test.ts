import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { openLocal } from '../../lib/local/local.ts';
import type { Local, LocalOptions } from '../../lib/local/local-contract.ts';
import type { PersonScript, Scenario } from '../../lib/model/scenario.ts';

const home = join(__dirname, '..', '..');
const newFolder = () => join(mkdtempSync(join(tmpdir(), 'rebound-resume-')), '.rebound');

/** payments was deleted, and there is a backup. */
const scenario = (people: Record<string, PersonScript[]> = {}): Scenario => ({
  name: 'deleted',
  given: {
    clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
    backups: [{ namespace: 'payments', age: 10_800, phase: 'Completed' }],
    storage: 'available',
    pagers: 'up',
  },
  inputs: {},
  people,
  expect: {},
});

const start = Date.parse('2026-11-24T03:05:00.000Z');
const open = (folder: string, more: Partial<LocalOptions> = {}): Promise<Local> =>
  openLocal({
    folder,
    runbooksFolder: join(home, 'runbooks'),
    estateFile: join(home, 'rebound.yaml'),
    scenario: scenario(),
    startAt: start,
    seed: 5,
    pace: 'virtual',
    ...more,
  });

const begin = async (local: Local): Promise<string> => {
  const inputs = { cluster: 'prod-blue', namespace: 'payments' };
  const { run } = await local.operations.start({
    runbook: 'restore-namespace',
    inputs,
    mode: 'real',
    by: 'ben',
    because: '',
  });
  return run;
};

/** Resolves when a question was put; then time stands nearly still. */
const question = (local: Local) =>
  new Promise<void>((resolve) => {
    local.onQuestion(() => {
      local.clock.pace(1);
      resolve();
    });
  });

const silent: Record<string, PersonScript[]> = {
  'platform-leads': [{ does: 'silent' }],
  'platform-managers': [{ does: 'silent' }],
  'platform-oncall': [{ does: 'silent' }],
};

describe('a server that ended', () => {
  test('is followed by one in which its run goes on: the question that was open is answered, the rest is done once', async () => {
    const folder = newFolder();
    const first = await open(folder, { scenario: scenario(silent) });
    const asked = question(first);
    const run = await begin(first);
    await asked;
    const before = first.clock.now();
    await first.close();

    const second = await open(folder, { scenario: scenario(silent), pace: 1, seed: 6 });
    expect(second.recovered).toEqual([
      expect.stringMatching(
        new RegExp(
          `^run ${run} \\(restore-namespace, payments.*\\) goes on at "Restore over what is there\\?"`,
        ),
      ),
    ]);
    expect(second.clock.now()).toBeGreaterThanOrEqual(before);
    await second.operations.answer(run, 'approve', 'cleo', 'go');
    second.clock.pace('virtual');
    const report = await second.ended(run);
    expect(report).toMatchObject({ status: 'closed', outcome: 'recovered' });
    const { events } = await second.operations.events(run, '');
    expect(events.filter(({ kind }) => kind === 'step-done').map(({ text }) => text)).toEqual([
      ...new Set(events.filter(({ kind }) => kind === 'step-done').map(({ text }) => text)),
    ]);
    await second.close();

    const third = await open(folder);
    expect(third.recovered).toEqual([]);
    expect(await third.operations.show(run)).toMatchObject({ outcome: 'recovered' });
    await third.close();
  });

  test('people who were thinking about a question answer in the next one', async () => {
    const folder = newFolder();
    const approves = { ...silent, 'platform-leads': [{ does: 'approve', after: 240 }] } satisfies Record<
      string,
      PersonScript[]
    >;
    const first = await open(folder, { scenario: scenario(approves) });
    const asked = question(first);
    const run = await begin(first);
    await asked;
    await first.close();
    const second = await open(folder, { scenario: scenario(approves) });
    expect(await second.ended(run)).toMatchObject({ outcome: 'recovered' });
    await second.close();
  });

  test('leaves the world as it made it: a restore that was begun is not begun again', async () => {
    const folder = newFolder();
    const first = await open(folder, { scenario: scenario(silent) });
    const asked = question(first);
    const run = await begin(first);
    await asked;
    await first.operations.answer(run, 'approve', 'cleo', 'go');
    first.clock.pace(300);
    const changed = async () =>
      (await first.operations.events(run, '')).events.some(({ kind }) => kind === 'changed');
    while (!(await changed())) await wait(5);
    await first.close();

    const second = await open(folder, { scenario: scenario(silent) });
    expect(second.recovered).toEqual([expect.stringContaining('goes on at "Restore"')]);
    const report = await second.ended(run);
    expect(report).toMatchObject({ outcome: 'recovered', changed: [{ step: 'restore', done: true }] });
    const { events } = await second.operations.events(run, '');
    expect(events.filter(({ kind }) => kind === 'changed')).toHaveLength(1);
    await second.close();
  });

  test('a run whose execution nobody knows is fenced and closed as failed', async () => {
    const folder = newFolder();
    const first = await open(folder, { scenario: scenario(silent) });
    const asked = question(first);
    const run = await begin(first);
    await asked;
    await first.close();
    rmSync(join(folder, 'engine'), { recursive: true });
    const second = await open(folder, { scenario: scenario(silent) });
    expect(second.recovered).toEqual([expect.stringMatching(/fenced, closed as failed, its lock released/)]);
    expect(await second.operations.show(run)).toMatchObject({ status: 'closed', outcome: 'failed' });
    await second.close();
  });
});

describe('a folder that is', () => {
  async function used(): Promise<string> {
    const folder = newFolder();
    const local = await open(folder, { scenario: scenario(silent) });
    const asked = question(local);
    await begin(local);
    await asked;
    await local.close();
    return folder;
  }
  const journalIn = (folder: string) => join(folder, 'engine', readdirSync(join(folder, 'engine'))[0] ?? '');

  test.each([
    [
      'damaged',
      (folder: string) => writeFileSync(journalIn(folder), 'rubbish'),
      /damaged at byte 0.*restore/,
    ],
    [
      'of a newer version',
      (folder: string) => writeFileSync(journalIn(folder), 'rebound engine journal, version 9, segment 1\n'),
      /newer Rebound/,
    ],
    [
      'without a readable world',
      (folder: string) => writeFileSync(join(folder, 'world', 'world.json'), '{"version":1,'),
      /world.json is damaged/,
    ],
    [
      'with a world of a newer version',
      (folder: string) => writeFileSync(join(folder, 'world', 'world.json'), '{"version":2,"world":{}}'),
      /another Rebound/,
    ],
  ])('%s is refused, with what to do, and left as it is', async (_name, damage, message) => {
    const folder = await used();
    damage(folder);
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    await expect(open(folder)).rejects.toMatchObject({
      code: 'FolderUnreadable',
      message: expect.stringMatching(message),
    });
    expect(readdirSync(join(folder, 'engine'))).toEqual(readdirSync(join(copy, 'engine')));
  });
});
