import { beforeEach, describe, expect, test } from '@jest/globals';
import { makeApi } from '../../lib/console/api.ts';
import { fail } from '../../lib/model/errors.ts';
import type { InboundRequest } from '../../lib/operations/inbound/request.ts';
import type { Operations } from '../../lib/operations/operations.ts';
import { aPress, bySlack, type InboundWorld, inboundWorld } from '../operations/inbound/inbound-world.ts';

const token = 'a-secret-of-this-server';
const common = { operations: {} as Operations, attendance: { attend: async () => undefined }, token };

let world: InboundWorld;
let seen: InboundRequest[];
let api: ReturnType<typeof makeApi>;
beforeEach(async () => {
  world = await inboundWorld();
  seen = [];
  api = makeApi({
    ...common,
    inbound: (request) => {
      seen.push(request);
      return world.send(request);
    },
  });
});
const post = (
  path: string,
  { body, headers }: Pick<InboundRequest, 'body' | 'headers'>,
  host = '127.0.0.1',
) =>
  api.request(`http://127.0.0.1${path}?x=1`, {
    method: 'POST',
    headers: { host, ...headers },
    body: Buffer.from(body),
  });
const press = () =>
  bySlack(
    '/slack/interactions',
    aPress({ value: { ask: world.ask.id, answer: 'approve', plan: world.ask.planHash } }),
  );

describe('the doors of the local server', () => {
  test('a button that Slack signed counts, without the server’s token', async () => {
    const answer = await post('/slack/interactions', press());
    expect(answer.status).toBe(200);
    expect(world.calls).toEqual([`answer ${world.run} approve ana slack`]);
  });

  test('the bytes arrive as they were sent', async () => {
    const body = Buffer.from([0x7b, 0xff, 0x00, 0x22]);
    await post('/pagerduty', { body, headers: {} });
    expect(seen.map((request) => Buffer.from(request.body))).toEqual([body]);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/pagerduty' });
  });

  test.each(['/slack/interactions', '/slack/events', '/pagerduty'])(
    '%s is opened by GET for nothing',
    async (path) => {
      const answer = await api.request(`http://127.0.0.1${path}`, { headers: { host: 'localhost' } });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    },
  );

  test('unsigned, also with the token, it is turned away', async () => {
    const { body, headers } = press();
    const answer = await post('/slack/interactions', {
      body,
      headers: { ...headers, 'x-slack-signature': `v0=${'0'.repeat(64)}`, authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
    expect(world.calls).toEqual([]);
  });

  test('under another name of this machine there is no door: a tunnel has to call it localhost', async () => {
    expect((await post('/slack/interactions', press(), 'abc.ngrok.app')).status).toBe(421);
    expect(seen).toEqual([]);
  });

  test('more than a megabyte is refused', async () => {
    const answer = await post('/slack/events', { body: Buffer.alloc(1024 * 1024 + 1), headers: {} });
    expect(answer.status).toBe(413);
    expect(seen).toEqual([]);
  });

  test('what does not answer is told in words of ours, and names nothing', async () => {
    world.parts.secret = async () => fail('AccessDenied', { what: 'may not read rebound-channels/slack' });
    const answer = await post('/slack/interactions', press());
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('rebound-channels');
  });

  test('everything else still wants the token', async () => {
    expect((await post('/api/hold', { body: Buffer.from('{}'), headers: {} })).status).toBe(401);
    expect((await post('/slack', press())).status).toBe(401);
  });

  test('without channels there are no doors', async () => {
    const closed = makeApi(common);
    const answer = await closed.request('http://127.0.0.1/slack/events', {
      method: 'POST',
      headers: { host: '127.0.0.1', authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(404);
  });
});
