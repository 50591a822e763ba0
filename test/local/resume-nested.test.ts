import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openLocal } from '../../lib/local/local.ts';
import type { Local } from '../../lib/local/local-contract.ts';
import type { PersonScript, Scenario } from '../../lib/model/scenario.ts';

const home = join(__dirname, '..', '..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder of runbooks with one more, which has a namespace restored by another. */
function folderWithOuter(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rebound-nested-'));
  folders.push(folder);
  cpSync(join(home, 'runbooks'), join(folder, 'runbooks'), { recursive: true });
  writeFileSync(
    join(folder, 'runbooks', 'outer.yaml'),
    `
runbook: outer
title: Have a namespace restored
owner: platform-oncall
severity: high
objectives: { rto: 10h, rpo: 24h }
deadline: 9h
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
target: { cluster: $inputs.cluster }
steps:
  - id: inner
    title: Have it restored
    uses: runbook
    with: { runbook: restore-namespace, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace } }
    timeout: 3h
  - title: That was it
    finish: { outcome: nothing-to-do, because: "{{ $inner.outcome }} by {{ $inner.run }}" }
`,
  );
  return folder;
}

const scenario = (people: Record<string, PersonScript[]>): Scenario => ({
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
const open = (folder: string, people: Record<string, PersonScript[]>, pace: 'virtual' | 1): Promise<Local> =>
  openLocal({
    folder: join(folder, '.rebound'),
    runbooksFolder: join(folder, 'runbooks'),
    estateFile: join(home, 'rebound.yaml'),
    scenario: scenario(people),
    startAt: Date.parse('2026-11-24T03:05:00.000Z'),
    seed: 5,
    pace,
  });

test('a server that ended while a run waited for another: both go on in the next one', async () => {
  const folder = folderWithOuter();
  const first = await open(folder, { 'platform-leads': [{ does: 'silent' }] }, 'virtual');
  const asked = new Promise<void>((resolve) => {
    first.onQuestion(() => {
      first.clock.pace(1);
      resolve();
    });
  });
  const inputs = { cluster: 'prod-blue', namespace: 'payments' };
  const { run } = await first.operations.start({
    runbook: 'outer',
    inputs,
    mode: 'real',
    by: 'ben',
    because: '',
  });
  await asked;
  await first.close();

  const second = await open(folder, { 'platform-leads': [{ does: 'approve', after: 60 }] }, 1);
  expect(second.recovered).toEqual([
    expect.stringMatching(/^run \w+ \(outer, prod-blue\) goes on at "Have it restored · run"/),
    expect.stringMatching(/^run \w+ \(restore-namespace, payments @ prod-blue\) goes on at/),
  ]);
  second.clock.pace('virtual');
  const report = await second.ended(run);
  expect(report).toMatchObject({
    outcome: 'nothing-to-do',
    because: expect.stringMatching(/^recovered by /),
  });
  await second.close();
});
