import { beforeEach, describe, expect, test } from '@jest/globals';
import { turnedAwayOn } from '../../../lib/history/turned-away.ts';
import type { InboundRequest } from '../../../lib/operations/inbound/request.ts';
import {
  isOfPagerduty,
  isOfSlack,
  shownByPagerduty,
  shownBySlack,
} from '../../../lib/operations/inbound/signatures.ts';
import {
  anEvent,
  aPress,
  began,
  byPagerduty,
  bySlack,
  type InboundWorld,
  inboundWorld,
  slackSecret,
} from './inbound-world.ts';

const request = (headers: Record<string, string>, body = ''): InboundRequest => ({
  method: 'POST',
  path: '/',
  headers,
  body: Buffer.from(body),
});

describe('Slack’s own example (docs.slack.dev/authentication/verifying-requests-from-slack)', () => {
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  const time = '1531420618';
  const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  const signed = request({ 'x-slack-request-timestamp': time, 'x-slack-signature': signature }, body);
  const fits = (one: InboundRequest, key: string, now: number) => {
    const shown = shownBySlack(one, now);
    return 'why' in shown ? shown.why : isOfSlack(shown, one.body, key);
  };
  const then = Number(time) * 1000;

  test('is signed', () => expect(fits(signed, secret, then)).toBe(true));
  test.each<[string, InboundRequest, string, number, boolean | string]>([
    ['another secret', signed, `${secret}x`, then, false],
    ['a letter more', { ...signed, body: Buffer.from(`${body}x`) }, secret, then, false],
    ['five minutes later', signed, secret, then + 300_000, true],
    ['a second later than that', signed, secret, then + 301_000, 'old'],
    ['by a clock that is five minutes behind', signed, secret, then - 300_000, true],
    ['by one that is further behind', signed, secret, then - 301_000, 'old'],
  ])('%s', (_, one, key, now, expected) => expect(fits(one, key, now)).toBe(expected));

  test('another time than the one that was signed', () => {
    const moved = { ...signed, headers: { ...signed.headers, 'x-slack-request-timestamp': '1531420619' } };
    expect(fits(moved, secret, then)).toBe(false);
  });
});

describe('PagerDuty’s own example (PagerDuty/go-pagerduty, webhookv3/webhookv3_test.go)', () => {
  const secret = 'lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK';
  const body =
    '{"event":{"id":"01BWDWL3NYY7LUFPZCC28QUCMK","event_type":"incident.priority_updated","resource_type":"incident","occurred_at":"2021-04-26T17:36:27.458Z","agent":{"html_url":"https://acme.pagerduty.com/users/PLH1HKV","id":"PLH1HKV","self":"https://api.pagerduty.com/users/PLH1HKV","summary":"Tenex Engineer","type":"user_reference"},"client":null,"data":{"id":"PGR0VU2","type":"incident","self":"https://api.pagerduty.com/incidents/PGR0VU2","html_url":"https://acme.pagerduty.com/incidents/PGR0VU2","number":2,"status":"triggered","title":"A little bump in the road","service":{"html_url":"https://acme.pagerduty.com/services/PF9KMXH","id":"PF9KMXH","self":"https://api.pagerduty.com/services/PF9KMXH","summary":"API Service","type":"service_reference"},"assignees":[{"html_url":"https://acme.pagerduty.com/users/PTUXL6G","id":"PTUXL6G","self":"https://api.pagerduty.com/users/PTUXL6G","summary":"User 123","type":"user_reference"}],"escalation_policy":{"html_url":"https://acme.pagerduty.com/escalation_policies/PUS0KTE","id":"PUS0KTE","self":"https://api.pagerduty.com/escalation_policies/PUS0KTE","summary":"Default","type":"escalation_policy_reference"},"teams":[{"html_url":"https://acme.pagerduty.com/teams/PFCVPS0","id":"PFCVPS0","self":"https://api.pagerduty.com/teams/PFCVPS0","summary":"Engineering","type":"team_reference"}],"priority":{"html_url":"https://acme.pagerduty.com/account/incident_priorities","id":"PSO75BM","self":"https://api.pagerduty.com/priorities/PSO75BM","summary":"P1","type":"priority_reference"},"urgency":"high","conference_bridge":{"conference_number":1000,"conference_url":"https://example.com"},"resolve_reason":null}}}';
  const right = '0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd';
  const wrong = '7020c8a7ec668a9b7012bc3dd82e483394b038f4230acc6785efbf2a7d8bcaf5';
  const fits = (header: string, text = body) => {
    const shown = shownByPagerduty(request({ 'x-pagerduty-signature': header }));
    return 'why' in shown ? shown.why : isOfPagerduty(shown, Buffer.from(text), secret);
  };

  test.each<[string, string, boolean | string]>([
    ['is signed', `v1=${right}`, true],
    ['two signatures while the secret is changed, the second fits', `v1=${wrong},v1=${right}`, true],
    ['two signatures with a space between', `v1=${right}, v1=${wrong}`, true],
    ['two signatures of which none fits', `v1=${wrong},v1=${wrong}`, false],
    ['another version only', `v2=${right}`, 'unsigned'],
    ['another version beside it', `v2=${wrong},v1=${right}`, true],
    ['none', '', 'unsigned'],
    ['so many that nobody sends them', `${`v1=${wrong},`.repeat(8)}v1=${right}`, false],
  ])('%s', (_, header, expected) => expect(fits(header)).toBe(expected));

  test('another body', () => expect(fits(`v1=${right}`, body.replace('P1', 'P2'))).toBe(false));
});

