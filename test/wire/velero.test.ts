import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { makeKubernetes } from '../../lib/wire/kubernetes-client.ts';
import { makeVelero } from '../../lib/wire/velero-client.ts';
import { restoreEndOf, restorePhases } from '../../lib/wire/velero-phases.ts';
import { answering, json, type Reply, status, text } from './answering.ts';

const blue = {
  name: 'prod-blue',
  account: '111122223333',
  region: 'eu-west-1',
  arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod-blue',
  endpoint: 'public' as const,
  drill: false,
};
const link = 'https://bucket.s3.eu-west-1.amazonaws.com/backups/b/b-resource-list.json.gz?X-Amz-Signature=0';

function velero(...replies: Reply[]) {
  const stage = answering(...replies);
  const kubernetes = makeKubernetes(blue, { endpoint: 'https://blue.example' }, stage.surroundings);
  return { ...stage, velero: makeVelero(kubernetes, stage.surroundings) };
}
const object = (name: string, rest: object) => json(200, { metadata: { name }, ...rest });
const processed = object('r', {
  status: { phase: 'Processed', downloadURL: link, expiration: '2026-11-24T03:22:44Z' },
});
const list = { 'v1/Namespace': ['payments'], 'apps/v1/Deployment': ['payments/api', 'payments/web'] };
const file = { status: 200, headers: {}, body: gzipSync(JSON.stringify(list)) };

describe('what Velero says', () => {
  test('of a backup, absent and null fields included', async () => {
    const { velero: client, play } = velero(
      object('b', {
        spec: { includedNamespaces: null, storageLocation: 'default' },
        status: {
          phase: 'PartiallyFailed',
          startTimestamp: '2026-11-24T00:00:00Z',
          completionTimestamp: null,
          errors: 2,
        },
      }),
    );
    expect(await play(() => client.backup('b'))).toEqual({
      name: 'b',
      phase: 'PartiallyFailed',
      includedNamespaces: [],
      storageLocation: 'default',
      startedAt: '2026-11-24T00:00:00Z',
      warnings: 0,
      errors: 2,
    });
  });
  test('of a restore that it has not seen yet', async () => {
    const { velero: client, play } = velero(object('r', { spec: { backupName: 'b' } }));
    expect(await play(() => client.restore('r'))).toEqual({
      name: 'r',
      phase: 'New',
      backupName: 'b',
      includedNamespaces: [],
      spec: { backupName: 'b' },
      warnings: 0,
      errors: 0,
      validationErrors: [],
    });
  });
  test('a location that was never validated is not available', async () => {
    const { velero: client, play } = velero(
      json(200, { kind: 'BackupStorageLocationList', items: [{ metadata: { name: 'default' }, spec: {} }] }),
    );
    expect(await play(() => client.storageLocations())).toEqual([
      { name: 'default', phase: 'Unavailable', accessMode: 'ReadWrite' },
    ]);
  });
  test('of another shape than documented is Malformed, and says where', async () => {
    const { velero: client, play } = velero(object('r', { status: { progress: { totalItems: 'many' } } }));
    await expect(play(() => client.restore('r'))).rejects.toMatchObject({
      code: 'Malformed',
      facts: { why: 'unexpected at status.progress.totalItems' },
    });
  });
  test('a restore is made with its name and spec in namespace velero', async () => {
    const { velero: client, play, sent } = velero(object('r', { spec: { backupName: 'b' } }));
    await play(() => client.createRestore('r', { backupName: 'b' }));
    expect(sent[0]?.url).toBe('https://blue.example/apis/velero.io/v1/namespaces/velero/restores');
    expect(JSON.parse(String(sent[0]?.body))).toEqual({
      apiVersion: 'velero.io/v1',
      kind: 'Restore',
      metadata: { name: 'r', namespace: 'velero' },
      spec: { backupName: 'b' },
    });
  });
});

describe('the inventory of a backup', () => {
  test('through a request that is made when absent', async () => {
    const {
      velero: client,
      play,
      sent,
    } = velero(status(404, 'NotFound'), object('b', {}), object('r', {}), processed, file);
    expect(await play(() => client.inventory('b', 'r'))).toEqual(list);
    expect(sent.map(({ system, method }) => `${system} ${method}`)).toEqual([
      'kubernetes GET',
      'kubernetes GET',
      'kubernetes POST',
      'kubernetes GET',
      's3 GET',
    ]);
    expect(JSON.parse(String(sent[2]?.body))).toMatchObject({
      spec: { target: { kind: 'BackupResourceList', name: 'b' } },
    });
    // The link is its own proof: nothing of ours goes to the storage.
    expect(sent[4]?.headers).toEqual({});
  });
  test('is NotFound for a backup that does not exist, without leaving a request behind', async () => {
    const { velero: client, play, sent } = velero(status(404, 'NotFound'));
    await expect(play(() => client.inventory('b', 'r'))).rejects.toMatchObject({ code: 'NotFound' });
    expect(sent.every(({ method }) => method === 'GET')).toBe(true);
  });
  test('is NotReady until Velero has processed the request', async () => {
    const { velero: client, play, clock } = velero(object('r', { status: { phase: 'New' } }));
    const before = clock.now();
    await expect(play(() => client.inventory('b', 'r'))).rejects.toMatchObject({ code: 'NotReady' });
    expect(clock.now() - before).toBe(3000);
  });
  test('is NotReady while a request is there whose link has expired', async () => {
    const expired = { phase: 'Processed', downloadURL: link, expiration: '2026-11-24T03:12:40Z' };
    const { velero: client, play } = velero(object('r', { status: expired }));
    await expect(play(() => client.inventory('b', 'r'))).rejects.toMatchObject({ code: 'NotReady' });
  });
  test.each([
    [404, 'NotFound'],
    [403, 'AccessDenied'],
    [503, 'Throttled'],
    [500, 'Unavailable'],
    [301, 'Malformed'],
  ] as const)('when the storage answers %d is %s', async (code, expected) => {
    const { velero: client, play } = velero(processed, text(code, '<Error/>'));
    await expect(play(() => client.inventory('b', 'r'))).rejects.toMatchObject({ code: expected });
  });
  test.each([
    ['no gzip', Buffer.from('{}')],
    ['gzip without JSON', gzipSync('{')],
    ['JSON of another shape', gzipSync('{"v1/Pod":"payments/api"}')],
  ])('is Malformed when the file is %s', async (_, body) => {
    const { velero: client, play } = velero(processed, { status: 200, headers: {}, body });
    await expect(play(() => client.inventory('b', 'r'))).rejects.toMatchObject({ code: 'Malformed' });
  });
});

test('every phase of a restore means something, and a phase that nobody knows is no ending', () => {
  expect(Object.groupBy(restorePhases, restoreEndOf)).toMatchObject({
    whole: ['Completed'],
    partial: ['PartiallyFailed'],
    failed: ['FailedValidation', 'Failed'],
  });
  expect(restoreEndOf('CompletedWithLove')).toBe('unknown');
});
