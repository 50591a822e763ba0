import { describe, expect, test } from '@jest/globals';
import { findBackup } from '../../lib/steps/find-backup.ts';
import type { VeleroBackup } from '../../lib/wire/velero.ts';
import { emptyMemory } from '../builders/step-context.ts';
import { aBackup, FakeOutside, paymentsInventory } from './fake-outside.ts';
import { stepSuite } from './suite.ts';
import { invoke, runOnce } from './stories.ts';

const wanted = { cluster: 'prod-blue', namespace: 'payments' };

function backups(...list: VeleroBackup[]): FakeOutside {
  const outside = new FakeOutside();
  outside.backups = list;
  for (const { name } of list) outside.inventories[name] = paymentsInventory;
  return outside;
}

const old = { startedAt: '2026-11-22T00:00:00Z', completedAt: '2026-11-22T00:02:00Z' };

describe('the newest good one', () => {
  test('is chosen, with its age, and with what it holds of the namespace only', async () => {
    const outside = backups(aBackup('nightly-6', old), aBackup('nightly-7', { warnings: 2 }));
    const { output, findings } = await runOnce(findBackup, { ...wanted, newest_within: '24h' }, { outside });
    expect(output).toEqual({
      backup: 'nightly-7',
      phase: 'Completed',
      age: 3 * 3600,
      taken_at: '2026-11-24T00:05:00.000Z',
      inventory: {
        'v1/Namespace': ['payments'],
        'v1/ConfigMap': ['payments/settings'],
        'apps/v1/Deployment': ['payments/api', 'payments/worker'],
      },
      objects: 4,
      workloads: 2,
      warnings: 2,
      errors: 0,
      storage: 'default',
    });
    expect(findings[0]?.text).toBe('nightly-7 is 3 h 0 m old and holds 4 objects, 2 of them workloads');
  });

  test('asks for the list under a name of this run, this step, and this backup', async () => {
    const outside = backups(aBackup('nightly-6', old), aBackup('nightly-7'));
    const step = { id: 'choice', generation: 1 };
    await runOnce(findBackup, wanted, { outside, step });
    await runOnce(findBackup, wanted, { outside, step });
    await runOnce(findBackup, { ...wanted, name: 'nightly-6' }, { outside, step });
    const requests = outside.calls
      .filter((call) => call.startsWith('inventory'))
      .map((call) => call.split(' ')[2]);
    expect(requests[0]).toMatch(/^rb-abcdefghij234567-1-0-choice-[0-9a-f]{6}$/);
    expect(requests[1]).toBe(requests[0]);
    expect(requests[2]).not.toBe(requests[0]);
  });

  test.each<[string, Partial<VeleroBackup>, string]>([
    ['is still being made', { phase: 'InProgress' }, 'InProgress'],
    ['failed', { phase: 'Failed', failureReason: 'no space' }, 'Failed: no space'],
    ['was made only in part', { phase: 'PartiallyFailed', errors: 3 }, 'PartiallyFailed'],
    ['is being deleted', { phase: 'Deleting' }, 'Deleting'],
    ['is in a phase that nobody knows', { phase: 'Sparkling' }, 'Sparkling'],
    ['has expired', { expiresAt: '2026-11-24T03:05:00Z' }, 'expired at 2026-11-24T03:05:00Z'],
    ['has an expiry that is no time', { expiresAt: 'soon' }, 'expired at soon'],
    [
      'is in a storage that does not exist',
      { storageLocation: 'lost' },
      'its storage location lost does not exist',
    ],
  ])('is not one that %s', async (_, differs, why) => {
    const outside = backups(aBackup('nightly-7', differs), aBackup('nightly-6', old));
    const { output, findings } = await runOnce(findBackup, wanted, { outside });
    expect(output?.backup).toBe('nightly-6');
    expect(findings.map(({ text }) => text).join()).toContain(why);
  });

  test('is not one of another namespace: when none fits those are counted, and named only when asked for by name', async () => {
    const differs = { includedNamespaces: ['web', 'shop'] };
    const outside = backups(aBackup('nightly-7', differs), aBackup('nightly-6', old));
    const { output, findings } = await runOnce(findBackup, wanted, { outside });
    expect(output?.backup).toBe('nightly-6');
    expect(findings.map(({ text }) => text).join()).not.toContain('nightly-7');
    const none = backups(aBackup('nightly-7', differs), aBackup('nightly-5', differs));
    const { said } = await runOnce(findBackup, wanted, { outside: none });
    expect(said).toMatch(/\(2 more are of other namespaces\)/);
    const named = await runOnce(findBackup, { ...wanted, name: 'nightly-7' }, { outside: none });
    expect(named.said).toContain('it holds web, shop only');
  });

  test('is one whose namespaces are all, or a pattern, when its list holds ours', async () => {
    for (const includedNamespaces of [[], ['*'], ['pay*']]) {
      const outside = backups(aBackup('nightly-7', { includedNamespaces }));
      expect((await runOnce(findBackup, wanted, { outside })).output?.backup).toBe('nightly-7');
    }
  });

  test('is not one whose list holds nothing of the namespace, or is not there any more', async () => {
    const outside = backups(aBackup('nightly-7', { includedNamespaces: [] }), aBackup('nightly-6', old));
    outside.inventories['nightly-7'] = { 'apps/v1/Deployment': ['payments-old/api'] };
    expect((await runOnce(findBackup, wanted, { outside })).output?.backup).toBe('nightly-6');
    delete outside.inventories['nightly-7'];
    expect((await runOnce(findBackup, wanted, { outside })).output?.backup).toBe('nightly-6');
  });

  test('keeps a large inventory as evidence, whole', async () => {
    const memory = emptyMemory();
    const outside = backups(aBackup('nightly-7'));
    const { output } = await runOnce(findBackup, wanted, { outside, memory, keptBytesMax: 50 });
    expect(output?.inventory).toEqual({ ref: expect.any(String), sha256: expect.any(String), count: 3 });
    expect([...memory.evidence.values()]).toEqual([
      expect.objectContaining({ 'v1/Namespace': ['payments'] }),
    ]);
  });
});

