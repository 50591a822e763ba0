import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDynalite } from '../../lib/local/dynalite.ts';
import type { Clock } from '../../lib/model/clock.ts';
import type { Transport } from '../../lib/model/transport.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import type { Surroundings } from '../../lib/wire/surroundings.ts';
import { createTable, dynamodbTable } from '../../lib/wire/dynamodb.ts';
import type { Table } from '../../lib/wire/table.ts';

/** One of the two that answer as DynamoDB does, with an empty table. */
export interface TableWorld {
  table: Table;
  transport: Transport;
  surroundings: Surroundings;
  close: () => Promise<void>;
}

/** A clock on which nothing ever becomes due: the tests of tables wait for nothing. `yieldTo`: what a sleep of table making does. */
export function stillClock(): Clock {
  return {
    now: () => Date.parse('2026-11-24T03:00:00.000Z'),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        if (ms < 1000) setImmediate(resolve); // what waits for a table to become active
      }),
  };
}

/** Where clients stand in the tests of history: everything is answered by `transport`. */
export function surroundingsWith(transport: Transport): Surroundings {
  return {
    clock: stillClock(),
    random: () => 0.5,
    transport,
    region: 'eu-central-1',
    account: '111122223333',
    credentials: async () => ({ accessKeyId: 'none', secretAccessKey: 'none' }),
    unsigned: true,
    table: 'rebound',
    topicArn: '',
    evidenceBucket: '',
    pagerUrl: '',
  };
}

async function worldOf(transport: Transport, close: () => Promise<void>): Promise<TableWorld> {
  const surroundings = surroundingsWith(transport);
  await createTable(surroundings);
  return { table: dynamodbTable(surroundings), transport, surroundings, close };
}

export async function sandboxWorld(): Promise<TableWorld> {
  return worldOf(sandboxDynamodb().transport, async () => undefined);
}

export async function dynaliteWorld(): Promise<TableWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-table-'));
  const dynalite = await openDynalite(folder);
  return worldOf(dynalite.transport, async () => {
    await dynalite.close();
    await rm(folder, { recursive: true, force: true });
  });
}

export const tableWorlds = { "the sandbox's DynamoDB": sandboxWorld, 'dynalite on disk': dynaliteWorld };
