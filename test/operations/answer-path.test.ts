import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { asksOf, untoldAsks } from '../../lib/history/asks.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import { ReboundError } from '../../lib/model/errors.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import type { Table } from '../../lib/wire/table.ts';
import { anAsk, aRun, newWorld, type World } from './world.ts';

let world: World;
let run: string;
beforeEach(async () => {
  world = await newWorld();
  run = await aRun(world.table, 'one', { startedBy: { kind: 'alarm', name: 'gone' } });
  await anAsk(world.table, run);
});
afterEach(() => world.close());

/** What a call is about: the first word of its sort key, or the partition that is a list of its own. */
const about = ({ pk, sk = '' }: { pk: string; sk?: string }) =>
  pk.startsWith('RUN#') ? sk.split('#')[0] : pk;

/**
 * Operations whose calls go out in rounds: all that wait for nothing of one another go together, and the next ones when all of them are
 * answered. As many rounds, as many times somebody waits for the network.
 */
function inRounds(broken?: (call: string) => boolean) {
  const rounds: string[][] = [];
  let waiting: { call: string; go: () => void }[] = [];
  let inFlight = 0;
  const next = () => {
    if (inFlight > 0 || waiting.length === 0) return;
    const going = waiting;
    waiting = [];
    inFlight = going.length;
    rounds.push(going.map(({ call }) => call).sort());
    for (const { go } of going) go();
  };
  const called = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    await new Promise<void>((go) => {
      waiting.push({ call, go });
      setImmediate(next);
    });
    try {
      if (broken?.(call)) throw new ReboundError('Unavailable', { what: 'no answer' });
      return await work();
    } finally {
      inFlight -= 1;
      setImmediate(next);
    }
  };
  const { table, states } = world;
  const slow: Table = {
    get: (key) => called(`get ${about(key)}`, () => table.get(key)),
    put: (item, ...more) => called(`put ${about(item)}`, () => table.put(item, ...more)),
    update: (key, ...more) => called(`update ${about(key)}`, () => table.update(key, ...more)),
    delete: (key, ...more) => called(`delete ${about(key)}`, () => table.delete(key, ...more)),
    query: (query) =>
      called(`query ${about({ pk: query.pk, sk: query.prefix ?? '' })}`, () => table.query(query)),
  };
  const operations = makeOperations({
    ...world,
    table: slow,
    states: {
      ...states,
      succeed: (...said) => called('tell', () => states.succeed(...said)),
      fail: (...said) => called('tell', () => states.fail(...said)),
    },
  });
  return { rounds, operations };
}

const roundOf = (rounds: string[][], call: string) => rounds.findIndex((calls) => calls.includes(call));

describe('between an answer and the state machine', () => {
  test('a yes waits four times: what is there, the decision, who has to hear of it, the telling', async () => {
    const { rounds, operations } = inRounds();
    await operations.answer(run, 'approve', 'ben', 'go');
    expect(rounds.slice(0, 4)).toEqual([
      ['get RUN', 'query ASK'],
      ['get PAGED', 'update ASK'],
      ['put EV', 'put EV', 'put NOTICES'],
      ['tell'],
    ]);
  });

  test('the beginning of an id costs no more than finding out which run it is', async () => {
    const { rounds, operations } = inRounds();
    await operations.answer(run.slice(0, 8), 'approve', 'ben', 'go');
    expect(roundOf(rounds, 'tell')).toBeLessThanOrEqual(6);
  });

  test('a no is in the ledger before the state machine hears of it', async () => {
    const { rounds, operations } = inRounds();
    await operations.answer(run, 'reject', 'ben', 'not tonight');
    const told = roundOf(rounds, 'tell');
    expect(told).toBeLessThanOrEqual(6);
    for (const before of ['update ASK', 'put NOTICES', 'put EV', 'update LEDGER']) {
      expect(roundOf(rounds, before)).toBeGreaterThanOrEqual(0);
      expect(roundOf(rounds, before)).toBeLessThan(told);
    }
    expect(roundOf(rounds, 'update ASK')).toBeLessThan(roundOf(rounds, 'update LEDGER'));
    expect(roundOf(rounds, 'update ASK')).toBeLessThan(roundOf(rounds, 'put NOTICES'));
    expect((await readLedger(world.table, run))?.aborted?.by).toBe('ben');
  });

  test('when what people have to hear cannot be kept, nothing is told: the janitor does both', async () => {
    const { operations } = inRounds((call) => call === 'put NOTICES');
    expect(await operations.answer(run, 'approve', 'ben', 'go')).toMatchObject({ by: 'ben' });
    expect(world.told).toEqual([]);
    expect((await untoldAsks(world.table)).map(({ decision }) => decision?.by)).toEqual(['ben']);
  });

  test('when the ledger does not take a no, nothing is told, and the person hears that it failed', async () => {
    const { operations } = inRounds((call) => call.endsWith('LEDGER'));
    await expect(operations.answer(run, 'reject', 'ben', 'no')).rejects.toMatchObject({
      code: 'Unavailable',
    });
    expect(world.told).toEqual([]);
    expect(await untoldAsks(world.table)).toHaveLength(1);
  });

  test('events that cannot be written keep nothing from being told', async () => {
    const { operations } = inRounds((call) => call === 'put EV');
    await operations.answer(run, 'approve', 'ben', 'go');
    expect(world.told.map(({ call }) => call)).toEqual(['succeed']);
  });

  test('two people who saw the same question: one decides, the other hears who was faster', async () => {
    const { rounds, operations } = inRounds();
    const both = await Promise.allSettled([
      operations.answer(run, 'approve', 'ben', 'go'),
      operations.answer(run, 'reject', 'cleo', 'no'),
    ]);
    expect(rounds[0]).toEqual(['get RUN', 'get RUN', 'query ASK', 'query ASK']);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    const [ask] = await asksOf(world.table, run);
    expect(refused?.reason).toMatchObject({ code: 'AlreadyDecided', facts: { by: ask?.decision?.by } });
    expect(world.told).toHaveLength(1);
    expect(ask?.voices).toHaveLength(1);
  });
});

test('channels that hang keep nobody waiting: the answer, the ack and the abort are taken', async () => {
  const operations = makeOperations({ ...world, deliver: () => new Promise(() => {}) });
  await operations.ack(run, 'ben');
  expect(await operations.answer(run, 'approve', 'ben', 'go')).toMatchObject({ by: 'ben' });
  await operations.abort(run, 'ben', 'enough');
});