describe('nothing suitable is an error that says which were seen, why each was not taken, and what to do', () => {
  test('older than the limit', async () => {
    const outside = backups(aBackup('nightly-6', old), aBackup('nightly-7', { phase: 'Failed' }));
    const failed = await runOnce(findBackup, { ...wanted, newest_within: 86_400 }, { outside });
    expect(failed.code).toBe('NotFound');
    for (const part of [
      'no backup on prod-blue is fit to restore payments from',
      'nightly-6 (2 d 3 h old): good, but older than 1 d 0 h',
      'nightly-7 (3 h 0 m old): Failed',
      'name one of them',
    ])
      expect(failed.said).toContain(part);
  });

  test('the storage is not available, with its message', async () => {
    const outside = backups(aBackup('nightly-7'));
    outside.storages = [
      { name: 'default', phase: 'Unavailable', accessMode: 'ReadWrite', message: 'bucket is gone' },
    ];
    const { said } = await runOnce(findBackup, wanted, { outside });
    expect(said).toContain('its storage location default is Unavailable (bucket is gone)');
  });

  test('no backups at all', async () => {
    const { said } = await runOnce(findBackup, wanted, { outside: backups() });
    expect(said).toContain('no backups at all');
  });

  test('many backups are shown up to a limit', async () => {
    const outside = backups(...Array.from({ length: 14 }, (_, n) => aBackup(`b-${n}`, { phase: 'Failed' })));
    const { said } = await runOnce(findBackup, wanted, { outside });
    expect(said).toContain('and 4 more');
  });
});

describe('one by name', () => {
  test('is taken although it is PartiallyFailed or old, and says so', async () => {
    const outside = backups(
      aBackup('nightly-7'),
      aBackup('nightly-6', { ...old, phase: 'PartiallyFailed', errors: 3 }),
    );
    const asked = { ...wanted, name: 'nightly-6', newest_within: '24h' };
    const { output, findings } = await runOnce(findBackup, asked, { outside });
    expect(output).toMatchObject({ backup: 'nightly-6', phase: 'PartiallyFailed', errors: 3 });
    expect(findings.filter(({ bad }) => bad).map(({ text }) => text)).toEqual([
      'nightly-6 is PartiallyFailed: 3 errors, so something may be missing in it',
      'nightly-6 is older than 1 d 0 h',
    ]);
  });

  test('is refused when it failed, and no other is taken instead', async () => {
    const outside = backups(aBackup('nightly-7'), aBackup('nightly-6', { ...old, phase: 'Failed' }));
    const failed = await runOnce(findBackup, { ...wanted, name: 'nightly-6' }, { outside });
    expect(failed).toMatchObject({ code: 'NotFound' });
    expect(failed.said).not.toContain('nightly-7');
  });

  test('that does not exist: the nearest', async () => {
    const failed = await runOnce(
      findBackup,
      { ...wanted, name: 'nightly-17' },
      { outside: backups(aBackup('nightly-7')) },
    );
    expect(failed).toMatchObject({ code: 'NotFound' });
    expect(failed.said).toContain('did you mean nightly-7?');
  });
});

test('not ready while Velero has not handed out the list', async () => {
  const outside = backups(aBackup('nightly-7')).answer('inventory', 'NotReady');
  expect(await runOnce(findBackup, wanted, { outside })).toMatchObject({ code: 'NotReady' });
  expect((await runOnce(findBackup, wanted, { outside })).output?.backup).toBe('nightly-7');
});

test('a plan is the choice itself', async () => {
  const told = { outside: backups(aBackup('nightly-7')) };
  const { output } = await invoke(
    (given, context) => findBackup.plan(given, context),
    findBackup,
    wanted,
    told,
  );
  expect(output?.lines).toEqual([
    'Use backup nightly-7 of payments, 3 h 0 m old: 4 objects, 2 of them workloads',
  ]);
  expect(output?.output).toMatchObject({ backup: 'nightly-7', age: 10_800 });
});

stepSuite(findBackup, {
  world: {
    clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
  },
  good: () => ({ ...wanted, newest_within: '48h' }),
  volatile: ['age'],
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
    ['no namespace', { namespace: undefined }, 'namespace: is missing: give a namespace'],
    [
      'a limit that is no duration',
      { newest_within: 'soon' },
      'newest_within: expected a duration such as 24h, found "soon"',
    ],
    ['a limit of nothing', { newest_within: 0 }, 'newest_within: expected a duration'],
    [
      'a name that no backup can have',
      { name: 'Nightly 7' },
      'name: expected newest, or the name of a backup',
    ],
    [
      'a field that it does not know',
      { newest: true },
      'does not know newest: it takes cluster, namespace, name, newest_within',
    ],
  ],
});
