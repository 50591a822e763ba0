import { describe, expect, test } from '@jest/globals';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { KubernetesObject } from '../../lib/wire/kubernetes.ts';
import { FakeOutside, paymentsInventory, putNamespace } from './fake-outside.ts';
import { invoke } from './stories.ts';

const wanted = { cluster: 'prod-blue', namespace: 'payments', backup: 'nightly-7' };
const step = { id: 'restore' };
const name = 'rb-abcdefghij234567-0-0-restore';
const ours = { labels: { 'velero.io/restore-name': name }, creationTimestamp: '2026-11-24T03:01:00Z' };

function restored(phase = 'Completed'): FakeOutside {
  const outside = new FakeOutside();
  outside.inventories['nightly-7'] = { ...paymentsInventory, 'acme.io/v1/Policy': ['payments/strict'] };
  outside.objects.set(`/apis/velero.io/v1/namespaces/velero/restores/${name}`, {
    metadata: { name, creationTimestamp: '2026-11-24T03:00:30Z' },
    status: { phase },
  });
  putNamespace(outside, 'payments');
  put(outside, '/apis/apps/v1/namespaces/payments/deployments/api', ours);
  put(outside, '/api/v1/namespaces/payments/configmaps/settings', ours);
  put(outside, '/apis/acme.io/v1/namespaces/payments/policies/strict', ours);
  return outside;
}

function put(outside: FakeOutside, path: string, metadata: Partial<KubernetesObject['metadata']>): void {
  outside.objects.set(path, { metadata: { name: path.slice(path.lastIndexOf('/') + 1), ...metadata } });
}

const undoOnce = (outside: FakeOutside) =>
  invoke(
    async (given, context) => (await restoreBackup.undo?.(given, context)) ?? [],
    restoreBackup,
    wanted,
    { outside, step },
  );

/** Undoes until nothing is pending. */
async function undo(outside: FakeOutside) {
  let invoked = await undoOnce(outside);
  for (let poll = 0; poll < 5 && invoked.code === 'NotReady'; poll++) invoked = await undoOnce(outside);
  return invoked;
}
const deleted = (outside: FakeOutside) =>
  outside.calls.filter((call) => call.startsWith('DELETE')).map((call) => call.slice(7));

test('deletes what the restore made, kinds of the backup that Kubernetes does not have included, and leaves the Restore', async () => {
  const outside = restored();
  expect(await undoOnce(outside)).toMatchObject({ code: 'NotReady' });
  const { output } = await undo(outside);
  expect(deleted(outside)).toEqual([
    '/apis/apps/v1/namespaces/payments/deployments/api',
    '/api/v1/namespaces/payments/configmaps/settings',
    '/apis/acme.io/v1/namespaces/payments/policies/strict',
  ]);
  expect(output).toContain(`nothing that restore ${name} made is left in payments on prod-blue`);
  expect(outside.objects.has(`/apis/velero.io/v1/namespaces/velero/restores/${name}`)).toBe(true);
});

test('twice is once', async () => {
  const outside = restored();
  const first = await undo(outside);
  const before = [...outside.objects];
  const second = await undo(outside);
  expect(second.output).toEqual(first.output);
  expect([...outside.objects]).toEqual(before);
});

test('everything else stays: other labels, other restores, what is older than the restore, other namespaces', async () => {
  const outside = restored();
  const theirs = [
    ['/apis/apps/v1/namespaces/payments/deployments/by-hand', {}],
    [
      '/apis/apps/v1/namespaces/payments/deployments/other-restore',
      { ...ours, labels: { 'velero.io/restore-name': 'rb-other' } },
    ],
    [
      '/apis/apps/v1/namespaces/payments/deployments/older',
      { ...ours, creationTimestamp: '2026-11-24T03:00:00Z' },
    ],
    ['/apis/apps/v1/namespaces/payments/deployments/ageless', { labels: ours.labels }],
    ['/apis/apps/v1/namespaces/web/deployments/api', ours],
  ] as const;
  for (const [path, metadata] of theirs) put(outside, path, metadata);
  const { output } = await undo(outside);
  for (const [path] of theirs) expect(outside.objects.has(path)).toBe(true);
  expect(output).toContain('left alone, made before the restore: Deployment older, Deployment ageless');
});

describe('the namespace', () => {
  test('stays when it does not say that the restore made it', async () => {
    const outside = restored();
    const { output } = await undo(outside);
    expect(outside.objects.has('/api/v1/namespaces/payments')).toBe(true);
    expect(output).toContain('namespace payments stays: it does not say that the restore made it');
  });

  test('goes when the restore made it and nothing of anybody else is in it', async () => {
    const outside = restored();
    putNamespace(outside, 'payments', {}, ours);
    put(outside, '/api/v1/namespaces/payments/configmaps/kube-root-ca.crt', {});
    put(outside, '/api/v1/namespaces/payments/serviceaccounts/default', {});
    const { output } = await undo(outside);
    expect(output).toContain('namespace payments is being deleted');
    expect(outside.objects.has('/api/v1/namespaces/payments')).toBe(false);
    expect((await undo(outside)).output).toContain('namespace payments does not exist');
  });

  test('stays when somebody put something into it', async () => {
    const outside = restored();
    putNamespace(outside, 'payments', {}, ours);
    put(outside, '/api/v1/namespaces/payments/secrets/by-hand', {});
    const { output } = await undo(outside);
    expect(output).toContain(
      'namespace payments stays: it holds what the restore did not make (Secret by-hand)',
    );
    expect(outside.objects.has('/api/v1/namespaces/payments')).toBe(true);
  });
});

test('waits while Velero is still restoring', async () => {
  const outside = restored('InProgress');
  expect(await undo(outside)).toMatchObject({ code: 'NotReady' });
  expect(deleted(outside)).toEqual([]);
});

test('a restore that was never made leaves nothing to do', async () => {
  const outside = new FakeOutside();
  expect((await undo(outside)).output).toEqual([`restore ${name} does not exist: nothing to take back`]);
});

test('without the list of the backup the kinds of Kubernetes are still undone, and it says so', async () => {
  const outside = restored();
  outside.inventories = {};
  const { output } = await undo(outside);
  expect(deleted(outside)).toHaveLength(2);
  expect(output?.[0]).toContain('what nightly-7 holds could not be read');
});

test('a deletion that is refused is told, not waited for', async () => {
  const outside = restored().answer('DELETE', 'AccessDenied');
  expect(await undoOnce(outside)).toMatchObject({ code: 'AccessDenied' });
});

describe('the list of the backup that Velero never hands out', () => {
  test('is waited for while the storage is available', async () => {
    const outside = restored().answer('inventory', ...Array.from({ length: 9 }, () => 'NotReady' as const));
    expect(await undo(outside)).toMatchObject({ code: 'NotReady' });
  });

  test('is given up, and that is said, when no storage is', async () => {
    const outside = restored().answer('inventory', ...Array.from({ length: 9 }, () => 'NotReady' as const));
    outside.storages = [{ name: 'default', phase: 'Unavailable', accessMode: 'ReadWrite' }];
    expect((await undo(outside)).output?.[0]).toContain('could not be read');
  });
});
