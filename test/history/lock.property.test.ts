import { expect, test } from '@jest/globals';
import { releaseLock, signalsOf, takeLock, takeOver } from '../../lib/history/lock.ts';
import { openLedger, readLedger } from '../../lib/history/ledger.ts';
import { hashOf, isObject } from '../../lib/model/json.ts';
import { runIdOf } from '../../lib/model/run.ts';
import type { Hold } from '../../lib/model/target.ts';
import type { Transport } from '../../lib/model/transport.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import { fromAttributes } from '../../lib/wire/attribute-value.ts';
import { createTable, dynamodbTable } from '../../lib/wire/dynamodb.ts';
import { surroundingsWith } from '../contracts/table-worlds.ts';
import { aHold, at } from './builders.ts';
import { type Fate, Killed, pick, schedule, seeded, untilAnswered } from './schedule.ts';

/*
 * Three actors, each a line of runs of two runbooks on two roots, their parts, and both roots at once. Every call to the table
 * happens in seeded order; requests and answers are lost, runs are killed between any two calls. What is judged: no two runs
 * ever believe that they hold what overlaps, and no run that was told it joined is overlooked by the one it joined.
 */

const targets: Hold[][] = [
  [aHold('blue')],
  [aHold('blue', 'payments')],
  [aHold('blue', 'orders')],
  [aHold('green')],
  [aHold('green', 'payments'), aHold('blue', 'payments')],
  [aHold('blue'), aHold('green')],
];

/** What the runs themselves know. */
interface Beliefs {
  holding: Map<string, Hold[]>;
  /** Holder → the runs that were told that they joined it. */
  joined: Map<string, Set<string>>;
  /** How many signals each holder had handled when it was released. */
  released: Map<string, number>;
  outcomes: string[];
}

async function live(
  seed: number,
  fateOf: (random: () => number) => Fate,
  defect = (world: Transport) => world,
) {
  const random = seeded(seed);
  const dynamodb = sandboxDynamodb();
  await createTable(surroundingsWith(dynamodb.transport));
  const calm = dynamodbTable(surroundingsWith(dynamodb.transport));
  const beliefs: Beliefs = { holding: new Map(), joined: new Map(), released: new Map(), outcomes: [] };
  const plan = schedule(defect(dynamodb.transport), random, fateOf);

  const actor = async (name: string) => {
    const table = dynamodbTable(surroundingsWith(plan.transportOf(name)));
    for (let count = 0; count < 3; count += 1) {
      const execution = `arn:aws:states:eu-central-1:111122223333:execution:x:${name}-${count}`;
      const run = runIdOf(execution);
      const holds = pick(random, targets);
      const request = { run, runbook: pick(random, ['restore', 'rebuild']), execution, holds, at: at(count) };
      try {
        await untilAnswered(() => openLedger(table, run));
        const result = await untilAnswered(() => takeLock(table, request));
        beliefs.outcomes.push(result.status);
        if (result.status === 'joined') noteJoin(beliefs, result.run, run);
        if (result.status !== 'taken') continue;
        beliefs.holding.set(run, holds);
        let handled = await untilAnswered(() => signalsOf(table, run, holds));
        for (;;) {
          const look = await untilAnswered(() => signalsOf(table, run, holds)); // time passes
          beliefs.holding.delete(run); // from the first attempt on it counts on nothing
          const result = await untilAnswered(() =>
            releaseLock(table, { run, holds, handledSignals: handled }),
          );
          if (result.released) break;
          beliefs.holding.set(run, holds);
          handled = Math.max(look, result.signals);
          beliefs.outcomes.push('looked again');
        }
        beliefs.released.set(run, handled);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        beliefs.outcomes.push('killed');
        beliefs.holding.delete(run); // its execution is over: this is what a takeover has to know
        const janitor = { from: run, holds, because: 'killed', at: at(count) };
        await untilTakenOver(() => takeOver(table, janitor));
        expect((await readLedger(calm, run))?.fencedAt).toBeDefined();
      }
    }
  };
  await plan.run(['a', 'b', 'c'].map(actor), () => {
    checkHolders(beliefs, dynamodb.state);
    checkCounts(dynamodb.state);
  });
  checkSignals(beliefs);
  const partitions = dynamodb.state.tables['rebound']?.partitions ?? [];
  expect(partitions.map(({ hash }) => hash).filter((hash) => hash.startsWith('LOCK#'))).toEqual([]);
  return { outcomes: beliefs.outcomes, hash: hashOf(dynamodb.state) };
}

