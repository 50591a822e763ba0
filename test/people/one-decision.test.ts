import { describe, expect, test } from '@jest/globals';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { seededRandom } from '../../lib/engine/clock.ts';
import { handleJanitor } from '../../lib/handlers/janitor.ts';
import { codeOf, fail } from '../../lib/model/errors.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import type { Table } from '../../lib/wire/table.ts';
import { run } from '../handlers/people-world.ts';
import { type AnsweringWorld, answeringWorld, approving } from './answering-world.ts';

const seeds = Array.from({ length: 20 }, (_, index) => 20_261_124 + index);

/** A table whose calls wait for their turn: one at a time goes on, whose is by chance. */
function interleaved(table: Table, random: () => number) {
  const waiting: (() => void)[] = [];
  const turn = () => new Promise<void>((resolve) => void waiting.push(resolve));
  const each =
    <Given extends unknown[], Got>(call: (...given: Given) => Promise<Got>) =>
    async (...given: Given) => {
      await turn();
      return call(...given);
    };
  const slow: Table = {
    ...table,
    get: each(table.get),
    put: each(table.put),
    update: each(table.update),
    delete: each(table.delete),
    query: each(table.query),
  };
  /** Until the work is over: one turn after the other. */
  const drain = async (work: Promise<unknown>[]) => {
    let open = work.length;
    for (const one of work)
      void one
        .catch(() => undefined)
        .finally(() => {
          open -= 1;
        });
    const next = async (): Promise<void> => {
      if (open === 0) return;
      const [first] = waiting.splice(Math.floor(random() * waiting.length), 1);
      first?.();
      await new Promise((resolve) => setImmediate(resolve));
      await next();
    };
    await next();
  };
  return { slow, drain };
}

describe('people who answer in the same millisecond', () => {
  test.each([
    ['two who say yes', ['approve', 'approve']],
    ['one who says yes and one who says no', ['approve', 'reject']],
    ['three', ['reject', 'approve', 'reject']],
  ])('%s: one decision, which all of them hear of', async (_, words) => {
    const outcomes = new Set<string>();
    for (const seed of seeds) {
      const world = await answeringWorld({}, null);
      await handleApprove(approving(), world.parts);
      const { slow, drain } = interleaved(world.parts.clients.table, seededRandom(seed));
      const operations = makeOperations({ ...world.operationParts, table: slow });
      const said = words.map((word, index) =>
        operations.answer(run, word, ['ana', 'ben', 'cleo'][index] ?? '', 'now'),
      );
      await drain(said);
      const results = await Promise.allSettled(said);
      const decision = (await world.asks())[0]?.decision;
      const heard = results.map((result) =>
        result.status === 'fulfilled'
          ? `${result.value?.by} ${result.value?.answer}`
          : codeOf(result.reason) === 'AlreadyDecided'
            ? `${result.reason.facts.by} ${result.reason.facts.answer}`
            : String(result.reason),
      );
      expect({ seed, heard }).toEqual({
        seed,
        heard: words.map(() => `${decision?.by} ${decision?.answer}`),
      });
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(world.told).toHaveLength(1);
      outcomes.add(`${decision?.by}`);
    }
    // the order is by chance: each of them was the first somewhere
    expect(outcomes.size).toBe(words.length);
  });

  test('a quorum of two by two people at once: one decision, by both', async () => {
    for (const seed of seeds) {
      const world = await answeringWorld({}, null);
      await handleApprove(approving({ quorum: 2 }), world.parts);
      const { slow, drain } = interleaved(world.parts.clients.table, seededRandom(seed));
      const operations = makeOperations({ ...world.operationParts, table: slow });
      const said = ['ana', 'ben'].map((by) => operations.answer(run, 'approve', by, ''));
      await drain(said);
      const [first, second] = await Promise.all(said);
      expect({ seed, decided: [first, second].filter(Boolean).length }).toEqual({ seed, decided: 1 });
      expect((await world.asks())[0]?.voices).toHaveLength(2);
      expect(world.told).toHaveLength(1);
    }
  });
});

describe('a process that dies between its calls', () => {
  /** The n-th call that writes, and all after it, come to nothing; before its effect or after it. */
  function dying(table: Table, n: number, after: boolean) {
    let calls = 0;
    const each =
      <Given extends unknown[], Got>(call: (...given: Given) => Promise<Got>) =>
      async (...given: Given): Promise<Got> => {
        calls += 1;
        if (calls > n || (calls === n && !after)) return fail('Broken', { what: 'this process is dead' });
        const got = await call(...given);
        return calls === n ? fail('Broken', { what: 'this process is dead' }) : got;
      };
    return {
      table: { ...table, put: each(table.put), update: each(table.update), delete: each(table.delete) },
      calls: () => calls,
    };
  }

  test('at any write: the answer is lost whole, or it is decided, people hear of it, and the state machine, once', async () => {
    const seen = new Set<string>();
    for (let n = 1; ; n += 1) {
      let alive = true;
      for (const after of [false, true]) {
        const world = await answeringWorld({}, null);
        await handleApprove(approving(), world.parts);
        const dead = dying(world.parts.clients.table, n, after);
        let told = 0;
        const states = {
          ...world.operationParts.states,
          succeed: async (...given: Parameters<typeof world.operationParts.states.succeed>) => {
            if (dead.calls() >= n) return fail('Broken', { what: 'this process is dead' });
            told += 1;
            return world.operationParts.states.succeed(...given);
          },
        };
        const operations = makeOperations({ ...world.operationParts, table: dead.table, states });
        await operations.answer(run, 'approve', 'ben', '').catch(() => undefined);
        alive &&= dead.calls() < n;
        seen.add(await settled(world, told));
      }
      if (alive) break;
    }
    expect([...seen].sort()).toEqual(['decided', 'lost']);
  });

  /** What became of it once the janitor has looked. */
  async function settled(world: AnsweringWorld, told: number): Promise<string> {
    const decided = (await world.asks())[0]?.decision;
    const delivered: string[] = [];
    const { table } = world.parts.clients;
    const watching: Table = {
      ...table,
      put: async (item, ...given) => {
        if (item.pk === 'NOTICES') delivered.push(item.sk);
        return table.put(item, ...given);
      },
    };
    const before = (await world.notices()).map(({ key }) => key);
    await handleJanitor({}, { ...world.parts, clients: { ...world.parts.clients, table: watching } });
    if (!decided) {
      expect(world.told).toEqual([]);
      expect(before).toEqual([]);
      return 'lost';
    }
    expect([...before, ...delivered]).toContainEqual(expect.stringContaining('decided-'));
    expect((await world.asks())[0]).toMatchObject({ told: true });
    // told twice only where nobody could know that the first telling came through
    expect(world.told.length).toBeGreaterThanOrEqual(1);
    expect(world.told.length).toBeLessThanOrEqual(told + 1);
    return 'decided';
  }
});
