import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../lib/steps/catalog.ts';
import { fakeIo, run } from './fake-io.ts';

const reference = (more = '') => run(`reference ${more}`.trim(), fakeIo());

describe('reference', () => {
  test('nothing: every step type, by what it does, and the language', async () => {
    const { code, out } = await reference();
    expect(code).toBe(0);
    for (const { uses, summary } of Object.values(catalog)) expect(out).toContain(`\`${uses}\`: ${summary}`);
    expect(out).toContain('`language`: The keys of a runbook');
    expect(out).toMatch(/Steps that change something\n\n· `restore-backup`/);
  });

  test('a step type: what it is, what it takes and gives, what it may do, an example', async () => {
    const { code, out } = await reference('restore-backup');
    expect(code).toBe(0);
    expect(out).toMatch(/^restore-backup: Restore a namespace from a backup\.\n/);
    expect(out).toContain('· Has `30m` to be done; `timeout` in the step says otherwise.');
    expect(out).toContain('Can take back what it did: with `undo: {}`');
    expect(out).toContain('approve it alone, by break-glass');
    expect(out).toMatch(/^ {4}- id: restore\n {6}title: Restore\n/m);
    expect(out).toMatch(/What it takes: with\n\n {2}cluster {2}text · left out: the target's/);
    expect(out).toMatch(/ {2}backup {2}text · required\n {6}The backup's name\n/);
    expect(out).toMatch(/ {2}items {2}number or null\n/);
    expect(out).toContain('· `eks:DescribeCluster` on');
    expect(out).toContain('· get, create restores (velero.io) in velero');
  });

  test('what is filled in, what has a default, what is a duration', async () => {
    expect((await reference('announce')).out).toContain("to  text · left out: the runbook's owner");
    expect((await reference('approve')).out).toMatch(/quorum\n.*whole number from 1 to 10 or map of[^]*`1`/);
    expect((await reference('find-backup')).out).toContain('newest_within  duration · optional');
    expect((await reference('find-backup')).out).toContain('age  number, a duration in seconds');
    expect((await reference('wait')).out).toContain('Takes as long as it says');
  });

  test('a key of the language: its section, and where else it stands', async () => {
    const { code, out } = await reference('for_each');
    expect(code).toBe(0);
    expect(out).toMatch(/^for_each\n\nThe language: For each item of a list: for_each\n/);
    expect(out).toMatch(/^ {2}max_parallel {2}optional$/m);
    const inputs = (await reference('inputs')).out;
    for (const where of ['A runbook', 'inputs.<name>', 'triggers[]', 'rehearsals[]'])
      expect(inputs).toContain(`The language: ${where}\n`);
    expect(inputs).toContain('runbook: What it takes: with');
    expect(inputs).not.toContain('deadline');
  });

  test('the whole language', async () => {
    const { code, out } = await reference('language');
    expect(code).toBe(0);
    expect(out).toMatch(/^The language: What may stand in a runbook/);
  });

  test('--json: one document', async () => {
    const { types, pages } = JSON.parse((await reference('--json')).out);
    expect(types).toHaveLength(Object.keys(catalog).length);
    expect(types).toContainEqual({
      uses: 'page',
      summary: 'Tell a person or a group something now',
      kind: 'tells',
    });
    expect(pages).toEqual(['language']);
    expect(JSON.parse((await reference('restore-backup --json')).out)).toMatchObject({
      uses: 'restore-backup',
      undo: true,
      timeoutSeconds: 1800,
      with: [
        { name: 'cluster', type: 'text' },
        { name: 'namespace' },
        { name: 'backup', without: 'required' },
      ],
      example: catalog['restore-backup'].example,
    });
    expect(JSON.parse((await reference('until --json')).out)).toMatchObject({ name: 'until' });
  });

  test.each([
    ['restore-backups', 'did you mean "restore-backup"?'],
    ['Manual', 'did you mean "manual"?'],
    ['for-each', 'did you mean "for_each"?'],
    ['__proto__', 'rebound reference lists what there is'],
    ['constructor', 'rebound reference lists what there is'],
  ])('%s is bad input: %s', async (typo, says) => {
    expect(await reference(typo)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(says) });
  });

  test('--help has the exit codes', async () => {
    const { code, out } = await reference('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Exit codes:\n {2}0 {2}shown\n {2}1 .*\n {2}2 {2}there is nothing of this name/);
  });
});
