import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../lib/model/json.ts';
import type { Given, PersonScript } from '../../lib/model/scenario.ts';
import { sandboxText } from '../../lib/sandbox/channel-secrets.ts';
import type { GivenAnswer } from '../../lib/sandbox/people.ts';
import type { Message } from '../../lib/wire/channels.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import type { Surroundings } from '../../lib/wire/surroundings.ts';
import { addresses, reachable, settings } from '../builders/channels.ts';
import { aMessage, askId } from '../builders/messages.ts';
import { aSandbox, healthy, start } from './a-sandbox.ts';

const environment = (name: string) => sandboxText({ $environment: name });

type Region = 'us' | 'eu';
interface More {
  given?: Partial<Given>;
  people?: Record<string, PersonScript[]>;
  /** Of the account at PagerDuty, and where we send to. */
  region?: Region;
  sentTo?: Region;
}

function stageOf(more: More = {}) {
  const answers: (GivenAnswer & { after: number })[] = [];
  const inRegion = (region: Region) => ({
    ...settings,
    pagerduty: { services: {}, ...settings.pagerduty, region },
  });
  const { region = 'us', sentTo = region } = more;
  const directory = reachable({ channels: inRegion(region) });
  const stage = aSandbox({
    given: { ...healthy, ...more.given },
    people: more.people ?? {},
    directory,
    onAnswer: (answer) =>
      void answers.push({ ...answer, after: Math.round((stage.clock.now() - start) / 1000) }),
  });
  const surroundings: Surroundings = { ...stage.surroundings, channels: inRegion(sentTo), environment };
  return { ...stage, surroundings, directory, answers, channels: makeClients(surroundings).channels };
}
const { question: asked } = aMessage();
if (!asked) throw new Error('the message asks nothing');
const settled = {
  run: aMessage().run,
  title: 'Restore?',
  text: 'ben approved at 03:16: "as drilled"',
  kind: 'decided',
} as const;
const codeOf = (sending: Promise<unknown>) =>
  sending.then(
    () => 'taken',
    (error: unknown) => (isObject(error) || error instanceof Error ? (error as { code?: string }).code : ''),
  );

