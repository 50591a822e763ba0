import { describe, expect, test } from '@jest/globals';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { VeleroRestore } from '../../lib/wire/velero.ts';
import { emptyMemory } from '../builders/step-context.ts';
import { aBackup, FakeOutside, paymentsInventory } from './fake-outside.ts';
import type { SandboxOutside } from './sandbox-outside.ts';
import { stepSuite } from './suite.ts';
import { invoke, runOnce, runThrough } from './stories.ts';

const wanted = { cluster: 'prod-blue', namespace: 'payments', backup: 'nightly-7' };
const step = { id: 'restore_it', title: 'Restore' };
const name = 'rb-abcdefghij234567-0-0-restore-it';

function ready(): FakeOutside {
  const outside = new FakeOutside();
  outside.backups = [aBackup('nightly-7')];
  outside.inventories['nightly-7'] = paymentsInventory;
  return outside;
}

describe('run', () => {
  test('makes one Restore under the name of run and step, waits for it, and says how it ended', async () => {
    const outside = ready();
    const { output, findings } = await runThrough(restoreBackup, wanted, { outside, step });
    expect(output).toEqual({ restore: name, phase: 'Completed', warnings: 0, errors: 0, items: 3 });
    expect(findings.map(({ text }) => text)).toContain('Velero restored payments from nightly-7: 3 objects');
    expect([...outside.restores.keys()]).toEqual([name]);
    expect(outside.restores.get(name)?.spec).toMatchObject({
      backupName: 'nightly-7',
      includedNamespaces: ['payments'],
      existingResourcePolicy: 'none',
    });
    expect(outside.calls.filter((call) => call.startsWith('create'))).toHaveLength(1);
  });

  test('a retry by a human has a name of its own', async () => {
    const outside = ready();
    const memory = emptyMemory();
    await runThrough(restoreBackup, wanted, { outside, step, memory });
    outside.restorePhases = [{ phase: 'Completed' }];
    const again = await runThrough(restoreBackup, wanted, {
      outside,
      step: { ...step, generation: 1 },
      memory,
    });
    expect(again.output?.restore).toBe('rb-abcdefghij234567-1-0-restore-it');
    expect(outside.restores.size).toBe(2);
  });

  test.each<[string, Partial<VeleroRestore>, string]>([
    ['New', {}, 'not yet begun by Velero'],
    ['InProgress', { progress: { done: 12, total: 57 } }, 'InProgress, 12 of 57 objects'],
    ['WaitingForPluginOperations', {}, 'WaitingForPluginOperations'],
    ['WaitingForPluginOperationsPartiallyFailed', {}, 'WaitingForPluginOperationsPartiallyFailed'],
    ['Finalizing', {}, 'Finalizing'],
    ['FinalizingPartiallyFailed', {}, 'FinalizingPartiallyFailed'],
  ])('%s is not ready, with how far it is', async (phase, more, text) => {
    const outside = ready();
    const memory = emptyMemory();
    await runOnce(restoreBackup, wanted, { outside, step, memory });
    outside.restorePhases = [{ phase, ...more }];
    const waiting = await runOnce(restoreBackup, wanted, { outside, step, memory });
    expect(waiting).toMatchObject({ code: 'NotReady' });
    expect(waiting.said).toContain(text);
  });

  test.each<[string, Partial<VeleroRestore>, string, string[]]>([
    [
      'PartiallyFailed',
      { errors: 2, warnings: 1 },
      'NotVerified',
      ['only in part: 2 errors, 1 warning', 'velero restore logs', 'retry'],
    ],
    [
      'Failed',
      { failureReason: 'found a restore with status "InProgress" during the server starting' },
      'NotVerified',
      ['could not restore payments', 'server starting'],
    ],
    [
      'FailedValidation',
      { validationErrors: ['the BSL default is unavailable'] },
      'Rejected4xx',
      ['refused', 'BSL default is unavailable', 'nothing was changed'],
    ],
    ['Sparkling', {}, 'Malformed', ['"Sparkling"', 'do not take it for done']],
    ['Completed', { progress: { done: 0, total: 0 } }, 'NotVerified', ['nothing to restore']],
  ])('%s is an error with the reasons and what to do', async (phase, more, code, parts) => {
    const outside = ready();
    outside.restorePhases = [{ phase, ...more }];
    const failed = await runThrough(restoreBackup, wanted, { outside, step });
    expect(failed).toMatchObject({ code });
    for (const part of parts) expect(failed.said).toContain(part);
    // Trying again by machine finds the same ending and makes nothing.
    expect(outside.restores.size).toBe(1);
  });

  test('warnings are told: objects that existed already stayed as they are', async () => {
    const outside = ready();
    outside.restorePhases = [{ phase: 'Completed', warnings: 4 }];
    const { output, findings } = await runThrough(restoreBackup, wanted, { outside, step });
    expect(output).toMatchObject({ warnings: 4, items: null });
    expect(findings.find(({ bad }) => bad)?.text).toContain('4 warnings');
  });

  test('a Restore under its name that asks for something else is not adopted', async () => {
    const outside = ready();
    const memory = emptyMemory();
    await runOnce(restoreBackup, wanted, { outside, step, memory });
    const made = outside.restores.get(name);
    if (made) made.spec = { ...made.spec, namespaceMapping: { payments: 'web' } };
    expect(await runOnce(restoreBackup, wanted, { outside, step, memory })).toMatchObject({
      code: 'Conflict',
    });
  });

  test.each<[string, (outside: FakeOutside) => void, string[]]>([
    [
      'is gone',
      (outside) => void (outside.backups = [aBackup('nightly-8')]),
      ['no backup named nightly-7', 'nightly-8'],
    ],
    ['has expired', (outside) => void (outside.time += 30 * 86_400_000), ['not fit', 'expired']],
    [
      'is in a storage that is not available',
      (outside) => void (outside.storages = []),
      ['not fit', 'does not exist'],
    ],
    [
      'is of another namespace',
      (outside) => void (outside.backups = [aBackup('nightly-7', { includedNamespaces: ['web'] })]),
      ['it holds web only'],
    ],
  ])('nothing is changed when the backup %s by now', async (_, arrange, parts) => {
    const outside = ready();
    arrange(outside);
    const failed = await runOnce(restoreBackup, wanted, { outside, step });
    expect(['NotFound', 'NotVerified']).toContain(failed.code);
    for (const part of [...parts, 'nothing was changed']) expect(failed.said).toContain(part);
    expect(outside.restores.size).toBe(0);
  });
});

