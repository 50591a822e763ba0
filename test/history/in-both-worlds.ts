import { afterAll, beforeAll, describe } from '@jest/globals';
import { codeOf } from '../../lib/model/errors.ts';
import type { Transport } from '../../lib/model/transport.ts';
import { dynamodbTable } from '../../lib/wire/dynamodb.ts';
import type { Table } from '../../lib/wire/table.ts';
import { surroundingsWith, type TableWorld, tableWorlds } from '../contracts/table-worlds.ts';

/** A story told on the sandbox's DynamoDB and on dynalite: `world()` is the one of this telling. */
export function inBothWorlds(story: (world: () => TableWorld) => void): void {
  for (const [name, open] of Object.entries(tableWorlds)) {
    describe(name, () => {
      let world: TableWorld | undefined;
      beforeAll(async () => {
        world = await open();
      });
      afterAll(() => world?.close());
      story(() => {
        if (!world) throw new Error('the world is not open yet');
        return world;
      });
    });
  }
}

/** The code of what a promise fails with. */
export function codeFrom(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => 'nothing failed',
    (error: unknown) => codeOf(error) ?? String(error),
  );
}

/** A table over the world's transport that loses the answers of these calls (counted from 1, writes only), after their effect. */
export function losingAnswers(world: TableWorld, ...lost: number[]): Table {
  let writes = 0;
  const transport: Transport = async (request, signal) => {
    const answer = await world.transport(request, signal);
    const isWrite = /(Put|Update|Delete)Item$/.test(request.headers['x-amz-target'] ?? '');
    if (isWrite && lost.includes((writes += 1))) throw new Error('the answer was lost');
    return answer;
  };
  return dynamodbTable(surroundingsWith(transport));
}

/** As the state machine's retrier does: comes again after Unavailable. */
export async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 0; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (codeOf(error) !== 'Unavailable' || count > 20) throw error;
    }
  }
}
