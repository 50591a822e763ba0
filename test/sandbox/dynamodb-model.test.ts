import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { takeLock, releaseLock } from '../../lib/history/lock.ts';
import { fence, intend, openLedger } from '../../lib/history/ledger.ts';
import { createRun, holdRun, listRuns, setTarget } from '../../lib/history/runs.ts';
import type { Transport } from '../../lib/model/transport.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import { createTable, dynamodbTable } from '../../lib/wire/dynamodb.ts';
import { surroundingsWith } from '../contracts/table-worlds.ts';
import { aHold, anEntry, aRun, at } from '../history/builders.ts';

/* What we send to DynamoDB, and what the sandbox's DynamoDB answers, against Amazon's own model of its API. */

interface Shape {
  type: string;
  members?: Record<string, { target: string; traits?: Record<string, unknown> }>;
  member?: { target: string };
  value?: { target: string };
  input?: { target: string };
  output?: { target: string };
  errors?: { target: string }[];
  traits?: Record<string, unknown>;
}

const file = new URL('../../../shared/models/aws/dynamodb-2012-08-10.json', import.meta.url);
const isThere = existsSync(file);
const shapes: Record<string, Shape> = isThere ? JSON.parse(readFileSync(file, 'utf8')).shapes : {};
const prefix = 'com.amazonaws.dynamodb#';

/** Every way in which a value is not of its shape. */
function misfits(value: unknown, target: string, place: string): string[] {
  const shape = shapes[target];
  if (!shape || target.startsWith('smithy.api#'))
    return fits(value, target.split('#')[1]?.toLowerCase() ?? '', place);
  if (shape.type === 'structure' || shape.type === 'union') {
    if (value === null || typeof value !== 'object') return [`${place} is no structure`];
    const members = shape.members ?? {};
    const unknown = Object.keys(value).filter((name) => !Object.hasOwn(members, name));
    const missing = Object.keys(members).filter(
      (name) => members[name]?.traits?.['smithy.api#required'] && !Object.hasOwn(value, name),
    );
    const inner = Object.entries(value).flatMap(([name, one]) =>
      members[name] ? misfits(one, members[name].target, `${place}.${name}`) : [],
    );
    const count = shape.type === 'union' && Object.keys(value).length !== 1 ? [`${place} is no union`] : [];
    return [
      ...unknown.map((name) => `${place}.${name} is not in the model`),
      ...missing.map((name) => `${place}.${name} is required`),
      ...count,
      ...inner,
    ];
  }
  if (shape.type === 'list') {
    if (!Array.isArray(value)) return [`${place} is no list`];
    return value.flatMap((one, index) => misfits(one, shape.member?.target ?? '', `${place}[${index}]`));
  }
  if (shape.type === 'map') {
    if (value === null || typeof value !== 'object') return [`${place} is no map`];
    return Object.entries(value).flatMap(([name, one]) =>
      misfits(one, shape.value?.target ?? '', `${place}.${name}`),
    );
  }
  if (shape.type === 'enum') {
    const words = Object.values(shape.members ?? {}).map((member) => member.traits?.['smithy.api#enumValue']);
    return words.includes(value) ? [] : [`${place} is ${String(value)}, not in the enum`];
  }
  return fits(value, shape.type, place);
}

function fits(value: unknown, type: string, place: string): string[] {
  const expected = type === 'string' || type === 'boolean' ? type : 'number';
  return typeof value === expected ? [] : [`${place} is no ${type}`];
}

/** A transport that compares what goes through it. */
function compared(found: Set<string>, operations: Set<string>): Transport {
  const { transport } = sandboxDynamodb();
  return async (request, signal) => {
    const name = request.headers['x-amz-target']?.split('.')[1] ?? '';
    operations.add(name);
    const operation = shapes[`${prefix}${name}`];
    const decode = (body: string | Uint8Array) =>
      JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
    for (const misfit of misfits(decode(request.body), operation?.input?.target ?? '', `${name} request`))
      found.add(misfit);
    const answer = await transport(request, signal);
    const body = decode(answer.body);
    if (answer.status === 200) {
      for (const misfit of misfits(body, operation?.output?.target ?? '', `${name} answer`))
        found.add(misfit);
      return answer;
    }
    const error = String(body.__type).split('#')[1];
    const declared = operation?.errors?.some((one) => one.target === `${prefix}${error}`);
    // The layer in front of every service answers this one; models do not list it.
    if (!declared && error !== 'ValidationException') found.add(`${name} does not answer ${error}`);
    return answer;
  };
}

const ifThere = isThere ? test : test.skip;

ifThere('what goes over the wire fits the API model (skipped where ../shared/models is absent)', async () => {
  const [found, operations] = [new Set<string>(), new Set<string>()];
  const surroundings = surroundingsWith(compared(found, operations));
  await createTable(surroundings);
  await createTable(surroundings);
  const table = dynamodbTable(surroundings);
  const run = await createRun(table, aRun());
  const holds = [aHold('prod-blue', 'payments')];
  await setTarget(table, run.run, { cluster: 'prod-blue', namespace: 'payments' }, holds);
  await takeLock(table, { ...run, holds, at: at(0) });
  await takeLock(table, { ...aRun(), holds, at: at(0) });
  await openLedger(table, run.run);
  await intend(table, run.run, anEntry());
  await intend(table, run.run, anEntry());
  await holdRun(table, run.run, 'ada', at(1));
  await fence(table, run.run, 'closed', at(2));
  await releaseLock(table, { run: run.run, holds, handledSignals: 1 });
  await listRuns(table, { limit: 1 });
  await dynamodbTable({ ...surroundings, table: 'nothing' })
    .get({ pk: 'a', sk: 'b' })
    .catch(() => undefined);
  await table.update({ pk: 'a', sk: 'b' }, { text: 'SET no' }).catch(() => undefined);
  expect([...found]).toEqual([]);
  expect([...operations].sort()).toEqual([
    'CreateTable',
    'DeleteItem',
    'DescribeTable',
    'GetItem',
    'PutItem',
    'Query',
    'UpdateItem',
  ]);
});

ifThere('a misfit would be found', () => {
  expect(misfits({ Item: { a: { S: 1 } }, Strange: 1 }, `${prefix}GetItemOutput`, 'answer')).toEqual([
    'answer.Strange is not in the model',
    'answer.Item.a.S is no string',
  ]);
  expect(misfits({ Key: {} }, `${prefix}GetItemInput`, 'request')).toEqual(['request.TableName is required']);
});
