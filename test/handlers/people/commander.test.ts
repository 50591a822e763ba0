import { describe, expect, test } from '@jest/globals';
import { remindCommander } from '../../../lib/handlers/people/commander.ts';
import { commandOf, offerCommand, takeCommand } from '../../../lib/history/command.ts';
import { getRun } from '../../../lib/history/runs.ts';
import { ReboundError } from '../../../lib/model/errors.ts';
import type { Rotation } from '../../../lib/model/people.ts';
import type { Run } from '../../../lib/model/run.ts';
import type { Address } from '../../../lib/model/people.ts';
import { aDirectory, aPerson } from '../../builders/directory.ts';
import { at, began, type PeopleWorld, peopleWorld, run as id } from '../people-world.ts';

const turns: Rotation = {
  kind: 'turns',
  name: 'platform',
  people: ['ana', 'ben'],
  zone: 'UTC',
  start: '2026-11-23',
  at: '04:00',
  days: 1,
  overrides: [],
};
const directoryWith = (rotation: Rotation) =>
  aDirectory({
    people: {
      ana: aPerson('ana', { pagerdutyUser: 'PANA' }),
      ben: aPerson('ben', { pagerdutyUser: 'PBEN' }),
      cleo: aPerson('cleo'),
    },
    groups: {
      'platform-oncall': { name: 'platform-oncall', members: ['ana', 'ben', 'cleo'], rotation: 'platform' },
    },
    rotations: { platform: rotation },
  });

interface Commanding extends PeopleWorld {
  run: () => Promise<Run>;
  /** A minute of the janitor; the error that it ends with. */
  minute: (seconds: number) => Promise<unknown>;
  sent: string[];
  events: string[];
  trouble: { down: boolean; pagerduty?: (seconds: number) => string[] };
}

async function commanding(rotation?: Rotation): Promise<Commanding> {
  const world = await peopleWorld({ owner: 'platform-oncall', severity: 'critical' });
  const sent: string[] = [];
  const events: string[] = [];
  const trouble: Commanding['trouble'] = { down: false };
  const down = () => Promise.reject(new ReboundError('Unavailable', { what: 'all channels are down' }));
  const send = (to: string, title: string, key: string) => {
    if (trouble.down) return down();
    // a repeat of one page is one page
    const line = `${to}: ${title} (${key.replace(`${id}-command-`, '')})`;
    if (!sent.includes(line)) sent.push(line);
    return Promise.resolve();
  };
  const parts = {
    ...world.parts,
    clients: {
      ...world.parts.clients,
      pager: {
        page: ({ who, title, key }: { who: string; title: string; key: string }) => send(who, title, key),
      },
      topic: { publish: () => (trouble.down ? down() : Promise.resolve()) },
      channels: {
        ...world.parts.clients.channels,
        send: async ({ channel, to }: Address, message: { to: string; title: string; key: string }) => {
          await send(message.to, message.title, message.key);
          return { channel, id: to };
        },
        onCall: async (_schedule: string, when: number) => {
          if (!trouble.pagerduty) throw new ReboundError('Unavailable', { what: 'no answer' });
          return trouble.pagerduty((when - began) / 1000);
        },
      },
    },
    ...(rotation ? { directory: directoryWith(rotation) } : {}),
  };
  const run = async () => {
    const found = await getRun(parts.clients.table, id);
    if (!found) throw new Error('no run');
    return found;
  };
  return {
    ...world,
    parts,
    run,
    sent,
    events,
    trouble,
    minute: async (seconds) => {
      world.now.seconds = seconds;
      return remindCommander(
        await run(),
        parts,
        async ({ kind, text }) => void events.push(`${kind}: ${text}`),
      ).then(
        () => undefined,
        (error: unknown) => error,
      );
    },
  };
}

const table = ({ parts }: Commanding) => parts.clients.table;

