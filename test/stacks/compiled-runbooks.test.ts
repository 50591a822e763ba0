import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { codeOf, explain } from '../../lib/model/errors.ts';
import { compiledRunbooks } from '../../lib/stacks/compiled-runbooks.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const base = mkdtempSync(join(tmpdir(), 'rebound-deploy-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const estate = readFileSync(join(root, 'rebound.yaml'), 'utf8');
const runbook = readFileSync(join(root, 'runbooks/restore-namespace.yaml'), 'utf8');
let folders = 0;

/** A folder with these files. */
function folderOf(files: Record<string, string>): string {
  const folder = join(base, String((folders += 1)));
  mkdirSync(join(folder, 'runbooks'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** What people are told instead of a deployment. */
function refusalOf(folder: string): { code: string | undefined; text: string } {
  try {
    compiledRunbooks(folder);
  } catch (error) {
    return { code: codeOf(error), text: explain(error) };
  }
  throw new Error('it was deployed');
}

const noEstate = { 'runbooks/a.yaml': runbook };
const empty = { 'rebound.yaml': estate };
const mistaken = {
  'rebound.yaml': estate,
  'runbooks/a.yaml': runbook.replace('uses: find-backup', 'uses: find-backups'),
  'runbooks/b.yml': 'runbook: B\n',
};

describe('what cannot be deployed says what to do', () => {
  test.each<[string, Record<string, string>, string, RegExp[]]>([
    ['no rebound.yaml', noEstate, 'BadInput', [/rebound\.yaml cannot be read/, /put it beside runbooks/]],
    ['no runbook', empty, 'BadInput', [/no runbook in .*runbooks/, /write one/]],
    [
      'runbooks with mistakes: all of them, each with its line',
      mistaken,
      'BadRunbook',
      [/a\.yaml:\d+:\d+ .*find-backups/, /uses: find-backups\n/, /b\.yml:1:10 runbook: /, /\d+ mistakes/],
    ],
    [
      'a rebound.yaml with mistakes',
      { 'rebound.yaml': 'account: 12\n', 'runbooks/a.yaml': runbook },
      'BadRunbook',
      [/rebound\.yaml:1:10 account: /, /recovery_region/],
    ],
    [
      'two runbooks of one name',
      {
        'rebound.yaml': estate,
        'runbooks/a.yaml': runbook,
        'runbooks/b.yaml': runbook.replaceAll('payments-namespace-gone', 'other'),
      },
      'BadRunbook',
      [/two files are the runbook restore-namespace/],
    ],
    [
      'an alarm that two runbooks claim',
      {
        'rebound.yaml': estate,
        'runbooks/a.yaml': runbook,
        'runbooks/b.yaml': runbook.replace('runbook: restore-namespace', 'runbook: restore-otherwise'),
      },
      'BadRunbook',
      [/b\.yaml:\d+:\d+ triggers\[0\]\.alarm: .*restore-namespace already/],
    ],
  ])('%s', (_, files, code, lines) => {
    const refusal = refusalOf(folderOf(files));
    expect(refusal.code).toBe(code);
    for (const line of lines) expect(refusal.text).toMatch(line);
  });

  test('without a folder runbooks, too', () => {
    const folder = folderOf(empty);
    rmSync(join(folder, 'runbooks'), { recursive: true });
    expect(refusalOf(folder).text).toMatch(/no runbook in/);
  });
});

test('warnings deploy: one Region for everything is allowed', () => {
  const alone = estate.replace('recovery_region: eu-central-1', 'recovery_region: eu-west-1');
  const deployment = compiledRunbooks(folderOf({ 'rebound.yaml': alone, 'runbooks/a.yaml': runbook }));
  expect(deployment.estate.recovery_region).toBe('eu-west-1');
  expect(deployment.runbooks).toHaveLength(1);
});

test('the CDK app prints the sentence and no stack trace, and leaves nothing behind', () => {
  const folder = folderOf(mistaken);
  for (const part of ['bin', 'lib', 'lambdas'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'], TMPDIR: base } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/app.ts'], { ...options, cwd: folder });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^nothing is deployed/);
  expect(stderr).toMatch(/find-backups/);
  expect(stderr).not.toMatch(/^\s+at /m);
});
