import { beforeEach, describe, expect, test } from '@jest/globals';
import { makeApi } from '../../lib/console/api.ts';
import { addTurnedAway } from '../../lib/history/turned-away.ts';
import { noteRoom } from '../../lib/history/rooms.ts';
import { keptFor } from '../../lib/operations/inbound/kept-secrets.ts';
import type { InboundAnswer, InboundRequest } from '../../lib/operations/inbound/request.ts';
import type { Operations } from '../../lib/operations/operations.ts';
import {
  aMessage,
  anEvent,
  aPress,
  byPagerduty,
  bySlack,
  type InboundWorld,
  inboundWorld,
  pagerdutySecret,
  slackSecret,
} from '../operations/inbound/inbound-world.ts';

let world: InboundWorld;
beforeEach(async () => {
  world = await inboundWorld();
});

const yes = () => ({ ask: world.ask.id, answer: 'approve', plan: world.ask.planHash });
const press = (more: { user?: string; value?: unknown; room?: string } = {}, extra: object = {}) =>
  bySlack('/slack/interactions', aPress({ value: yes(), ...more }, extra));
const voices = async () => (await world.open()).flatMap((ask) => ask.voices);
/** What a sender learns, and what is logged: nothing that is secret. */
const tells = ({ body, headers, did }: InboundAnswer) => JSON.stringify([body, headers, did]);
const signed = (request: InboundRequest, headers: Record<string, string>): InboundRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