describe('plan', () => {
  const plan = (outside: FakeOutside) =>
    invoke((given, context) => restoreBackup.plan(given, context), restoreBackup, wanted, { outside, step });

  test('says what will be done to what, and what cannot be known', async () => {
    const outside = ready();
    const { output } = await plan(outside);
    expect(output?.lines).toEqual([
      'Restore namespace payments on prod-blue from backup nightly-7 (3 h 0 m old): 2 deployments (api, worker), 4 objects in all',
      'Objects that exist already stay as they are; service accounts that exist get the secrets that they lack',
    ]);
    expect(output?.output.restore).toBe(name);
    expect(output?.output.phase).toEqual({ unknown: expect.any(String) });
    expect(outside.calls.some((call) => call.startsWith('create'))).toBe(false);
  });

  test('does not keep people waiting for a list that Velero has not handed out', async () => {
    const { output } = await plan(ready().answer('inventory', 'NotReady'));
    expect(output?.lines[0]).toContain('what it holds could not be read just now');
  });

  test('names the doubts, and fails when the backup is not fit', async () => {
    const outside = ready();
    outside.backups = [aBackup('nightly-7', { phase: 'PartiallyFailed', errors: 2 })];
    expect((await plan(outside)).output?.lines[2]).toContain('PartiallyFailed: 2 errors');
    outside.backups = [];
    expect(await plan(outside)).toMatchObject({ code: 'NotFound' });
  });
});

stepSuite(restoreBackup, {
  world: {
    clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
  },
  good: (world) => ({ ...wanted, backup: newestBackup(world) }),
  bad: [
    [
      'a cluster that is no name',
      { cluster: 'prod blue' },
      'cluster: expected the name of a cluster',
      'prod blue',
    ],
    ['no cluster', { cluster: undefined }, 'cluster: is missing: give the name of a cluster'],
    [
      'a namespace in capitals',
      { namespace: 'Payments' },
      'namespace: expected a namespace',
      'lower-case',
      'Payments',
    ],
    ['no backup', { backup: undefined }, 'backup: is missing: give the name of a backup'],
    ['a backup that is no name', { backup: 7 }, 'backup: expected the name of a backup, found 7'],
    [
      'a field that it does not know',
      { force: true },
      'does not know force: it takes cluster, namespace, backup',
    ],
  ],
});

function newestBackup(world: SandboxOutside): string {
  const names = world.names('velero.io/backups', 'velero').filter((one) => one.includes('payments'));
  return names.at(-1) ?? 'the world has no backup of payments';
}
