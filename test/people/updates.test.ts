import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dueUpdates, lastUpdate } from '../../lib/handlers/people/updates.ts';
import type { Parts } from '../../lib/handlers/parts.ts';
import type { Line } from '../../lib/handlers/record.ts';
import { putEvent } from '../../lib/history/events.ts';
import { closeRun, getRun } from '../../lib/history/runs.ts';
import { updatesOf } from '../../lib/history/updates.ts';
import { ReboundError } from '../../lib/model/errors.ts';
import type { Updates } from '../../lib/model/people.ts';
import type { Run } from '../../lib/model/run.ts';
import { makeUpdates } from '../../lib/operations/updates.ts';
import type { Message } from '../../lib/wire/channels.ts';
import type { Page } from '../../lib/wire/pager.ts';
import { codeFrom } from '../history/in-both-worlds.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import { aRunbook, aStory, closeStories } from '../language/story.ts';
import { anAsk } from '../operations/world.ts';
import { at, peopleWorld, type PeopleWorld, run as runId } from '../handlers/people-world.ts';

const every = 1800;
const statusAndCustomers: Updates = { every, to: ['payments-status', 'customers'], by: 'comms' };

/** A run with updates, whose channels are heard. */
interface Heard {
  world: PeopleWorld;
  parts: Parts;
  /** What every channel took: `<address> <text>`. */
  messages: { to: string; by: string; text: string; key: string; urgency: string }[];
  /** Every try, repeats as well. */
  tries: string[];
  /** Addresses whose channel is down. */
  down: Set<string>;
  lines: Line[];
  /** The janitor's turn at a time, in seconds after the run began. */
  turn: (seconds: number, parts?: Parts) => Promise<void>;
  run: () => Promise<Run>;
  announce: (by: string, to: string, text?: string) => Promise<void>;
  drafts: () => Promise<{ audience: string; text: string; due: string }[]>;
}

async function heard(updates: Updates, more: Partial<Run> = {}): Promise<Heard> {
  const world = await peopleWorld({ severity: 'high', owner: 'leads', ...more });
  const messages: Heard['messages'] = [];
  const tries: string[] = [];
  const down = new Set<string>();
  const lines: Line[] = [];
  const manifest = world.parts.manifests['restore-namespace'];
  if (!manifest) throw new Error('no manifest');
  manifest.updates = updates;
  const send = async (
    { to: by, channel }: { to: string; channel: 'slack' | 'webhook' },
    message: Message,
  ) => {
    tries.push(by);
    if (down.has(by)) throw new ReboundError('Unavailable', { what: `${by} does not answer` });
    const { to, text, key, urgency } = message;
    // as a channel that knows repeats by their key
    if (!messages.some((one) => one.key === key)) messages.push({ to, by, text, key, urgency });
    return { channel, id: key };
  };
  const parts: Parts = {
    ...world.parts,
    clients: {
      ...world.parts.clients,
      channels: { ...world.parts.clients.channels, send: send as Parts['clients']['channels']['send'] },
    },
    directory: aDirectory({
      people: { ana: aPerson('ana'), ben: aPerson('ben'), cleo: aPerson('cleo') },
      groups: {
        leads: { name: 'leads', members: ['ana'] },
        comms: { name: 'comms', members: ['cleo'] },
      },
      rotations: {},
      channels: {
        audiences: {
          'payments-status': { address: { channel: 'slack', to: 'C0STATUS' }, public: false },
          customers: { address: { channel: 'webhook', to: 'statuspage' }, public: true },
        },
      },
    }),
  };
  const record = async (line: Line) => void lines.push(line);
  const run = async () => {
    const found = await getRun(parts.clients.table, runId);
    if (!found) throw new Error('no run');
    return found;
  };
  const { reach } = await import('../../lib/handlers/reach.ts');
  const operations = makeUpdates({
    table: parts.clients.table,
    states: parts.clients.states,
    clock: parts.clock,
    random: parts.random,
    manifests: parts.manifests,
    world: 'sandbox',
    stateMachineArn: parts.stateMachineArn,
    ...(parts.directory ? { directory: parts.directory } : {}),
    reach: (page: Page) => reach(page, parts, record),
    starter: () => Promise.resolve({ started: [], held: null }),
  });
  return {
    world,
    parts,
    messages,
    tries,
    down,
    lines,
    run,
    turn: async (seconds, other = parts) => {
      world.now.seconds = seconds;
      await dueUpdates(await run(), other, record);
    },
    announce: (by, to, text) => operations.announce(runId, by, to, text),
    drafts: () => operations.drafts(runId),
  };
}

let it: Heard;
beforeEach(async () => {
  it = await heard(statusAndCustomers);
});
const to = (address: string) => it.messages.filter(({ by }) => by === address);