describe('who has not the secret does nothing, and learns nothing', () => {
  let world: InboundWorld;
  beforeEach(async () => {
    world = await inboundWorld();
  });
  const press = () => aPress({ value: { ask: world.ask.id, answer: 'approve' } });
  const changed = (one: InboundRequest, headers: Record<string, string | undefined>): InboundRequest => ({
    ...one,
    headers: Object.fromEntries(
      Object.entries({ ...one.headers, ...headers }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ),
  });

  test.each<[string, (one: InboundRequest) => InboundRequest, number, string]>([
    ['signed with another secret', () => bySlack('/slack/interactions', press(), 60, 'guessed'), 1, 'forged'],
    [
      'a body that was changed on the way',
      (one) => ({ ...one, body: Buffer.from(`${Buffer.from(one.body).toString()}&x=1`) }),
      1,
      'forged',
    ],
    ['no signature', (one) => changed(one, { 'x-slack-signature': undefined }), 0, 'unsigned'],
    ['no time', (one) => changed(one, { 'x-slack-request-timestamp': undefined }), 0, 'unsigned'],
    ['a time that is none', (one) => changed(one, { 'x-slack-request-timestamp': '1e9' }), 0, 'unsigned'],
    [
      'a signature in two headers',
      (one) => changed(one, { 'x-slack-signature': `${one.headers['x-slack-signature']}, v0=0` }),
      0,
      'unsigned',
    ],
    ['replayed after six minutes', () => bySlack('/slack/interactions', press(), 60 - 360), 0, 'old'],
    ['signed six minutes from now', () => bySlack('/slack/interactions', press(), 60 + 360), 0, 'old'],
    ['PagerDuty’s door, signed as Slack does', (one) => ({ ...one, path: '/pagerduty' }), 0, 'unsigned'],
    ['PagerDuty’s door, forged', () => byPagerduty(anEvent(world.run), 'guessed'), 1, 'forged'],
  ])('%s', async (_, change, reads, why) => {
    const answer = await world.send(change(bySlack('/slack/interactions', press())));
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'AccessDenied',
      facts: { what: expect.any(String) },
    });
    expect(answer.body).not.toMatch(/what-slack|abcdefghijkl|U0ANA|payments/);
    expect([world.reads.length, world.calls, world.shown]).toEqual([reads, [], []]);
    expect((await world.open())[0]?.voices).toEqual([]);
    expect(await world.texts()).toEqual([]);
    expect(await turnedAwayOn(world.table, began)).toEqual({ [why]: 1 });
  });

  test('says plainly what is wrong', async () => {
    const forged = await world.send(bySlack('/slack/events', '{}', 60, 'guessed'));
    expect(JSON.parse(forged.body)).toMatchObject({
      facts: { what: 'the request is not signed with the secret that is set up here' },
    });
    const old = await world.send(bySlack('/slack/events', '{}', -300));
    expect(JSON.parse(old.body)).toMatchObject({ facts: { what: expect.stringMatching(/five minutes/) } });
  });

  test('an empty secret is none', async () => {
    world.parts.secret = async () => ' \n';
    const answer = await world.send(bySlack('/slack/interactions', press(), 60, ''));
    expect(answer.status).toBe(401);
  });

  test('a flood is one count a minute, not a write for each', async () => {
    const { put, update } = world.table;
    let writes = 0;
    const table = {
      ...world.table,
      put: (...given: Parameters<typeof put>) => ((writes += 1), put(...given)),
      update: (...given: Parameters<typeof update>) => ((writes += 1), update(...given)),
    };
    world.parts.table = table;
    for (let n = 0; n < 500; n += 1) await world.send(bySlack('/slack/events', String(n), 60, 'guessed'));
    expect(writes).toBe(1);
    world.now.seconds += 61;
    await world.send(bySlack('/slack/events', '', 121, 'guessed'));
    expect(writes).toBe(2);
    expect(await turnedAwayOn(world.table, began)).toEqual({ forged: 501 });
  });

  test('a count that cannot be written keeps nobody from being turned away', async () => {
    world.parts.table = { ...world.table, update: () => Promise.reject(new Error('down')) };
    expect((await world.send(bySlack('/slack/events', '', 60, 'guessed'))).status).toBe(401);
  });
});

