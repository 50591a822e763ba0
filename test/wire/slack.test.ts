import { describe, expect, test } from '@jest/globals';
import { explain } from '../../lib/model/errors.ts';
import type { WireRequest } from '../../lib/model/transport.ts';
import { makeSlack } from '../../lib/wire/slack.ts';
import { aMessage } from '../builders/messages.ts';
import { slackProblems } from '../contracts/slack-format.ts';
import { answering, json, type Reply, text } from './answering.ts';

const token = 'xoxb-1234-a-secret-token';
const opened = json(200, { ok: true, channel: { id: 'D0ANA' } });
const nothing = json(200, { ok: true, messages: [], has_more: false });
const posted = json(200, { ok: true, channel: 'D0ANA', ts: '1764000000.000100', message: {} });
const no = (error: string, more: object = {}) => json(200, { ok: false, error, ...more });

function methodOf({ url }: WireRequest): string {
  return new URL(url).pathname.replace('/api/', '');
}
async function sendWith(...replies: Reply[]) {
  const { surroundings, sent, play } = answering(...replies);
  const slack = makeSlack(surroundings, async () => token);
  const outcome = await play(() => slack.send('U0ANA', aMessage()).catch((error: unknown) => error));
  return { outcome, sent, methods: sent.map(methodOf) };
}

test('a person’s message: the conversation is opened, an own message looked for, then it is posted once', async () => {
  const { outcome, sent, methods } = await sendWith(opened, nothing, posted);
  expect(outcome).toEqual({ channel: 'slack', id: 'D0ANA/1764000000.000100' });
  expect(methods).toEqual(['conversations.open', 'conversations.history', 'chat.postMessage']);
  const [open, look, post] = sent;
  expect(open).toMatchObject({
    system: 'slack',
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
    body: '{"users":"U0ANA"}',
  });
  expect(look?.method).toBe('GET');
  expect(Object.fromEntries(new URL(look?.url ?? '').searchParams)).toEqual({
    channel: 'D0ANA',
    oldest: `${Date.parse('2026-11-23T03:12:44Z') / 1000}.000000`,
    limit: '100',
    include_all_metadata: 'true',
  });
  const body: unknown = JSON.parse(String(post?.body));
  expect(slackProblems('chat.postMessage', body)).toEqual([]);
  expect(body).toMatchObject({
    parse: 'none',
    unfurl_links: false,
    metadata: {
      event_type: 'rebound_message',
      event_payload: { key: aMessage().key, run: aMessage().run, to: 'ana' },
    },
  });
});

test('a message that is there already is not posted again', async () => {
  const metadata = { event_type: 'rebound_message', event_payload: { key: aMessage().key } };
  const other = { event_type: 'rebound_message', event_payload: { key: 'another' } };
  const there = json(200, {
    ok: true,
    messages: [
      { ts: '1764000009.000200' },
      { ts: '1764000009.000100', metadata: other },
      { ts: '1764000001.000100', metadata },
    ],
  });
  const { outcome, methods } = await sendWith(opened, there, posted);
  expect(outcome).toEqual({ channel: 'slack', id: 'D0ANA/1764000001.000100' });
  expect(methods).not.toContain('chat.postMessage');
});

test.each(['missing_scope', 'channel_not_found'])(
  'where Slack does not let us look (%s), it is posted',
  async (error) => {
    expect((await sendWith(opened, no(error), posted)).outcome).toMatchObject({ channel: 'slack' });
  },
);
test('where it is throttled for looking, it is posted', async () => {
  expect(
    (await sendWith(opened, json(429, { ok: false }, { 'retry-after': '30' }), posted)).outcome,
  ).toMatchObject({ channel: 'slack' });
});
test.each<[string, Reply]>([
  ['may not be', no('missing_scope', { needed: 'im:write' })],
  ['cannot be now', json(429, { ok: false }, { 'retry-after': '30' })],
])(
  'where the conversation %s opened, it is posted to the person, and settled where Slack put it',
  async (_, reply) => {
    const { outcome, sent, methods } = await sendWith(reply, posted);
    expect(methods).toEqual(['conversations.open', 'chat.postMessage']);
    expect(JSON.parse(String(sent[1]?.body))).toMatchObject({ channel: 'U0ANA' });
    expect(outcome).toEqual({ channel: 'slack', id: 'D0ANA/1764000000.000100' });
  },
);
test('who is nobody in Slack is not written to', async () => {
  const { outcome, methods } = await sendWith(no('user_not_found'), posted);
  expect(outcome).toMatchObject({ code: 'NotFound' });
  expect(methods).toEqual(['conversations.open']);
});
test('where Slack does not answer, nothing more is tried: the next channel is', async () => {
  const { outcome, methods } = await sendWith(opened, new Error('socket hang up'), posted);
  expect(outcome).toMatchObject({ code: 'Unavailable' });
  expect(methods).toEqual(['conversations.open', 'conversations.history']);
});