describe('an audience that is not public is told by itself', () => {
  test('once for each period, the first one a period after the run began', async () => {
    for (let seconds = 60; seconds <= 2 * every + 120; seconds += 60) await it.turn(seconds);
    expect(to('C0STATUS').map(({ text, urgency }) => ({ text, urgency }))).toEqual([
      {
        text: 'prod-blue: being recovered since 24 Nov 03:12 UTC. It has just begun. Expected end: no data yet. Next update by 24 Nov 04:12 UTC.',
        urgency: 'info',
      },
      {
        text: 'prod-blue: being recovered since 24 Nov 03:12 UTC. It has just begun. Expected end: no data yet. Next update by 24 Nov 04:42 UTC.',
        urgency: 'info',
      },
    ]);
    expect(it.lines.filter(({ kind }) => kind === 'announced').map(({ output }) => output)).toContainEqual({
      audience: 'payments-status',
      what: 'sent',
    });
  });

  test('what is being done stands in it: the step that runs, or what people are asked', async () => {
    const { table } = it.parts.clients;
    const started = { state: 'Restore', iteration: 0, generation: 0, attempt: 0, n: 0, text: 'Restore' };
    await putEvent(table, { run: runId, at: at(100), kind: 'step-started', step: 'restore', ...started });
    await it.turn(every);
    expect(to('C0STATUS').at(-1)?.text).toContain('. Now: Restore. ');
    await anAsk(table, runId, { token: 'a-secret-token' });
    await it.turn(2 * every);
    expect(to('C0STATUS').at(-1)?.text).toContain(
      'Now: Restore; waiting for a decision, "Restore over it?". ',
    );
    expect(JSON.stringify(it.messages)).not.toContain('a-secret-token');
  });

  test('two janitors at the same moment say it once', async () => {
    it.world.now.seconds = every;
    const run = await it.run();
    const record = async () => {};
    await Promise.all([1, 2, 3].map(() => dueUpdates(run, it.parts, record)));
    expect(to('C0STATUS')).toHaveLength(1);
    expect(to('U0CLEO')).toHaveLength(1);
    // and who has the run in hand hears that the update for the public is due now
    expect(it.tries.toSorted()).toEqual(['C0STATUS', 'U0ANA', 'U0CLEO']);
  });

  test('a janitor that slept over periods says the last one only', async () => {
    await it.turn(5 * every + 10);
    expect(to('C0STATUS')).toHaveLength(1);
    expect(to('C0STATUS')[0]?.text).toContain('Next update by 24 Nov 06:12 UTC');
  });

  test('a channel that is down is tried again in a minute, and it is in the record', async () => {
    it.down.add('C0STATUS');
    await it.turn(every);
    expect(to('C0STATUS')).toEqual([]);
    expect(it.lines).toContainEqual(
      expect.objectContaining({
        kind: 'page-failed',
        text: expect.stringContaining('C0STATUS does not answer'),
      }),
    );
    it.down.clear();
    await it.turn(every + 60);
    expect(to('C0STATUS')).toHaveLength(1);
  });

  test('people and groups are reached as they always are', async () => {
    it = await heard({ every, to: ['leads'] });
    await it.turn(every);
    expect(to('U0ANA')).toMatchObject([
      { urgency: 'info', text: expect.stringContaining('being recovered since') },
    ]);
  });

  test('a dry-run tells nobody, and a run without updates neither', async () => {
    it = await heard(statusAndCustomers, { mode: 'dry-run' });
    await it.turn(9 * every);
    expect(it.messages).toEqual([]);
    it = await heard(statusAndCustomers);
    delete it.parts.manifests['restore-namespace']?.updates;
    await it.turn(9 * every);
    expect(it.messages).toEqual([]);
  });

  test('a drill says that it is one, and the public hears nothing of it', async () => {
    it = await heard(statusAndCustomers, { mode: 'drill' });
    await it.turn(every);
    expect(to('C0STATUS')[0]?.text).toMatch(/^This is a drill\. /);
    expect(await it.drafts()).toEqual([]);
    expect(to('U0CLEO')).toEqual([]);
    expect(await codeFrom(it.announce('ana', 'customers', 'all is lost'))).toBe('BadInput');
  });
});

