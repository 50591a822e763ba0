import { beforeEach, describe, expect, test } from '@jest/globals';
import { addVoice, getAsk, openAsk } from '../../lib/history/asks.ts';
import { noteNested, openLedger } from '../../lib/history/ledger.ts';
import { closeRun, createRun } from '../../lib/history/runs.ts';
import { tell } from '../../lib/history/tell.ts';
import { fail } from '../../lib/model/errors.ts';
import type { Json } from '../../lib/model/json.ts';
import type { States } from '../../lib/wire/states.ts';
import { type TableWorld, sandboxWorld } from '../contracts/table-worlds.ts';
import { anAsk, aRun, at, aVoice } from './builders.ts';

let world: TableWorld;
beforeEach(async () => {
  world = await sandboxWorld();
});

type Told = { call: string; token: string; body: Json };
function statesThat(told: Told[], forget = false): States {
  const not = () => fail('Broken', { what: 'not here' });
  const note = (token: string, call: string, body: Json) => {
    if (forget) fail('NotFound', { what: 'no such token' });
    told.push({ call, token, body });
    return Promise.resolve();
  };
  return {
    start: not,
    describe: not,
    stop: not,
    succeed: async (token, output) => note(token, 'succeed', output),
    fail: async (token, error, cause) => note(token, error, JSON.parse(cause)),
  };
}

describe('what the state machine is told', () => {
  test.each([
    ['approve', 'succeed'],
    ['retry', 'succeed'],
    ['skip', 'succeed'],
    ['by-hand', 'succeed'],
    ['done', 'succeed'],
    ['go-on', 'succeed'],
    ['an-own-word', 'succeed'],
    ['reject', 'Rejected'],
    ['abort', 'Aborted'],
    ['cannot', 'CannotDo'],
  ])('%s: %s', async (answer, call) => {
    const told: Told[] = [];
    const ask = await openAsk(world.table, anAsk({ kind: 'manual', options: [answer] }));
    const decided = await addVoice(world.table, ask, aVoice('ada', answer, { because: 'why' }));
    expect(await tell(world.table, statesThat(told), decided)).toBe(true);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ call, token: 'token-1' });
    if (call !== 'succeed')
      expect(told[0]?.body).toMatchObject({ what: expect.stringContaining('ada'), by: 'ada' });
    expect(await getAsk(world.table, ask)).toMatchObject({ told: true });
  });

  test('every field, absent ones as null', async () => {
    const told: Told[] = [];
    const ask = await openAsk(world.table, anAsk({ kind: 'failure', options: ['retry'], given: {} }));
    const voice = aVoice('ada', 'retry', { values: { size: 2 } });
    await tell(world.table, statesThat(told), await addVoice(world.table, ask, voice));
    expect(told[0]?.body).toEqual({
      approved: false,
      answer: 'retry',
      by: 'ada',
      because: '',
      at: at(60),
      values: { size: 2 },
      to: null,
      record: null,
    });
  });

  test('nothing before it is decided, and no more than once a token', async () => {
    const told: Told[] = [];
    const ask = await openAsk(world.table, anAsk({ quorum: 2 }));
    expect(await tell(world.table, statesThat(told), ask)).toBe(false);
    const open = await addVoice(world.table, ask, aVoice('ada'));
    expect(await tell(world.table, statesThat(told), open)).toBe(false);
    const decided = await addVoice(world.table, ask, aVoice('bob'));
    expect(await tell(world.table, statesThat(told, true), decided)).toBe(false);
    expect(await getAsk(world.table, ask)).toMatchObject({ told: false });
    expect(told).toEqual([]);
  });

  test('a no waits for the runs of the steps: it would end the branches that wait for them', async () => {
    const told: Told[] = [];
    const nested = aRun();
    await createRun(world.table, nested);
    const ask = await openAsk(world.table, anAsk({ kind: 'failure', options: ['retry', 'abort'] }));
    await noteNested(world.table, (await openLedger(world.table, ask.run)).run, nested.run, 'inner');
    const decided = await addVoice(world.table, ask, aVoice('ada', 'abort'));
    expect(await tell(world.table, statesThat(told), decided)).toBe(false);
    expect(await getAsk(world.table, ask)).toMatchObject({ told: false });
    await closeRun(world.table, nested.run, { outcome: 'aborted', endedBecause: 'no', endedAt: at(90) });
    expect(await tell(world.table, statesThat(told), decided)).toBe(true);
    expect(told).toMatchObject([{ call: 'Aborted' }]);
  });

  test('anything else is told at once, whatever goes on', async () => {
    const told: Told[] = [];
    const nested = aRun();
    await createRun(world.table, nested);
    const ask = await openAsk(world.table, anAsk({ kind: 'failure', options: ['retry', 'abort'] }));
    await noteNested(world.table, (await openLedger(world.table, ask.run)).run, nested.run, 'inner');
    expect(
      await tell(world.table, statesThat(told), await addVoice(world.table, ask, aVoice('ada', 'retry'))),
    ).toBe(true);
  });
});
