import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDynalite } from '../../lib/local/dynalite.ts';
import { codeOf } from '../../lib/model/errors.ts';
import { createTable, dynamodbTable } from '../../lib/wire/dynamodb.ts';
import { surroundingsWith } from './table-worlds.ts';

let parent = '';
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'rebound-dynalite-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

/** What a promise fails with. */
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

test('what was written is there when the folder is opened again', async () => {
  const folder = join(parent, 'kept', 'history');
  const item = { pk: 'a', sk: 'b', text: 'kept' };
  const first = await openDynalite(folder);
  await createTable(surroundingsWith(first.transport));
  await dynamodbTable(surroundingsWith(first.transport)).put(item);
  await first.close();
  const second = await openDynalite(folder);
  await createTable(surroundingsWith(second.transport));
  expect(await dynamodbTable(surroundingsWith(second.transport)).get({ pk: 'a', sk: 'b' })).toEqual(item);
  await second.close();
});

test('a folder that is open already is FolderInUse, and free again afterwards', async () => {
  const folder = join(parent, 'in-use');
  const first = await openDynalite(folder);
  const error = await failure(openDynalite(folder));
  expect(codeOf(error)).toBe('FolderInUse');
  expect(String(error)).toContain(folder);
  await first.close();
  await (await openDynalite(folder)).close();
});

test('a folder that cannot be one is Unavailable', async () => {
  expect(codeOf(await failure(openDynalite('/dev/null/history')))).toBe('Unavailable');
});

test('closing waits for what is under way, refuses what comes later, and may be repeated', async () => {
  const folder = join(parent, 'closing');
  const dynalite = await openDynalite(folder);
  await createTable(surroundingsWith(dynalite.transport));
  const table = dynamodbTable(surroundingsWith(dynalite.transport));
  const puts = Array.from({ length: 20 }, (_, n) => table.put({ pk: 'a', sk: String(n) }));
  const settled = Promise.allSettled(puts);
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([dynalite.close(), dynalite.close()]);
  for (const result of await settled)
    if (result.status === 'rejected') expect(codeOf(result.reason)).toBe('Unavailable');
  expect(codeOf(await failure(table.get({ pk: 'a', sk: '0' })))).toBe('Unavailable');
});

test('an operation that we do not use is refused', async () => {
  const dynalite = await openDynalite(join(parent, 'unknown'));
  const answer = await dynalite.transport({
    system: 'dynamodb',
    method: 'POST',
    url: 'https://dynamodb.eu-central-1.amazonaws.com/',
    headers: { 'x-amz-target': 'DynamoDB_20120810.Scan' },
    body: '{}',
  });
  expect(answer.status).toBe(400);
  expect(new TextDecoder().decode(answer.body)).toContain('UnknownOperationException');
  await dynalite.close();
});
