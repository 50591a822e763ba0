import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bodyBytesMax, handleWebhook } from '../../lib/handlers/webhook.ts';
import { fail, sentenceOf } from '../../lib/model/errors.ts';
import { bodyOf } from '../../lib/rehearsal/calls.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { aManifest, sample, triggerWorld, type TriggerWorld } from './trigger-parts.ts';

const secret = 'what-the-secret-rebound-webhook-holds';
const labels = { alertname: 'KubeNamespaceGone' };
let world: TriggerWorld;
/** How often the secret was asked for. */
let asked: number;
beforeEach(async () => {
  world = await triggerWorld([aManifest('restore-namespace', { webhooks: [{ labels, inputs: {} }] })]);
  asked = 0;
});
afterEach(() => world.close());

const read = async () => {
  asked += 1;
  return `${secret}\n`;
};
/** The request of docs/events, changed. */
function aRequest(given: JsonObject = {}, headers: JsonObject = {}): JsonObject {
  const request = sample('webhook-request.json');
  return { ...request, headers: { ...(request['headers'] as JsonObject), ...headers }, ...given };
}
const send = async (request: unknown) => {
  const { statusCode, body, headers } = await handleWebhook(request, world.parts, read);
  return { status: statusCode, headers, answer: JSON.parse(body) as JsonObject };
};
const { body } = sample('webhook-request.json') as { body: string };
const sign = (text: string, key = secret) => `sha256=${createHmac('sha256', key).update(text).digest('hex')}`;

test('Alertmanager’s request starts the run, and is told which', async () => {
  const { status, headers, answer } = await send(aRequest());
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/json');
  expect(answer).toMatchObject({ held: null, started: [{ runbook: 'restore-namespace', fresh: true }] });
  expect(world.executions()).toHaveLength(1);
});

test.each<[string, JsonObject]>([
  [
    'in Base64, as Lambda passes on what may be binary',
    { body: Buffer.from(body).toString('base64'), isBase64Encoded: true },
  ],
  ['with names of headers in capitals', { headers: { Authorization: `bearer ${secret}` } }],
  ['signed instead', { headers: { 'x-hub-signature-256': sign(body) } }],
  [
    'signed in Base64: the signature is of the bytes that were sent',
    {
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      headers: { 'x-hub-signature-256': sign(body) },
    },
  ],
])('%s', async (_, given) => {
  expect(await send(aRequest(given))).toMatchObject({ status: 200 });
  expect(world.executions()).toHaveLength(1);
});

describe('who has not the secret starts nothing, and learns nothing', () => {
  test.each<[string, JsonObject, number]>([
    ['no header at all', {}, 0],
    ['another scheme', { authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` }, 0],
    ['the bare secret', { authorization: secret }, 0],
    ['another secret', { authorization: 'Bearer guessed' }, 1],
    ['a beginning of it', { authorization: `Bearer ${secret.slice(0, -1)}` }, 1],
    ['an empty one', { authorization: 'Bearer ' }, 0],
    ['a signature with another key', { 'x-hub-signature-256': sign(body, 'guessed') }, 1],
    ['a signature of another body', { 'x-hub-signature-256': sign(`${body} `) }, 1],
    ['a signature that is none', { 'x-hub-signature-256': `sha256=${secret}` }, 0],
    ['an older kind of signature', { 'x-hub-signature': sign(body) }, 0],
  ])('%s', async (_, headers, reads) => {
    const { status, headers: told, answer } = await send(aRequest({ headers }));
    expect([status, told['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(answer).toMatchObject({ code: 'AccessDenied' });
    expect(JSON.stringify(answer)).not.toMatch(/what-the-secret|restore-namespace|KubeNamespaceGone/);
    expect(asked).toBe(reads);
    expect([world.executions(), world.sent]).toEqual([[], []]);
  });

  test('an empty secret is none', async () => {
    const nobody = aRequest({
      headers: { authorization: 'Bearer x', 'x-hub-signature-256': sign(body, '') },
    });
    const { statusCode } = await handleWebhook(nobody, world.parts, async () => ' \n');
    expect(statusCode).toBe(401);
  });
});

describe('what is refused, and what to send instead', () => {
  test.each<[string, JsonObject, number, string, RegExp]>([
    ['a GET', { requestContext: { http: { method: 'GET' } } }, 405, 'BadInput', /by POST/],
    ['no JSON', { body: '{"alerts": [' }, 400, 'BadInput', /not JSON/],
    ['no body', { body: '' }, 400, 'BadInput', /not JSON/],
    ['bytes that are no text', { body: '/w==', isBase64Encoded: true }, 400, 'BadInput', /not JSON/],
    ['no alerts', { body: '{"hello": 1}' }, 400, 'NotAnAlarm', /holds no alerts/],
    [
      'an alarm of CloudWatch',
      { body: JSON.stringify(sample('alarm-namespace-gone.json')) },
      400,
      'NotAnAlarm',
      /holds no alerts/,
    ],
    ['a schedule', { body: JSON.stringify(sample('schedule.json')) }, 400, 'NotAnAlarm', /holds no alerts/],
    [
      'a schedule that says it is alerts',
      { body: JSON.stringify({ ...sample('schedule.json'), alerts: [{}] }) },
      400,
      'NotAnAlarm',
      /no alerts as Alertmanager sends them/,
    ],
    [
      'an alert that no trigger knows',
      { body: body.replace('NamespaceGone', 'ApiDown') },
      400,
      'NoTrigger',
      /known labels: alertname="KubeNamespaceGone"/,
    ],
    ['more than a megabyte', { body: ' '.repeat(bodyBytesMax + 1) }, 413, 'BadInput', /larger than 1 MiB/],
  ])('%s', async (_, given, expected, code, message) => {
    const { status, answer } = await send(aRequest(given));
    expect([status, answer['code']]).toEqual([expected, code]);
    expect(sentenceOf(answer['facts'] as { what: string })).toMatch(message);
    expect(world.executions()).toEqual([]);
  });

  test('nothing of a body that is no JSON is repeated', async () => {
    const { answer } = await send(aRequest({ body: 'password=hunter2' }));
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  test('a large body is refused before the secret is read', async () => {
    await send(aRequest({ body: ' '.repeat(bodyBytesMax + 1) }));
    expect(asked).toBe(0);
  });
});

describe('what may pass is an error: the function fails, people are told, the sender tries again', () => {
  test('the secret cannot be read', async () => {
    const denied = async () => fail('AccessDenied', { what: 'may not' });
    await expect(handleWebhook(aRequest(), world.parts, denied)).rejects.toMatchObject({
      code: 'AccessDenied',
    });
  });

  test('the history does not answer', async () => {
    const table = { ...world.parts.clients.table, get: async () => fail('Unavailable', { what: 'down' }) };
    const clients = Object.assign(Object.create(world.parts.clients), {}) as typeof world.parts.clients;
    Object.defineProperty(clients, 'table', { value: table });
    await expect(handleWebhook(aRequest(), { ...world.parts, clients }, read)).rejects.toMatchObject({
      code: 'Unavailable',
    });
  });

  test.each([null, 7, {}, { headers: {} }])('it was called with %j, which is no request', async (event) => {
    await expect(handleWebhook(event, world.parts, read)).rejects.toMatchObject({ code: 'Broken' });
  });
});

test('the secret is in nothing that is written', async () => {
  await send(aRequest());
  const written = world.sent.map((request) => bodyOf(request)).join('\n');
  expect(written).toContain('START#wh-');
  expect(written).not.toContain(secret);
});
