import { beforeEach, describe, expect, test } from '@jest/globals';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { openAsk } from '../../lib/history/asks.ts';
import { addPages, pagingOf } from '../../lib/history/paging.ts';
import { anAsk } from '../history/builders.ts';
import { at, run } from '../handlers/people-world.ts';
import { type AnsweringWorld, answeringWorld, approving } from '../people/answering-world.ts';

let world: AnsweringWorld;
let ask: string;
beforeEach(async () => {
  world = await answeringWorld();
  await handleApprove(approving(), world.parts);
  ask = (await world.asks())[0]?.id ?? '';
});
const acks = async () => (await pagingOf(world.parts.clients.table, run, ask)).acks;
const acked = async () => (await world.events()).filter(({ kind }) => kind === 'acked');

describe('who looks at it', () => {
  test('is kept with level and channel, told in the messages, and seen in the story with how long it took', async () => {
    const { table } = world.parts.clients;
    const page = { person: 'ana', for: 'leads', level: 0, channel: 'slack', at: at(5), sent: 'C1/1' };
    await addPages(table, { run, ask, pages: [page] });
    world.now.seconds = 45;
    await world.operations.ack(run, 'Ana Lopez', { channel: 'slack' });
    expect(await acks()).toEqual([{ by: 'ana', at: at(45), level: 0, channel: 'slack' }]);
    expect(await acked()).toMatchObject([
      { person: 'ana', channel: 'slack', seconds: 40, text: 'ana is looking at "The question"' },
    ]);
    expect(await world.notices()).toMatchObject([
      { kind: 'settle', as: 'acknowledged', ask, text: 'ana is looking at it' },
    ]);
  });

  test('twice is once, and another person is another one', async () => {
    for (const by of ['ana', 'ANA', 'ben', 'ana']) await world.operations.ack(run, by);
    expect((await acks()).map(({ by }) => by)).toEqual(['ana', 'ben']);
    expect(await acked()).toHaveLength(2);
  });

  test('looks at all that is open, where they name none', async () => {
    await openAsk(world.parts.clients.table, anAsk({ run, id: 'other', step: 's9' }));
    await world.operations.ack(run, 'ana');
    expect((await pagingOf(world.parts.clients.table, run, 'other')).acks).toMatchObject([{ by: 'ana' }]);
    expect(await acks()).toHaveLength(1);
  });

  test('at the next level is said again: it stops the paging of that level only', async () => {
    await world.operations.ack(run, 'ana');
    await handleApprove(approving({}, { level: 1, token: 'token-2' }), world.parts);
    await world.operations.ack(run, 'ana');
    expect((await acks()).map(({ level }) => level)).toEqual([0, 1]);
  });

  test('it decides nothing, and takes no time from anybody', async () => {
    const [before] = await world.asks();
    await world.operations.ack(run, 'ana');
    expect(await world.asks()).toEqual([before]);
    expect(world.told).toEqual([]);
  });
});

describe('refused', () => {
  test('decided already, by whom and when', async () => {
    await world.answer('ben');
    for (const more of [{}, { ask }])
      await expect(world.operations.ack(run, 'ana', more)).rejects.toMatchObject({
        code: 'AlreadyDecided',
        facts: { what: expect.stringContaining('already decided by ben at 03:12 UTC: approve') },
      });
    expect(await acks()).toEqual([]);
  });

  test('somebody whom people.yaml does not know, and it is recorded', async () => {
    await expect(world.operations.ack(run, 'mallory', { channel: 'slack' })).rejects.toMatchObject({
      code: 'BadInput',
    });
    expect((await world.events()).find(({ kind }) => kind === 'noted')).toMatchObject({
      person: 'mallory',
      channel: 'slack',
      text: 'refused: ack from mallory by slack',
      findings: [{ bad: true }],
    });
    expect(await acks()).toEqual([]);
  });

  test('a question that the run does not have', async () => {
    await expect(world.operations.ack(run, 'ana', { ask: 'elsewhere' })).rejects.toMatchObject({
      code: 'BadInput',
    });
  });
});