describe('killed at any call', () => {
  /** The table and the channels of a janitor that dies before, or after, its n-th call outside. */
  function dying(parts: Parts, call: number, after: boolean, died: () => void): Parts {
    let calls = 0;
    const dead = <R>(): Promise<R> => {
      died();
      return new Promise<R>(() => {});
    };
    const guard =
      <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        calls += 1;
        if (calls > call || (calls === call && !after)) return dead<R>();
        const result = await work(...args);
        if (calls >= call) return dead<R>();
        return result;
      };
    const { table, channels } = parts.clients;
    return {
      ...parts,
      clients: {
        ...parts.clients,
        table: {
          get: guard(table.get),
          put: guard(table.put),
          update: guard(table.update),
          delete: guard(table.delete),
          query: guard(table.query),
        },
        channels: { ...channels, send: guard(channels.send) },
      },
    };
  }

  test.each(
    Array.from({ length: 24 }, (_, n) => n + 1).flatMap((n) => [[n, false] as const, [n, true] as const]),
  )('call %p, after its effect: %p: everybody is told, and by repeats of one key', async (call, after) => {
    it.world.now.seconds = every;
    const run = await it.run();
    const death = Promise.withResolvers<void>();
    const janitor = dying(it.parts, call, after, death.resolve);
    await Promise.race([dueUpdates(run, janitor, async () => {}), death.promise]);
    for (const seconds of [every + 60, every + 120, every + 180]) await it.turn(seconds);
    expect(to('C0STATUS')).toHaveLength(1);
    expect(to('U0CLEO')).toHaveLength(1);
    expect((await updatesOf(it.parts.clients.table, runId)).drafts).toHaveProperty('customers');
  });
});

describe('what the public reads is sent by a person', () => {
  test('a draft is kept some minutes before, and whoever sends it is paged; nothing goes out by itself', async () => {
    for (let seconds = 60; seconds < every; seconds += 60) await it.turn(seconds);
    expect(to('statuspage')).toEqual([]);
    expect(to('U0CLEO')).toMatchObject([
      { text: expect.stringContaining(`rebound announce ${runId} --to customers`), urgency: 'now' },
    ]);
    expect(await it.drafts()).toEqual([
      { audience: 'customers', text: expect.stringContaining('prod-blue: being recovered'), due: at(every) },
    ]);
  });

  test('a person sends it: it is out, the draft is gone, nobody is nagged', async () => {
    await it.turn(every - 200);
    const [draft] = await it.drafts();
    it.world.now.seconds = every - 100;
    await it.announce('cleo', 'Customers');
    expect(to('statuspage').map(({ text }) => text)).toEqual([draft?.text]);
    expect(await it.drafts()).toEqual([]);
    for (let seconds = every; seconds < 2 * every - 400; seconds += 60) await it.turn(seconds);
    expect(to('U0ANA')).toEqual([]);
    const { events } = await it.world.operations.events(runId, '');
    expect(events.filter(({ kind }) => kind === 'announced')).toMatchObject([
      { person: 'cleo', text: draft?.text, output: { audience: 'customers', what: 'said' } },
    ]);
  });

  test('silence past its time nags whoever has the run in hand, every ten minutes, until it is out', async () => {
    for (let seconds = every - 300; seconds <= every + 1260; seconds += 60) await it.turn(seconds);
    const nags = to('U0ANA').filter(({ text }) => text.includes('nobody has sent it'));
    expect(nags.map(({ text }) => /been due (.*?),/.exec(text)?.[1])).toEqual([
      'now',
      'for 10 m 0 s',
      'for 20 m 0 s',
    ]);
    await it.announce('ana', 'customers', 'We are on it.');
    await it.turn(every + 1320);
    await it.turn(every + 1400);
    expect(to('U0ANA').filter(({ text }) => text.includes('nobody has sent it'))).toHaveLength(3);
    expect(to('statuspage').map(({ text }) => text)).toEqual(['We are on it.']);
  });

  test('a newer draft takes the place of one that nobody sent, and is due since that one was', async () => {
    await it.turn(every - 200);
    await it.turn(2 * every - 200);
    expect(await it.drafts()).toMatchObject([{ due: at(every), text: expect.stringContaining('04:42 UTC') }]);
  });

  test('the same words twice are one message', async () => {
    await it.turn(every - 200);
    await Promise.all([it.announce('cleo', 'customers'), it.announce('cleo', 'customers')]);
    expect(to('statuspage')).toHaveLength(1);
  });

  test('a channel that is down: it is not sent, the draft stays, and the topic hears nothing in its place', async () => {
    await it.turn(every - 200);
    it.down.add('statuspage');
    const topic: string[] = [];
    it.parts.clients.topic = { publish: async (subject) => void topic.push(subject) };
    expect(await codeFrom(it.announce('cleo', 'customers'))).toBe('Unavailable');
    expect(await it.drafts()).toHaveLength(1);
    expect(topic).toEqual([]);
    it.down.clear();
    await it.announce('cleo', 'customers');
    expect(to('statuspage')).toHaveLength(1);
  });

  test.each([
    ['an unknown audience', 'cleo', 'custmers', 'text', /did you mean --to customers/],
    ['nobody of people.yaml', 'mallory', 'customers', 'text', /mallory/],
    ['a text that is too long', 'cleo', 'customers', 'x'.repeat(2001), /2001 characters is too long/],
    ['nothing to say', 'cleo', 'customers', ' \n ', /the update is empty/],
    ['no draft and no text', 'cleo', 'payments-status', undefined, /no draft waits for payments-status/],
  ])('%s is refused', async (_what, by, audience, text, message) => {
    const error: unknown = await it.announce(by, audience, text).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'BadInput' });
    expect(JSON.stringify((error as ReboundError).facts)).toMatch(message);
    expect(it.messages).toEqual([]);
  });

  test('what a terminal would obey does not go out', async () => {
    await it.announce('cleo', 'customers', 'all \u001b[31mred\u001b[0m\nand \u202eback');
    expect(to('statuspage').map(({ text }) => text)).toEqual(['all red and back']);
  });
});