describe('a message to a person', () => {
  test.each(Object.entries(addresses))('by %s is kept, and reaches them', async (channel, address) => {
    const { channels, play, sandbox } = stageOf();
    const sent = await play(() => channels.send(address, aMessage()));
    expect(sent.channel).toBe(channel);
    expect(sandbox.state().messages).toMatchObject([
      { channel, id: sent.id, to: address.to, person: 'ana', run: aMessage().run, ask: askId },
    ]);
    expect(sandbox.inbox()).toMatchObject([
      { who: 'ana', ask: askId, run: aMessage().run, key: aMessage().key },
    ]);
  });

  test.each(Object.entries(addresses))(
    'by %s is not taken when that channel is down',
    async (channel, address) => {
      const one = stageOf({ given: { channels: { [channel]: 'down' } } });
      expect(await one.play(() => codeOf(one.channels.send(address, aMessage())))).toBe('Unavailable');
      const all = stageOf({ given: { pagers: 'down' } });
      expect(await all.play(() => codeOf(all.channels.send(address, aMessage())))).toBe('Unavailable');
      expect([one, all].map(({ sandbox }) => sandbox.state().messages)).toEqual([[], []]);
      expect(one.sandbox.inbox()).toEqual([]);
    },
  );

  test.each(Object.entries(addresses))(
    'by %s is taken, and reaches nobody, where that is silent',
    async (channel, address) => {
      const { channels, play, sandbox } = stageOf({ given: { channels: { [channel]: 'silent' } } });
      expect(await play(() => codeOf(channels.send(address, aMessage())))).toBe('taken');
      expect([sandbox.state().messages.length, sandbox.inbox()]).toEqual([1, []]);
    },
  );

  test('other channels go on when two are down, and the last-resort topic when all are', async () => {
    const { channels, clients, play, sandbox } = stageOf({
      given: { channels: { slack: 'down', sms: 'down' } },
    });
    await play(() => channels.send(addresses.mail, aMessage()));
    expect(sandbox.inbox()).toHaveLength(1);
    const none = stageOf({ given: { pagers: 'down' } });
    await none.play(() => none.clients.topic.publish('s', 'm'));
    expect(none.sandbox.state().published).toHaveLength(1);
    expect(clients).toBeDefined();
  });

  test.each([
    ['slack', 'U0NOBODY', 'NotFound'],
    ['slack', 'C0NONE', 'NotFound'],
    ['slack', 'not an id', 'BadInput'],
    ['pagerduty', 'no-such', 'BadInput'],
    ['webhook', 'no-such', 'BadInput'],
    ['sms', '0600', 'Rejected4xx'],
  ] as const)('by %s to %s is refused: %s', async (channel, to, code) => {
    const { channels, play } = stageOf();
    expect(await play(() => codeOf(channels.send({ channel, to }, aMessage())))).toBe(code);
  });

  test('with a wrong token is refused, whatever is kept', async () => {
    const given = { secrets: { 'rebound-channels/slack': '{"token":"xoxb-old"}' } };
    const { channels, play, sandbox } = stageOf({ given });
    sandbox.load({
      ...sandbox.state(),
      secrets: { ...sandbox.state().secrets, 'rebound-channels/slack': '{"token":"xoxb-new"}' },
    });
    const before = await play(() => codeOf(channels.send(addresses.slack, aMessage())));
    expect(before).toBe('taken');
    sandbox.load({
      ...sandbox.state(),
      secrets: { ...sandbox.state().secrets, 'rebound-channels/slack': '{"token":"xoxb-3"}' },
    });
    expect(await play(() => codeOf(channels.send(addresses.slack, aMessage({ key: '2' }))))).toBe(
      'AccessDenied',
    );
  });

  test('to an audience wakes nobody', async () => {
    const { channels, play, sandbox } = stageOf();
    await play(() => channels.send({ channel: 'slack', to: 'C0STATUS' }, aMessage({ to: 'status' })));
    expect(sandbox.state().messages).toMatchObject([{ to: 'C0STATUS', key: aMessage().key }]);
    expect(sandbox.state().messages[0]).not.toHaveProperty('person');
    expect(sandbox.inbox()).toEqual([]);
  });
});

describe('repeats', () => {
  test.each(Object.entries(addresses).filter(([channel]) => channel !== 'sms' && channel !== 'mail'))(
    'by %s are one message, also when the first answer was lost',
    async (_, address) => {
      const { surroundings, play, sandbox } = stageOf();
      let lost = 0;
      const losing = makeClients({
        ...surroundings,
        transport: async (request, signal) => {
          const answer = await surroundings.transport(request, signal);
          const posts = /postMessage|enqueue|bot\.example/.test(request.url);
          if (!posts || (lost += 1) > 1) return answer;
          throw new Error('socket hang up');
        },
      }).channels;
      const first = await play(() => codeOf(losing.send(address, aMessage())));
      const again = await play(() => losing.send(address, aMessage()));
      expect(first).toBe(address.channel === 'webhook' ? 'taken' : 'Unavailable');
      expect(sandbox.state().messages).toMatchObject([{ id: again.id }]);
      expect(sandbox.inbox()).toHaveLength(1);
    },
  );
  test('another key is another message', async () => {
    const { channels, play, sandbox } = stageOf();
    await play(() => channels.send(addresses.slack, aMessage()));
    await play(() => channels.send(addresses.slack, aMessage({ key: 'again' })));
    expect(sandbox.inbox()).toHaveLength(2);
  });
  test('the sandbox’s Slack itself shows a message that is posted twice two times', async () => {
    const { channels, play, sandbox, trace, surroundings } = stageOf();
    await play(() => channels.send(addresses.slack, aMessage()));
    const post = trace.find(({ request }) => request.url.endsWith('chat.postMessage'));
    if (!post) throw new Error('nothing was posted');
    await play(() => surroundings.transport(post.request));
    expect(sandbox.state().messages).toHaveLength(2);
  });
});

