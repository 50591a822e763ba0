import { expect, test } from '@jest/globals';
import { handleDecide } from '../../../lib/handlers/decide.ts';
import { handleJanitor } from '../../../lib/handlers/janitor.ts';
import type { Parts } from '../../../lib/handlers/parts.ts';
import { pagingOf } from '../../../lib/history/paging.ts';
import { getRun } from '../../../lib/history/runs.ts';
import { fail } from '../../../lib/model/errors.ts';
import type { Message } from '../../../lib/wire/channels.ts';
import type { Table } from '../../../lib/wire/table.ts';
import { asking, type PeopleWorld, peopleWorld, run } from '../people-world.ts';
import { directory } from './due-world.ts';

/** What is read of the table, as `query NOTICES`. */
function counted(table: Table, reads: string[]): Table {
  return {
    ...table,
    get: (key) => {
      reads.push(`get ${key.pk} ${key.sk}`);
      return table.get(key);
    },
    query: (query) => {
      reads.push(`query ${query.pk} ${query.prefix ?? ''}`.trim());
      return table.query(query);
    },
  };
}

const question = () => asking('decide', { question: 'Now?', options: { a: 'A', b: 'B' } });
const leadsAsked = {
  ask: [
    { who: 'team', for: 600 },
    { who: 'managers', for: 600 },
  ],
};

function withPeople(world: PeopleWorld, sent: Message[], isDown: () => boolean = () => false): Parts {
  const { clients } = world.parts;
  return {
    ...world.parts,
    directory: directory(),
    clients: {
      ...clients,
      channels: {
        ...clients.channels,
        send: async (address, message) => {
          if (isDown()) return fail('Unavailable', { what: `${address.channel} is down` });
          sent.push(message);
          return { channel: address.channel, id: `${address.to}/${sent.length}` };
        },
        settle: async () => undefined,
      },
    },
  };
}

test('without people.yaml the janitor reads a few items of a run, and none of its questions', async () => {
  const world = await peopleWorld();
  await handleDecide(question(), world.parts);
  const reads: string[] = [];
  const parts = {
    ...world.parts,
    clients: { ...world.parts.clients, table: counted(world.parts.clients.table, reads) },
  };
  world.now.seconds = 300;
  await handleJanitor(null, parts);
  expect(reads.filter((read) => /ASK#|PAGED#|EV#|ROOM/.test(read) && !/ASK#s2/.test(read))).toEqual([]);
  expect(reads.length).toBeLessThanOrEqual(8);
  expect(world.pages).toHaveLength(1);
});

test('with it, who has not said that they look at it is paged every few minutes', async () => {
  const world = await peopleWorld();
  const sent: Message[] = [];
  const parts = withPeople(world, sent);
  await handleDecide({ ...question(), with: { ...question().with, ...leadsAsked } }, parts);
  for (const seconds of [60, 120, 180, 240]) {
    world.now.seconds = seconds;
    expect((await handleJanitor(null, parts)).left).toEqual([]);
  }
  expect(sent.map(({ to, question: asked }) => `${to} ${asked ? 'asked' : ''}`)).toHaveLength(6);
});

test('a page that goes out while somebody answers says so afterwards', async () => {
  const world = await peopleWorld();
  const settled: string[] = [];
  const parts = withPeople(world, []);
  const { channels } = parts.clients;
  await handleDecide(
    { ...question(), with: { ...question().with, ...leadsAsked } },
    {
      ...parts,
      clients: {
        ...parts.clients,
        channels: {
          ...channels,
          send: async (address, message) => {
            const sent = await channels.send(address, message);
            if (message.to === 'ana') await world.operations.answer(run, 'a', 'ben', 'seen it elsewhere');
            return sent;
          },
          settle: async ({ id }, { text }) => {
            settled.push(`${id}: ${text}`);
          },
        },
      },
    },
  );
  expect(settled.some((line) => line.startsWith('UANA/') && line.includes('ben answered a'))).toBe(true);
});

test('what one thing of it cannot do keeps it from nothing else, and is named', async () => {
  const world = await peopleWorld();
  const sent: Message[] = [];
  let down = false;
  const parts = withPeople(world, sent, () => down);
  await handleDecide({ ...question(), with: { ...question().with, ...leadsAsked } }, parts);
  down = true;
  world.now.seconds = 180;
  const broken = {
    ...parts,
    clients: {
      ...parts.clients,
      topic: { publish: () => fail('Unavailable', { what: 'the topic is down' }) },
      table: {
        ...parts.clients.table,
        query: (query: Parameters<Table['query']>[0]) =>
          query.pk === 'NOTICES'
            ? fail('Unavailable', { what: 'no notices now' })
            : parts.clients.table.query(query),
      },
    },
  };
  const { left } = await handleJanitor(null, broken);
  expect(left.join('\n')).toContain('no notices now');
  const { table } = parts.clients;
  const [ask] = await world.asks();
  const failed = (await pagingOf(table, run, ask?.id ?? '')).pages.filter(
    (page) => page.failed !== undefined,
  );
  expect(failed.length).toBeGreaterThan(0);
});

test('past the deadline nobody is paged any more for what is still asked', async () => {
  const world = await peopleWorld();
  const sent: Message[] = [];
  const parts = withPeople(world, sent);
  const asked = { ask: [{ who: 'team', for: 100_000 }] };
  await handleDecide({ ...question(), with: { ...question().with, ...asked } }, parts);
  const { startedAt = '', deadlineAt = '' } = (await getRun(parts.clients.table, run)) ?? {};
  const deadline = (Date.parse(deadlineAt) - Date.parse(startedAt)) / 1000;
  const turn = async (seconds: number) => {
    const before = sent.length;
    world.now.seconds = seconds;
    await handleJanitor(null, parts);
    return sent.length - before;
  };
  expect(await turn(deadline - 600)).toBeGreaterThan(0);
  expect(await turn(deadline + 60)).toBe(0);
});