/** The janitor is killed as well, and comes again. */
async function untilTakenOver<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await untilAnswered(attempt);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

function noteJoin(beliefs: Beliefs, holder: string, joiner: string): void {
  const joiners = beliefs.joined.get(holder) ?? new Set();
  beliefs.joined.set(holder, joiners.add(joiner));
}

function checkHolders({ holding }: Beliefs, state: ReturnType<typeof sandboxDynamodb>['state']): void {
  const all = [...holding].flatMap(([run, holds]) => holds.map((hold) => ({ run, hold })));
  for (const one of all) {
    const key = `LOCK#cluster/111122223333/eu-west-1/${one.hold.root.name}`;
    const item = state.tables['rebound']?.partitions.find(({ hash }) => hash === key)?.rows[0]?.item;
    expect(JSON.stringify(item ?? null)).toContain(`"run":{"S":"${one.run}"}`);
    const clash = all.find(
      (other) =>
        other.run !== one.run &&
        other.hold.root.name === one.hold.root.name &&
        (other.hold.part === null || one.hold.part === null || other.hold.part === one.hold.part),
    );
    expect(clash && `${clash.run} and ${one.run} both hold ${one.hold.root.name}`).toBeUndefined();
  }
}

/** Each run that joined is counted once. */
function checkCounts(state: ReturnType<typeof sandboxDynamodb>['state']): void {
  for (const { hash, rows } of state.tables['rebound']?.partitions ?? []) {
    if (!hash.startsWith('LOCK#')) continue;
    const { whole, parts } = fromAttributes(rows[0]?.item ?? {});
    for (const holder of [whole, ...Object.values(isObject(parts) ? parts : {})]) {
      if (!isObject(holder) || !isObject(holder['joiners'])) continue;
      expect(holder['signals']).toBe(Object.keys(holder['joiners']).length);
    }
  }
}

function checkSignals({ joined, released }: Beliefs): void {
  for (const [holder, joiners] of joined) {
    const handled = released.get(holder);
    if (handled === undefined) continue; // it was killed: people are told of it
    expect(
      `${holder} handled ${handled >= joiners.size ? 'all' : handled} of its ${joiners.size} signals`,
    ).toBe(`${holder} handled all of its ${joiners.size} signals`);
  }
}

const calmly = (): Fate => 'answered';
const lossy = (random: () => number): Fate => {
  const chance = random();
  return chance < 0.1 ? 'answer lost' : chance < 0.15 ? 'request lost' : 'answered';
};
const deadly = (random: () => number): Fate => {
  const chance = random();
  return chance < 0.03 ? 'killed after' : chance < 0.05 ? 'killed before' : lossy(random);
};

async function all(
  count: number,
  fateOf: (random: () => number) => Fate,
  defect?: (world: Transport) => Transport,
) {
  const outcomes: Record<string, number> = {};
  for (let seed = 1; seed <= count; seed += 1) {
    try {
      for (const outcome of (await live(seed, fateOf, defect)).outcomes)
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  return outcomes;
}

test('without faults: one holder at a time, no signal lost, nothing left (seeds 1-20)', async () => {
  const outcomes = await all(20, calmly);
  expect(outcomes).toEqual({
    taken: expect.any(Number),
    joined: expect.any(Number),
    refused: expect.any(Number),
    'looked again': expect.any(Number),
  });
});

test('with requests and answers lost (seeds 1-25)', async () => {
  expect((await all(25, lossy))['looked again']).toBeGreaterThan(0);
});

test('with runs killed between any two calls, and taken over (seeds 1-25)', async () => {
  expect((await all(25, deadly))['killed']).toBeGreaterThan(20);
});

test('the same seed gives the same history', async () => {
  expect(await live(7, deadly)).toEqual(await live(7, deadly));
});

test.each(['PutItem', 'DeleteItem'])(
  'a table that forgets the condition of %s is found out',
  async (operation) => {
    const forgetful =
      (world: Transport): Transport =>
      (request, signal) => {
        if (!request.headers['x-amz-target']?.endsWith(operation)) return world(request, signal);
        const {
          ConditionExpression: _c,
          ExpressionAttributeNames: _n,
          ExpressionAttributeValues: _v,
          ...rest
        } = JSON.parse(
          typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body),
        );
        return world({ ...request, body: JSON.stringify(rest) }, signal);
      };
    await expect(all(100, calmly, forgetful)).rejects.toThrow(/seed \d+/);
  },
);