describe('an offer that nobody confirms', () => {
  test('every five minutes both are reminded, each time once, whoever comes how often', async () => {
    const world = await commanding();
    await offerCommand(table(world), await world.run(), { to: 'ben', by: 'ana', at: at(0) });
    for (let seconds = 60; seconds <= 660; seconds += 60) {
      await world.minute(seconds);
      await world.minute(seconds);
    }
    expect(world.sent).toEqual([
      `ana: Still yours: Restore a namespace (${at(0)}-1-ana)`,
      `ben: Take over: Restore a namespace (${at(0)}-1-ben)`,
      `ana: Still yours: Restore a namespace (${at(0)}-2-ana)`,
      `ben: Take over: Restore a namespace (${at(0)}-2-ben)`,
    ]);
    expect(world.events.filter((line) => line.startsWith('paged'))).toHaveLength(4);
  });

  test('nobody can be reached: tried again the next minute, under the same keys', async () => {
    const world = await commanding();
    await offerCommand(table(world), await world.run(), { to: 'ben', by: 'ana', at: at(0) });
    world.trouble.down = true;
    expect(await world.minute(300)).toMatchObject({ code: 'Unavailable' });
    expect(await world.minute(360)).toMatchObject({ code: 'Unavailable' });
    world.trouble.down = false;
    expect(await world.minute(420)).toBeUndefined();
    expect(world.sent.map((line) => line.slice(-6))).toEqual(['1-ana)', '1-ben)']);
  });

  test('confirmed, closed, or never offered: nobody is reminded', async () => {
    const world = await commanding();
    await world.minute(600);
    await offerCommand(table(world), await world.run(), { to: 'ben', by: 'ana', at: at(600) });
    await takeCommand(table(world), await world.run(), 'ben', at(601));
    await world.minute(1200);
    expect(world.sent).toEqual([]);
  });
});

describe('the end of a shift', () => {
  /** 04:00 UTC. */
  const change = (Date.parse('2026-11-24T04:00:00Z') - began) / 1000;

  test('not a second before', async () => {
    const world = await commanding(turns);
    await world.minute(change - 1);
    expect((await commandOf(table(world), await world.run()))?.offered).toBeUndefined();
    await world.minute(change);
    expect((await commandOf(table(world), await world.run()))?.offered).toMatchObject({
      to: 'ben',
      by: 'rebound',
    });
    expect(world.sent.map((line) => line.split(' (')[0])).toEqual([
      'ben: Take over: Restore a namespace',
      'ana: Your shift is over: Restore a namespace',
    ]);
  });

  test('nobody comes after them: they keep it', async () => {
    const world = await commanding({ ...turns, end: '2026-11-24' });
    await world.minute(change + 600);
    expect(await commandOf(table(world), await world.run())).toEqual({ by: 'ana', since: at(0) });
  });

  test('what a person offered is not offered to somebody else', async () => {
    const world = await commanding(turns);
    await offerCommand(table(world), await world.run(), { to: 'cleo', by: 'ana', at: at(0) });
    await world.minute(change + 60);
    expect((await commandOf(table(world), await world.run()))?.offered).toMatchObject({
      to: 'cleo',
      by: 'ana',
    });
  });

  test('a whole shift without a word: the one after is offered it', async () => {
    const world = await commanding({ ...turns, people: ['ana', 'ben', 'cleo'] });
    await world.minute(change);
    await world.minute(change + 86_400);
    expect((await commandOf(table(world), await world.run()))?.offered).toMatchObject({
      to: 'cleo',
      by: 'rebound',
    });
  });

  test("by PagerDuty's schedule; while that does not answer, nothing is offered", async () => {
    const world = await commanding({
      kind: 'pagerduty',
      name: 'platform',
      schedule: 'PSCHED1',
      overrides: [],
    });
    await world.minute(change + 60);
    expect((await commandOf(table(world), await world.run()))?.offered).toBeUndefined();
    world.trouble.pagerduty = (seconds) => [seconds < change ? 'PANA' : 'PBEN'];
    await world.minute(change + 120);
    expect((await commandOf(table(world), await world.run()))?.offered).toMatchObject({ to: 'ben' });
  });
});