describe('when the run ends', () => {
  async function end(
    outcome: 'recovered' | 'failed' | 'nothing-to-do',
    seconds = every + 600,
  ): Promise<void> {
    it.world.now.seconds = seconds;
    const ending = { outcome, endedBecause: 'so it is', endedAt: at(seconds) };
    const closed = await closeRun(it.parts.clients.table, runId, ending);
    await lastUpdate(closed, it.parts, async (line) => void it.lines.push(line));
    await lastUpdate(closed, it.parts, async (line) => void it.lines.push(line));
  }

  test('the last update says how, once, and a draft of it waits for a person', async () => {
    await it.turn(every);
    await end('recovered');
    expect(
      to('C0STATUS')
        .map(({ text }) => text)
        .at(-1),
    ).toBe('prod-blue is recovered (24 Nov 03:52 UTC, after 40 m 0 s). This is the last update.');
    expect(to('C0STATUS')).toHaveLength(2);
    expect(await it.drafts()).toMatchObject([{ text: expect.stringContaining('is recovered') }]);
    await it.announce('cleo', 'customers');
    expect(to('statuspage')).toHaveLength(1);
  });

  test('nothing was wrong, and nobody was told that anything is: nobody hears that nothing was', async () => {
    await end('nothing-to-do', 60);
    expect(it.messages).toEqual([]);
  });

  test('what cannot be sent fails no closing', async () => {
    it.down.add('C0STATUS').add('U0CLEO');
    it.parts.clients.topic = { publish: () => Promise.reject(new Error('down')) };
    await end('failed');
    expect(it.lines.map(({ kind }) => kind)).toContain('page-failed');
  });

  test('nobody is told of what is due once it is closed', async () => {
    await end('failed');
    const before = it.messages.length;
    await it.turn(9 * every);
    expect(it.messages).toHaveLength(before);
  });
});

describe('in the sandbox, with the janitor of every minute', () => {
  const peopleYaml = `
people:
  ana: { name: Ana, zone: Europe/Madrid, channels: [slack: U01ANA, pagerduty: platform] }
  ben: { name: Ben, zone: Europe/Madrid, channels: [slack: U01BEN, pagerduty: platform] }
groups:
  platform-oncall: [ana, ben]
`;
  const channels = {
    slack: { token: { $secret: 'rebound-channels/slack#token' } },
    pagerduty: { services: { platform: { routingKey: { $secret: 'rebound-channels/pagerduty' } } } },
    webhooks: {
      statuspage: { url: 'https://status.example.com/hook', secret: { $secret: 'rebound-channels/hook' } },
    },
    audiences: {
      'payments-status': { address: { channel: 'slack' as const, to: 'C0STATUS' }, public: false },
      customers: { address: { channel: 'webhook' as const, to: 'statuspage' }, public: true },
    },
  };
  afterEach(closeStories);

  test('an hour of waiting is told by itself where nobody has to read it first, and by a person to the public', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook('  - title: Let time pass\n    wait: 70m', {
          more: 'updates: { every: 30m, to: [payments-status, customers], by: ben }',
        }),
      ],
      peopleYaml,
      channels,
      janitor: true,
    });
    const run = await story.start(undefined, { by: 'ana' });
    await story.until('a draft is there', async () => {
      const drafts = await story.operations.drafts(run.run);
      return drafts.length > 0 ? drafts : undefined;
    });
    await story.operations.announce(run.run, 'ben', 'customers', 'Payments are slow. More at 04:00 UTC.');
    await run.ended();
    const sent = story.sandbox.state().messages.filter(({ to }) => to === 'C0STATUS');
    expect(sent).toHaveLength(3);
    const lines = (await story.operations.story(run.run)).join('\n');
    expect(lines).toContain('Ben told customers: "Payments are slow. More at 04:00 UTC."');
    expect(
      lines.match(/payments-status was told: payments @ prod-blue: being recovered since/g),
    ).toHaveLength(2);
    expect(lines).toMatch(/An update for customers waits for ben to send it/);
  });
});