describe('what else is turned away', () => {
  let world: InboundWorld;
  beforeEach(async () => {
    world = await inboundWorld();
  });
  const event = bySlack('/slack/events', '{}');

  test.each<[string, Partial<InboundRequest>, number, RegExp]>([
    ['GET', { method: 'GET' }, 405, /nothing is done or shown by opening this address/],
    ['HEAD', { method: 'HEAD' }, 405, /by POST/],
    ['PUT', { method: 'PUT' }, 405, /by POST/],
    ['another path', { path: '/slack' }, 404, /nothing is there/],
    ['a path that every object has', { path: 'constructor' }, 404, /nothing is there/],
    ['more than a megabyte', { body: Buffer.alloc(1024 * 1024 + 1) }, 413, /larger than 1 MiB/],
  ])('%s', async (_, given, status, what) => {
    const answer = await world.send({ ...event, ...given });
    expect([answer.status, world.reads]).toEqual([status, []]);
    expect(answer.body).toMatch(what);
    if (status === 405) expect(answer.headers['allow']).toBe('POST');
  });

  test('a link acts on nothing: whatever stands in its query, GET is refused', async () => {
    for (const path of ['/slack/interactions', '/slack/events', '/pagerduty'])
      expect((await world.send({ ...event, path, method: 'GET' })).status).toBe(405);
    expect(world.calls).toEqual([]);
  });

  test.each<[string, string, string, number]>([
    ['JSON where a form is expected', '/slack/interactions', 'application/json', 415],
    ['a form where JSON is expected', '/slack/events', 'application/x-www-form-urlencoded', 415],
    ['no type', '/slack/events', '', 415],
    ['a type with a charset is fine', '/slack/events', 'Application/JSON; charset=utf-8', 200],
  ])('%s', async (_, path, type, status) => {
    const body = '{"type":"something"}';
    const signed = bySlack(path as '/slack/events', body);
    const answer = await world.send({ ...signed, headers: { ...signed.headers, 'content-type': type } });
    expect(answer.status).toBe(status);
  });

  test.each<[string, '/slack/interactions' | '/slack/events', string]>([
    ['no JSON', '/slack/events', '{"type":'],
    ['JSON that is no object', '/slack/events', '[1]'],
    ['a form without a payload', '/slack/interactions', 'a=b'],
    ['a form with two payloads', '/slack/interactions', 'payload=%7B%7D&payload=%7B%7D'],
    ['a payload that is no JSON', '/slack/interactions', 'payload=hunter2'],
    ['JSON that nests a thousand deep', '/slack/events', `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`],
  ])('signed, and %s', async (_, path, body) => {
    const answer = await world.send(bySlack(path, body));
    expect(answer.status).toBe(400);
    expect(answer.body).not.toContain('hunter2');
  });

  test('bytes that are no text', async () => {
    const body = Buffer.from([0xff, 0xfe]);
    const signed = bySlack('/slack/events', '');
    const { createHmac } = await import('node:crypto');
    const time = signed.headers['x-slack-request-timestamp'] ?? '';
    const signature = createHmac('sha256', slackSecret).update(`v0:${time}:`).update(body).digest('hex');
    const headers = { ...signed.headers, 'x-slack-signature': `v0=${signature}` };
    expect((await world.send({ ...signed, headers, body })).status).toBe(400);
  });

  test('what is not set up is no door', async () => {
    const { directory } = world.parts;
    if (!directory) throw new Error('no directory');
    world.parts.directory = { ...directory, channels: {} };
    expect((await world.send(event)).status).toBe(404);
    expect((await world.send(byPagerduty(anEvent(world.run)))).status).toBe(404);
    delete world.parts.directory;
    expect((await world.send(event)).status).toBe(404);
  });

  test('a secret that cannot be read is an error: the sender comes again', async () => {
    world.parts.secret = () => Promise.reject(new Error('no answer'));
    await expect(world.send(event)).rejects.toThrow('no answer');
  });
});
