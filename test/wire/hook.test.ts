import { describe, expect, test } from '@jest/globals';
import { explain } from '../../lib/model/errors.ts';
import { makeHook, signatureOf } from '../../lib/wire/hook.ts';
import { aMessage } from '../builders/messages.ts';
import { answering, json, type Reply, start, text } from './answering.ts';

const secret = 'sandbox-0123456789abcdef';

// Made with: printf '%s' '<timestamp>.<body>' | openssl dgst -sha256 -hmac <secret>
test.each([
  [
    secret,
    '1764000000',
    '{"type":"message","key":"k1"}',
    '6e70f5ac963d68d5e977592f47f1a38320c245ae7694fd0d751707959ab32d9d',
  ],
  ['key', '0', '', '85841b4efc3cd7776c3c8f9b7cca9e281c550e5d19889d78e9e669c6337f000d'],
])('the signature with %s of %s.%s', (key, timestamp, body, expected) => {
  expect(signatureOf(key, timestamp, body)).toBe(`v1=${expected}`);
});

async function sendWith(...replies: Reply[]) {
  const { surroundings, sent, play, clock } = answering(...replies);
  const hook = makeHook(surroundings, async () => ({ url: 'https://bot.example/rebound', secret }));
  const outcome = await play(() => hook.send('bot', aMessage()).catch((error: unknown) => error));
  return { outcome, sent, took: clock.now() - start };
}

test('a message is signed JSON with its key', async () => {
  const { outcome, sent } = await sendWith(text(204, ''));
  expect(outcome).toBe(`bot/${aMessage().key}`);
  const [{ body, headers } = { body: '', headers: {} }] = sent;
  const timestamp = String(Math.floor(start / 1000));
  expect(sent).toMatchObject([{ system: 'webhook', method: 'POST', url: 'https://bot.example/rebound' }]);
  expect(headers).toEqual({
    'content-type': 'application/json',
    'x-rebound-timestamp': timestamp,
    'x-rebound-signature': signatureOf(secret, timestamp, String(body)),
    'idempotency-key': aMessage().key,
  });
  expect(JSON.parse(String(body))).toEqual({ type: 'message', ...aMessage() });
});

describe('a webhook that does not take it', () => {
  test('is tried three times when that may help, within the time of a function', async () => {
    const { outcome, sent, took } = await sendWith(text(503, 'down'), new Error('lost'), json(200, {}));
    expect(outcome).toBe(`bot/${aMessage().key}`);
    expect(sent).toHaveLength(3);
    expect(took).toBeGreaterThan(2000);
    expect(took).toBeLessThan(6000);
    // Each attempt is signed anew, and carries the same key.
    const [first, , last] = sent;
    expect(first?.headers['x-rebound-timestamp']).not.toBe(last?.headers['x-rebound-timestamp']);
    expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    for (const { headers, body } of sent)
      expect(headers['x-rebound-signature']).toBe(
        signatureOf(secret, headers['x-rebound-timestamp'] ?? '', String(body)),
      );
  });
  test.each<[string, Reply, string, number]>([
    ['a server error', text(500, 'oops'), 'Unavailable', 3],
    ['too many', text(429, ''), 'Throttled', 3],
    ['no answer', new Error('lost'), 'Unavailable', 3],
    ['a wrong signature', text(401, 'no'), 'AccessDenied', 1],
    ['a wrong request', text(400, 'no'), 'Rejected4xx', 1],
    ['a way to another place', text(302, ''), 'Rejected4xx', 1],
  ])('%s', async (_, reply, code, attempts) => {
    const { outcome, sent } = await sendWith(reply);
    expect(outcome).toMatchObject({ code });
    expect(sent).toHaveLength(attempts);
  });
  test('that never answers is not tried for longer than there is', async () => {
    const { outcome, sent, took } = await sendWith(() => new Promise(() => undefined));
    expect(outcome).toMatchObject({ code: 'Unavailable' });
    expect(sent.length).toBeLessThan(3);
    expect(took).toBeLessThan(45_000);
  });
  test('and says to wait for longer than there is, is not waited for', async () => {
    const { sent } = await sendWith(json(429, {}, { 'retry-after': '120' }));
    expect(sent).toHaveLength(1);
    expect((await sendWith(json(429, {}, { 'retry-after': '2' }), text(200, ''))).took).toBe(2000);
  });
  test('has nothing of it repeated: it may say our own secret', async () => {
    const { outcome } = await sendWith(text(400, `bad signature, expected one with ${secret}`));
    expect(JSON.stringify(outcome) + explain(outcome)).not.toContain(secret);
  });
});

test('how a question was settled has a key of its own', async () => {
  const { surroundings, sent, play } = answering(text(200, ''));
  const hook = makeHook(surroundings, async () => ({ url: 'https://bot.example/rebound', secret }));
  const settled = { run: 'r1', title: 't', text: 'ana approved', kind: 'decided' } as const;
  await play(() => hook.settle('bot', 'k1', settled));
  expect(sent[0]?.headers['idempotency-key']).toBe('k1 decided');
  expect(JSON.parse(String(sent[0]?.body))).toEqual({ type: 'settled', key: 'k1', ...settled });
});