describe('people', () => {
  const approve: PersonScript[] = [{ does: 'approve', after: 60 }];
  test('answer for their group: the first who is reached, once', async () => {
    const { channels, play, clock, answers } = stageOf({ people: { leads: approve } });
    await play(async () => {
      await channels.send(addresses.sms, aMessage());
      await channels.send({ channel: 'slack', to: 'U0BEN' }, aMessage({ to: 'ben', key: 'ben' }));
      await clock.sleep(600_000);
    });
    expect(answers).toMatchObject([{ who: 'ana', ask: askId, answer: 'approve', after: 60 }]);
  });
  test.each(['ben', 'Ben Example'])(
    'answer for themselves when they have words of their own, as %s',
    async (name) => {
      const { channels, play, clock, answers } = stageOf({
        people: { leads: approve, [name]: [{ does: 'reject', after: 5 }] },
      });
      await play(async () => {
        await channels.send(addresses.webhook, aMessage());
        await channels.send({ channel: 'slack', to: 'U0BEN' }, aMessage({ to: 'ben', key: 'ben' }));
        await clock.sleep(600_000);
      });
      expect(answers).toMatchObject([
        { who: 'ben', answer: 'reject', after: 5 },
        { who: 'ana', answer: 'approve' },
      ]);
    },
  );
});