describe('a request that is not what it seems', () => {
  test.each<[string, () => InboundRequest, number]>([
    ['a button by GET', () => ({ ...press(), method: 'GET' }), 405],
    ['a button by HEAD', () => ({ ...press(), method: 'HEAD' }), 405],
    ['a button by PUT', () => ({ ...press(), method: 'PUT' }), 405],
    ['at a path with a slash more', () => ({ ...press(), path: '/slack/interactions/' }), 404],
    ['at a path of two slashes', () => ({ ...press(), path: '//slack/interactions' }), 404],
    ['at a path in capitals', () => ({ ...press(), path: '/Slack/Interactions' }), 404],
    ['at a path that goes up', () => ({ ...press(), path: '/pagerduty/../slack/interactions' }), 404],
    ['at a path that is escaped', () => ({ ...press(), path: '/slack%2finteractions' }), 404],
    ['at a path with a query', () => ({ ...press(), path: '/slack/interactions?x' }), 404],
    ['at the path of everything', () => ({ ...press(), path: '/__proto__' }), 404],
    [
      'a button at the door for events',
      () => signed({ ...press(), path: '/slack/events' }, { 'content-type': 'application/json' }),
      400,
    ],
    ['a button at the door for events, as a form', () => ({ ...press(), path: '/slack/events' }), 415],
    ['a button at the door of PagerDuty', () => ({ ...press(), path: '/pagerduty' }), 401],
    [
      'a message at the door for buttons',
      () =>
        signed(
          { ...bySlack('/slack/events', aMessage()), path: '/slack/interactions' },
          { 'content-type': 'application/x-www-form-urlencoded' },
        ),
      400,
    ],
    ['without a type', () => signed(press(), { 'content-type': '' }), 415],
    [
      'signed by the secret of PagerDuty',
      () => bySlack('/slack/interactions', aPress({ value: yes() }), 60, pagerdutySecret),
      401,
    ],
    [
      'signed by no secret at all',
      () => bySlack('/slack/interactions', aPress({ value: yes() }), 60, ''),
      401,
    ],
    ['of PagerDuty, signed by the secret of Slack', () => byPagerduty(anEvent(world.run), slackSecret), 401],
    [
      'five minutes and a second old',
      () => bySlack('/slack/interactions', aPress({ value: yes() }), 60 - 301),
      401,
    ],
    ['of the time to come', () => bySlack('/slack/interactions', aPress({ value: yes() }), 60 + 301), 401],
    [
      'with another time than was signed',
      () => signed(press(), { 'x-slack-request-timestamp': '1763954024' }),
      401,
    ],
    ['with a time of another form', () => signed(press(), { 'x-slack-request-timestamp': ' 1e9' }), 401],
    [
      'with two signatures',
      () =>
        signed(press(), {
          'x-slack-signature': `${press().headers['x-slack-signature']}, v0=${'0'.repeat(64)}`,
        }),
      401,
    ],
    [
      'with a signature in capitals',
      () =>
        signed(press(), { 'x-slack-signature': press().headers['x-slack-signature']?.toUpperCase() ?? '' }),
      401,
    ],
    [
      'with a letter more',
      () => ({ ...press(), body: Buffer.concat([press().body, Buffer.from('&')]) }),
      401,
    ],
    [
      'with two payloads',
      () => bySlack('/slack/interactions', `${aPress({ value: yes() })}&${aPress({ value: yes() })}`),
      400,
    ],
    [
      'deeper than anybody sends',
      () => bySlack('/slack/events', `{"event":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
      400,
    ],
    ['larger than anybody sends', () => bySlack('/slack/events', `"${'x'.repeat(1024 * 1024)}"`), 413],
  ])('%s: %#', async (_, made, status) => {
    const answer = await world.send(made());
    expect(answer.status).toBe(status);
    expect(await voices()).toEqual([]);
    expect(world.calls).toEqual([]);
    expect(tells(answer)).not.toMatch(/what-(slack|pagerduty)-signs|the-token-of|[0-9a-f]{64}/);
    if (status !== 405)
      expect(JSON.parse(answer.body)).toMatchObject({
        facts: { what: expect.any(String), todo: expect.any(String) },
      });
  });

  test.each<[string, () => InboundRequest]>([
    ['the starter', () => press({ user: 'U0CLEO' })],
    ['somebody unknown', () => press({ user: 'U0EVE' })],
    ['an id in small letters', () => press({ user: 'u0ana' })],
    ['an id with something invisible', () => press({ user: 'U0ANA\u200b' })],
    ['the user of everything', () => press({ user: '__proto__' })],
    ['a name in place of an id', () => press({}, { user: { username: 'U0ANA', name: 'ana' } })],
    ['a list of users', () => press({}, { user: [{ id: 'U0ANA' }] })],
    ['an older plan', () => press({ value: { ...yes(), plan: 'f00dfeed0000' } })],
    ['no plan', () => press({ value: { ...yes(), plan: '' } })],
    ['a plan of three digits', () => press({ value: { ...yes(), plan: 'f00' } })],
    ['a plan that is a list', () => press({ value: { ...yes(), plan: ['f00dfeed'] } })],
    ['the beginning of an id', () => press({ value: { ...yes(), ask: 'abcdefgh' } })],
    ['a question of everything', () => press({ value: { ...yes(), ask: '__proto__' } })],
    ['an answer of everything', () => press({ value: { ...yes(), answer: 'constructor' } })],
    [
      'two buttons at once',
      () => press({}, { actions: [{ value: JSON.stringify(yes()) }, { value: JSON.stringify(yes()) }] }),
    ],
    ['what is inherited', () => press({ value: `{"__proto__":${JSON.stringify(yes())}}` })],
    ['break-glass by one press', () => press({ value: { ...yes(), answer: 'break-glass' } })],
    ['another kind of interaction', () => press({}, { type: 'view_submission' })],
  ])('a button of %s says yes to nothing', async (_, made) => {
    const answer = await world.send(made());
    expect(answer.status).toBe(200);
    expect(await voices()).toEqual([]);
    for (const { message } of world.shown)
      expect(message.text).toMatch(/Not done: .*[;:(]|not known here|wants the target typed/);
    expect(JSON.stringify([tells(answer), world.shown, await world.texts()])).not.toMatch(
      /the-token-of|what-slack-signs/,
    );
  });
});

describe('what comes again', () => {
  test('the same press, at once and later, counts once; pressed anew it is too late', async () => {
    const one = press();
    const both = await Promise.all([world.send(one), world.send(one)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    await world.send(one);
    expect(world.calls).toHaveLength(1);
    await world.send(bySlack('/slack/interactions', aPress({ value: yes(), user: 'U0BEN', trigger: '2' })));
    expect(world.shown.at(-1)?.message.text).toContain('already decided by ana');
    expect(await voices()).toHaveLength(1);
  });

  test('an event of PagerDuty a day later, and one of the time to come, again and again', async () => {
    const event = byPagerduty(anEvent(world.run));
    await world.send(event);
    for (const seconds of [120, 86_000, 90_000, 200_000]) {
      world.now.seconds = seconds;
      expect((await world.send(event)).status).toBe(200);
    }
    expect(world.calls.filter((call) => call.startsWith('ack'))).toHaveLength(1);
  });
});

describe('floods', () => {
  test('forged requests read the secret once in a while, not each', async () => {
    const reads: string[] = [];
    const kept = keptFor(5000);
    const read = async () => {
      reads.push('read');
      return slackSecret;
    };
    const parts = { ...world.parts, secret: kept(read, world.parts.clock) };
    const { handleInbound } = await import('../../lib/operations/inbound/handle-inbound.ts');
    const forged = () => bySlack('/slack/interactions', aPress({ value: yes() }), 60, 'guess');
    for (let n = 0; n < 300; n += 1) expect((await handleInbound(forged(), parts)).status).toBe(401);
    expect(reads).toHaveLength(1);
    world.now.seconds += 6;
    await handleInbound(bySlack('/slack/interactions', aPress({ value: yes() }), 66), parts);
    expect(reads).toHaveLength(2);
    expect(await voices()).toHaveLength(1);
  });

  test('buttons of somebody who may not: a number, and a few lines', async () => {
    for (let n = 0; n < 150; n += 1)
      await world.send(
        bySlack('/slack/interactions', aPress({ value: yes(), user: 'U0EVE', trigger: String(n) })),
      );
    expect((await world.texts()).length).toBeLessThan(25);
  });

  test('messages of somebody unknown in the room of a run: a few lines, and a few words back', async () => {
    await noteRoom(world.table, { run: world.run, room: 'C0ROOM' });
    for (let n = 0; n < 150; n += 1)
      await world.send(
        bySlack('/slack/events', aMessage({ user: 'U0EVE', text: 'x'.repeat(3000) }, { event_id: `Ev${n}` })),
      );
    expect((await world.texts()).length).toBeLessThan(25);
    expect(world.said.length).toBeLessThan(25);
  });

  test('one of two who have to say yes presses a hundred times: one voice, one line', async () => {
    const two = await world.anAsk({ id: 'b'.repeat(26), step: 's4', quorum: 2 });
    for (let n = 0; n < 100; n += 1) {
      world.now.seconds = 60 + n;
      const value = { ask: two.id, answer: 'approve', plan: two.planHash };
      await world.send(bySlack('/slack/interactions', aPress({ value, trigger: String(n) }), 60 + n));
    }
    expect(await voices()).toHaveLength(1);
    expect((await world.texts()).filter((text) => text.includes('said approve'))).toHaveLength(1);
  });

  test('what is turned away is one item a day', async () => {
    for (let n = 0; n < 50; n += 1)
      await addTurnedAway(world.table, { forged: 1000 }, world.parts.clock.now());
    expect(await world.table.query({ pk: 'TURNED-AWAY' })).toHaveLength(1);
  });
});

type Asked = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

describe('the local server', () => {
  const calls: string[] = [];
  const operations = new Proxy({} as Operations, {
    get: (_, name) => async () => void calls.push(String(name)),
  });
  const token = 'the-token-of-this-server';
  const api = makeApi({ operations, attendance: { attend: async () => undefined }, token });
  const body = JSON.stringify({ run: 'r', answer: 'approve', by: 'ana', because: '' });
  const ask = (path: string, init: Asked = {}) =>
    api.request(`http://localhost${path}`, {
      method: 'POST',
      body: init.method === 'GET' || init.method === 'HEAD' ? null : body,
      ...init,
      headers: {
        host: 'localhost',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    });
  beforeEach(() => void calls.splice(0));

  test.each<[string, string, Asked, number]>([
    ['by GET', '/api/abort', { method: 'GET' }, 404],
    ['by HEAD', '/api/abort', { method: 'HEAD' }, 404],
    [
      'by a method in a header',
      '/api/abort',
      { method: 'GET', headers: { 'x-http-method-override': 'POST' } },
      404,
    ],
    [
      'from another page: a form without the token',
      '/api/answer',
      { headers: { authorization: '', 'content-type': 'text/plain', origin: 'http://evil.example' } },
      401,
    ],
    ['with the token in the query', `/api/answer?token=${token}`, { headers: { authorization: '' } }, 401],
    [
      'with a part of the token',
      '/api/answer',
      { headers: { authorization: `Bearer ${token.slice(0, -1)}` } },
      401,
    ],
    [
      'with the token in a cookie',
      '/api/answer',
      { headers: { authorization: '', cookie: `token=${token}` } },
      401,
    ],
    ['by another name', '/api/answer', { headers: { host: 'evil.example' } }, 421],
    ['by a name that begins so', '/api/answer', { headers: { host: 'localhost.evil.example' } }, 421],
    ['by a name with a user before', '/api/answer', { headers: { host: 'localhost@evil.example' } }, 421],
    ['by no name', '/api/answer', { headers: { host: '' } }, 421],
    ['up and down', '/slack/../../api2/answer', {}, 404],
    ['by an operation of everything', '/api/__proto__', {}, 404],
    ['by an operation of every object', '/api/constructor', {}, 404],
    ['with what is no JSON', '/api/answer', { body: 'run=r' }, 400],
    [
      'with fields of everything',
      '/api/answer',
      { body: '{"__proto__": {"run": "r", "answer": "approve", "by": "ana", "because": ""}}' },
      400,
    ],
    ['with more than a megabyte', '/api/answer', { body: ' '.repeat(1024 * 1024 + 1) }, 413],
    [
      'deeper than any value',
      '/api/start',
      {
        body: `{"runbook":"x","mode":"real","by":"a","because":"","inputs":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`,
      },
      400,
    ],
  ])('%s: nothing is done', async (_, path, init, status) => {
    const answer = await ask(path, init);
    expect(answer.status).toBe(status);
    expect(calls).toEqual([]);
    expect(await answer.text()).not.toContain(token);
  });

  test('what is as it should be, is', async () => {
    expect((await ask('/api/answer')).status).toBe(200);
    expect(calls).toEqual(['answer']);
  });
});