describe('what it says when Slack does not take it', () => {
  test.each<[string, Reply, string, RegExp]>([
    ['a wrong token', no('invalid_auth'), 'AccessDenied', /refused: invalid_auth; keep the app's bot token/],
    [
      'a missing scope',
      no('missing_scope', { needed: 'chat:write', provided: 'x' }),
      'AccessDenied',
      /chat:write/,
    ],
    ['a Messages tab that is off', no('messages_tab_disabled'), 'AccessDenied', /switch the Messages tab on/],
    ['an unknown channel', no('channel_not_found'), 'NotFound', /channel_not_found/],
    ['a message that is too long', no('msg_too_long'), 'Rejected4xx', /msg_too_long/],
    ['wrong blocks', no('invalid_blocks'), 'Rejected4xx', /invalid_blocks/],
    ['too many', json(429, {}, { 'retry-after': '7' }), 'Throttled', /answered with 429/],
    ['too many, said so', no('ratelimited'), 'Throttled', /ratelimited/],
    ['its own mistake', no('fatal_error'), 'Unavailable', /fatal_error/],
    ['a server error', text(503, 'down'), 'Unavailable', /503/],
    ['a proxy', text(200, `<html>${token}</html>`), 'Malformed', /documented shape/],
    ['an answer without ts', json(200, { ok: true, channel: 'D0ANA' }), 'Malformed', /without the id/],
    ['an error that is none', no(`Bearer ${token}`), 'Malformed', /documented shape/],
    ['no answer', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'Unavailable', /not answered/],
  ])('%s', async (_, reply, code, said) => {
    const { outcome } = await sendWith(opened, nothing, reply);
    expect(outcome).toMatchObject({ code });
    expect(explain(outcome)).toMatch(said);
    expect(JSON.stringify(outcome) + String(outcome)).not.toContain(token);
  });
  test('waits as long as Slack says, for whoever tries again', async () => {
    const { outcome } = await sendWith(opened, nothing, json(429, {}, { 'retry-after': '7' }));
    expect(outcome).toMatchObject({ facts: { retry_after: 7 } });
  });
  test('slower than a call may take', async () => {
    const { outcome } = await sendWith(opened, nothing, () => new Promise(() => undefined));
    expect(outcome).toMatchObject({ code: 'Unavailable', facts: { reason: 'TimeoutError' } });
  });
});

describe('settling', () => {
  const settled = { run: 'r1', title: 'Restore?', text: 'ana approved <!here>', kind: 'decided' } as const;
  const shown = json(200, {
    ok: true,
    messages: [
      {
        ts: '1764000000.000100',
        blocks: [
          {
            type: 'header',
            block_id: 'rebound_title',
            text: { type: 'plain_text', text: 'Restore?', emoji: false },
          },
          { type: 'actions', block_id: 'rebound_answers_0', elements: [] },
        ],
      },
    ],
  });
  async function settleWith(...replies: Reply[]) {
    const { surroundings, sent, play } = answering(...replies);
    const slack = makeSlack(surroundings, async () => token);
    const outcome = await play(() =>
      slack.settle('D0ANA/1764000000.000100', settled).catch((error: unknown) => error),
    );
    return { outcome, sent };
  }
  test('reads what is there and changes it, as Slack takes it', async () => {
    const { outcome, sent } = await settleWith(shown, json(200, { ok: true }));
    expect(outcome).toBeUndefined();
    expect(Object.fromEntries(new URL(sent[0]?.url ?? '').searchParams)).toMatchObject({
      latest: '1764000000.000100',
      oldest: '1764000000.000100',
      inclusive: 'true',
      limit: '1',
    });
    const body: unknown = JSON.parse(String(sent[1]?.body));
    expect(slackProblems('chat.update', body)).toEqual([]);
    expect(body).toMatchObject({ ts: '1764000000.000100', text: 'Restore? – ana approved &lt;!here&gt;' });
  });
  test('what cannot be changed any more is over, what can is an error', async () => {
    expect((await settleWith(shown, no('message_not_found'))).outcome).toBeUndefined();
    expect((await settleWith(shown, no('internal_error'))).outcome).toMatchObject({ code: 'Unavailable' });
    expect((await settleWith(new Error('lost'))).outcome).toMatchObject({ code: 'Unavailable' });
  });
  test('an id that is none of ours does nothing', async () => {
    const { surroundings, sent, play } = answering(shown);
    await play(() => makeSlack(surroundings, async () => token).settle('../x', settled));
    expect(sent).toEqual([]);
  });
});

test('a room whose name is taken is looked for, page after page', async () => {
  const { surroundings, sent, play } = answering(
    no('name_taken'),
    json(200, {
      ok: true,
      channels: [{ id: 'C0OTHER', name: 'x' }],
      response_metadata: { next_cursor: 'abc=' },
    }),
    json(200, { ok: true, channels: [{ id: 'C0MINE', name: 'r1' }], response_metadata: { next_cursor: '' } }),
    no('too_long'),
  );
  const slack = makeSlack(surroundings, async () => token);
  expect(await play(() => slack.openRoom('R1', 'a topic'))).toBe('C0MINE');
  expect(sent.map(methodOf)).toEqual([
    'conversations.create',
    'conversations.list',
    'conversations.list',
    'conversations.setTopic',
  ]);
  expect(new URL(sent[2]?.url ?? '').searchParams.get('cursor')).toBe('abc=');
});
test('one that the app cannot see is said', async () => {
  const { surroundings, play } = answering(no('name_taken'), json(200, { ok: true, channels: [] }));
  const opening = play(() => makeSlack(surroundings, async () => token).openRoom('r1', ''));
  await expect(opening).rejects.toMatchObject({ code: 'AlreadyExists' });
});