describe('a question that is settled', () => {
  test('stands in Slack without buttons, with who decided, and the rest as it was', async () => {
    const { channels, play, sandbox } = stageOf();
    const sent = await play(() => channels.send(addresses.slack, aMessage({ title: 'A <b> & "c"' })));
    const before = sandbox.state().messages[0]?.slack?.blocks ?? [];
    await play(() =>
      channels.settle(sent, { ...settled, kind: 'acknowledged', text: 'ben is looking at it' }),
    );
    const acked = sandbox.state().messages[0];
    expect(acked?.settled).toMatchObject({ kind: 'acknowledged' });
    expect(JSON.stringify(acked?.slack?.blocks)).toMatch(/ben is looking at it.*"actions"/);
    await play(() => channels.settle(sent, settled));
    const after = sandbox.state().messages[0];
    expect(after?.settled).toMatchObject({
      kind: 'decided',
      text: expect.stringContaining('ben approved at 03:16'),
    });
    const shown = JSON.stringify(after?.slack?.blocks);
    expect(shown).not.toMatch(/"actions"|is looking at it/);
    expect(shown).toContain('ben approved at 03:16');
    expect(after?.slack?.blocks.slice(0, 3)).toEqual(before.slice(0, 3));
    // An ack that comes late changes nothing any more.
    await play(() =>
      channels.settle(sent, { ...settled, kind: 'acknowledged', text: 'cleo is looking at it' }),
    );
    expect(sandbox.state().messages[0]).toEqual(after);
  });
  test('and acknowledged in the same moment stands as decided, whichever is written last', async () => {
    const { channels, surroundings, play, sandbox } = stageOf();
    const sent = await play(() => channels.send(addresses.slack, aMessage()));
    let first = true;
    const acking = makeClients({
      ...surroundings,
      transport: async (request, signal) => {
        // The ack has read the message; before it writes, somebody decides.
        if (request.url.endsWith('chat.update') && first) {
          first = false;
          await channels.settle(sent, settled);
        }
        return surroundings.transport(request, signal);
      },
    }).channels;
    await play(() => acking.settle(sent, { ...settled, kind: 'acknowledged', text: 'ben is looking at it' }));
    const [message] = sandbox.state().messages;
    expect(message?.settled).toMatchObject({
      kind: 'decided',
      text: expect.stringContaining('ben approved'),
    });
    expect(JSON.stringify(message?.slack?.blocks)).toMatch(/ben approved at 03:16/);
    expect(JSON.stringify(message?.slack?.blocks)).not.toMatch(/"actions"|is looking at it/);
    // It is found again by its key, as before.
    expect(await play(() => channels.send(addresses.slack, aMessage()))).toEqual(sent);
  });
  test('that somebody deleted in Slack is no failure', async () => {
    const { channels, play, sandbox } = stageOf();
    const sent = await play(() => channels.send(addresses.slack, aMessage()));
    sandbox.load({ ...sandbox.state(), messages: [] });
    expect(await play(() => codeOf(channels.settle(sent, settled)))).toBe('taken');
  });
  test('is acknowledged and resolved in PagerDuty; the next one wakes people again', async () => {
    const { channels, play, sandbox } = stageOf();
    const sent = await play(() => channels.send(addresses.pagerduty, aMessage()));
    expect(sent.id).toMatch(new RegExp(`^platform/${aMessage().run}\\.[0-9a-f]{12}$`));
    await play(() => channels.send(addresses.pagerduty, aMessage({ key: 'again' })));
    expect(sandbox.inbox()).toHaveLength(1);
    await play(() => channels.settle(sent, { ...settled, kind: 'acknowledged' }));
    await play(() => channels.send(addresses.pagerduty, aMessage({ key: 'while acknowledged' })));
    expect(sandbox.inbox()).toHaveLength(1);
    await play(() => channels.settle(sent, settled));
    expect(sandbox.state().messages.map((one) => one.settled?.kind)).toEqual([
      'decided',
      'decided',
      'decided',
    ]);
    await play(() => channels.send(addresses.pagerduty, aMessage({ key: 'once more' })));
    expect(sandbox.inbox()).toHaveLength(2);
  });
  test.each<[string, Partial<Message>]>([
    ['another question', { question: { ...asked, ask: 'another' } }],
    ['the next level', { question: { ...asked, turn: '1' } }],
    ['the same level, asked again', { question: { ...asked, endsAt: '2026-11-24T03:42:44Z' } }],
  ])('an incident that is acknowledged keeps nobody from being woken for %s', async (_, more) => {
    const { channels, play, sandbox } = stageOf();
    const sent = await play(() => channels.send(addresses.pagerduty, aMessage()));
    await play(() => channels.settle(sent, { ...settled, kind: 'acknowledged' }));
    await play(() => channels.send(addresses.pagerduty, aMessage({ ...more, key: 'another' })));
    expect(sandbox.inbox()).toHaveLength(2);
  });
  test('of an account in the EU is looked for there, and known nowhere else', async () => {
    const { channels, play, sandbox } = stageOf({ region: 'eu' });
    await play(() => channels.send(addresses.pagerduty, aMessage()));
    expect(sandbox.inbox()).toHaveLength(1);
    const elsewhere = stageOf({ region: 'eu', sentTo: 'us' });
    const refused = () => codeOf(elsewhere.channels.send(addresses.pagerduty, aMessage()));
    expect(await elsewhere.play(refused)).toBe('Rejected4xx');
  });
  test('is told to a webhook', async () => {
    const { channels, play, sandbox } = stageOf();
    const sent = await play(() => channels.send(addresses.webhook, aMessage()));
    await play(() => channels.settle(sent, settled));
    expect(sandbox.state().messages[0]?.settled).toMatchObject({ kind: 'decided', text: settled.text });
  });
});

describe('a room', () => {
  test('is made once, under a name that Slack takes, and found again', async () => {
    const { channels, play, sandbox } = stageOf();
    const first = await play(() => channels.openRoom('Run R1: Ünïts!', 'payments @ prod-blue <b>'));
    const again = await play(() => channels.openRoom('Run R1: Ünïts!', 'x'.repeat(400)));
    expect(first).toMatch(/^C0[A-Z0-9]+$/);
    expect(again).toBe(first);
    expect(sandbox.state().rooms).toMatchObject([{ id: first, name: 'run-r1-n-ts' }]);
    expect(sandbox.state().rooms[0]?.topic).toHaveLength(250);
  });
  test('shows a question once, whoever is asked, and how it was decided', async () => {
    const { channels, play, sandbox } = stageOf();
    const room = await play(() => channels.openRoom('r1', ''));
    const sent = await play(() => channels.send(addresses.slack, aMessage({ room })));
    await play(() =>
      channels.send({ channel: 'slack', to: 'U0BEN' }, aMessage({ room, to: 'ben', key: 'ben' })),
    );
    expect(sandbox.state().messages.map(({ to }) => to)).toEqual(['U0ANA', room, 'U0BEN']);
    await play(() => channels.settle(sent, settled));
    expect(sandbox.state().messages.map((one) => one.settled?.kind)).toEqual([
      'decided',
      'decided',
      undefined,
    ]);
  });
  test('that is gone keeps nobody from being paged', async () => {
    const { channels, play, sandbox } = stageOf();
    await play(() => channels.send(addresses.slack, aMessage({ room: 'C0GONE' })));
    expect(sandbox.inbox()).toHaveLength(1);
  });
});

test.each([
  ['https://hooks.slack.com/actions/T0/1/x', 200],
  ['https://slack.com/api/no.such', 200],
  ['https://slack.example/api/chat.postMessage', 'ENOTFOUND'],
  ['https://events.pagerduty.com/v3', 404],
])('%s is answered as the host would: %s', async (url, expected) => {
  const { surroundings, play } = stageOf();
  const system = url.includes('pagerduty') ? ('pagerduty' as const) : ('slack' as const);
  const request = { system, method: 'POST', url, headers: {}, body: '{}' };
  const answer = play(() => surroundings.transport(request)).catch((error: unknown) => error);
  expect(await answer).toMatchObject(
    typeof expected === 'number' ? { status: expected } : { code: expected },
  );
});

test('PagerDuty says who is on call in a schedule', async () => {
  const { channels, play } = stageOf();
  const [now, later] = await play(async () => [
    await channels.onCall('PSCHED1', start),
    await channels.onCall('PSCHED1', start + 7 * 86_400_000),
  ]);
  expect([now, later].flat().toSorted()).toEqual(['PANA', 'PBEN']);
  expect(now).toHaveLength(1);
  expect(await play(() => channels.onCall('PNONE', start))).toEqual([]);
});

test('secrets are there for every reference, long enough, and a scenario’s own stay', () => {
  const { sandbox } = stageOf({ given: { secrets: { 'rebound-channels/bot': 'given by the scenario' } } });
  const { secrets, parameters } = sandbox.state();
  expect(secrets['rebound-channels/bot']).toBe('given by the scenario');
  expect(JSON.parse(secrets['rebound-channels/slack'] ?? '')).toEqual({
    token: expect.stringMatching(/^sandbox-.{24}$/),
    signing: expect.stringMatching(/^sandbox-.{24}$/),
  });
  expect(parameters['/rebound-channels/pagerduty/platform']).toMatch(/^sandbox-.{24}$/);
});

test('without a directory nobody is known, and nothing else is different', async () => {
  const plain = aSandbox();
  const { channels } = makeClients({ ...plain.surroundings, channels: settings, environment });
  expect(await plain.play(() => codeOf(channels.send(addresses.slack, aMessage())))).toBe('NotFound');
  expect(plain.sandbox.state()).toMatchObject({ secrets: {}, messages: [], pages: [] });
});

test('other people, and a world from before there were channels', async () => {
  const { sandbox, channels, play, directory } = stageOf();
  const { messages: _m, rooms: _r, channels: _c, parameters: _p, ...old } = sandbox.state();
  sandbox.load(JSON.parse(JSON.stringify(old)) as ReturnType<typeof sandbox.state>);
  await play(() => channels.send(addresses.slack, aMessage()));
  expect(sandbox.inbox()).toHaveLength(1);
  sandbox.changeDirectory({ ...directory, people: {} });
  expect(await play(() => codeOf(channels.send(addresses.slack, aMessage({ key: '2' }))))).toBe('NotFound');
});
