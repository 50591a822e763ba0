import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { explain } from '../../lib/model/errors.ts';
import type { Message } from '../../lib/wire/channels.ts';
import { makePagerDuty } from '../../lib/wire/pagerduty.ts';
import { aMessage, askId } from '../builders/messages.ts';
import { pagerdutyProblems } from '../contracts/pagerduty-format.ts';
import { answering, json, type Reply, start, text } from './answering.ts';

const key = 'sandbox-0123456789abcdef01234567';
const token = 'u+AnApiTokenOfTheRestApi';
const keys = { routingKey: async () => key, apiToken: async () => token };
const accepted = json(202, { status: 'success', message: 'Event processed', dedup_key: 'r1' });

async function sendWith(reply: Reply, message: Message = aMessage()) {
  const { surroundings, sent, play } = answering(reply);
  const outcome = await play(() =>
    makePagerDuty(surroundings, keys)
      .send('platform', message)
      .catch((error: unknown) => error),
  );
  const event: unknown = JSON.parse(String(sent[0]?.body ?? 'null'));
  return { outcome, sent, event };
}

/** The run's id, and what it is about. */
const keyed = (id: unknown) => /^platform\/(r1ru7n2qk4wlz5xe\.[0-9a-f]{12})$/.exec(String(id))?.[1];

test('a question triggers one alert, with all that is known', async () => {
  const { outcome, sent, event } = await sendWith(accepted);
  expect(keyed(outcome)).toBeDefined();
  expect(sent).toMatchObject([
    { system: 'pagerduty', method: 'POST', url: 'https://events.pagerduty.com/v2/enqueue' },
  ]);
  expect(pagerdutyProblems(event)).toEqual([]);
  expect(event).toMatchObject({
    routing_key: key,
    event_action: 'trigger',
    dedup_key: keyed(outcome),
    client: 'Rebound',
    links: [{ href: aMessage().link }],
    payload: {
      summary:
        'Restore the namespace? – payments @ prod-blue – May nightly-payments-20261124 be restored into prod-blue? [run r1ru7n2qk4wlz5xe]',
      severity: 'critical',
      source: 'payments @ prod-blue',
      timestamp: '2026-11-24T03:12:44.000Z',
      custom_details: {
        run: aMessage().run,
        for: 'ana',
        ask: askId,
        minutes_left: 15,
        next: 'platform-leads',
        answers: 'approve, reject',
      },
    },
  });
});

describe('what is one alert, and what another', () => {
  const { question } = aMessage();
  if (!question) throw new Error('the message asks nothing');
  const { question: _, ...told } = aMessage();
  const idOf = async (message: Message) => (await sendWith(accepted, message)).outcome;
  test.each<[string, Message, Message, boolean]>([
    ['sent again', aMessage(), aMessage(), true],
    ['to somebody else of the level', aMessage(), aMessage({ key: 'x', to: 'ben' }), true],
    ['another question', aMessage(), aMessage({ question: { ...question, ask: 'other' } }), false],
    ['the next level', aMessage(), aMessage({ question: { ...question, turn: '1' } }), false],
    [
      'asked again',
      aMessage(),
      aMessage({ question: { ...question, endsAt: '2026-11-24T04:00:00Z' } }),
      false,
    ],
    [
      'the same level, by an attempt that gave it its time anew',
      aMessage({ question: { ...question, turn: '0 0' } }),
      aMessage({ question: { ...question, turn: '0 0', endsAt: '2026-11-24T04:00:00Z' } }),
      true,
    ],
    ['told, to two people', told, { ...told, key: 'x', to: 'ben' }, true],
    ['told something else', told, { ...told, text: 'It ended.' }, false],
  ])('%s', async (_, one, other, same) => {
    expect((await idOf(one)) === (await idOf(other))).toBe(same);
  });
});

test('an account in the EU has hosts of its own', async () => {
  const { surroundings, sent, play } = answering(accepted, json(200, { oncalls: [], more: false }));
  const pagerduty = makePagerDuty(surroundings, { ...keys, region: 'eu' });
  await play(async () => {
    await pagerduty.send('platform', aMessage());
    await pagerduty.onCall('PSCHED1', start);
  });
  expect(sent.map(({ url }) => new URL(url).host)).toEqual([
    'events.eu.pagerduty.com',
    'api.eu.pagerduty.com',
  ]);
});

test('with any texts at all is what PagerDuty takes', async () => {
  const unicode = fc.string({ unit: 'binary', maxLength: 3000 });
  const question = aMessage().question;
  if (!question) throw new Error('the message asks nothing');
  await fc.assert(
    fc.asyncProperty(
      unicode,
      unicode,
      fc.string({ maxLength: 400, minLength: 1 }),
      unicode,
      async (title, asked, run, link) => {
        const message = aMessage({
          title,
          text: asked,
          target: title,
          run,
          link,
          urgency: 'info',
          question: { ...question, text: asked, lines: [asked, title] },
        });
        const { event } = await sendWith(accepted, message);
        expect(pagerdutyProblems(event)).toEqual([]);
      },
    ),
    { numRuns: 30 },
  );
});

test('acknowledges and resolves by the same key', async () => {
  const { surroundings, sent, play } = answering(accepted);
  const pagerduty = makePagerDuty(surroundings, keys);
  const settled = { run: 'r1', title: 't', text: 'x' };
  await play(async () => {
    await pagerduty.settle('platform/r1', { ...settled, kind: 'acknowledged' });
    await pagerduty.settle('platform/r1', { ...settled, kind: 'decided' });
    await pagerduty.settle('platform/r1', { ...settled, kind: 'closed' });
  });
  const events = sent.map(({ body }) => JSON.parse(String(body)) as { event_action: string });
  expect(events.flatMap(pagerdutyProblems)).toEqual([]);
  expect(events.map(({ event_action }) => event_action)).toEqual(['acknowledge', 'resolve', 'resolve']);
});

describe('what it says when PagerDuty does not take it', () => {
  const invalid = (error: string) =>
    json(400, { status: 'invalid event', message: 'Event object is invalid', errors: [error] });
  test.each<[string, Reply, string, RegExp]>([
    [
      'a wrong key',
      invalid(`'routing_key' ${key} is invalid`),
      'Rejected4xx',
      /'routing_key' \(secret\) is invalid/,
    ],
    ['too many', text(429, ''), 'Throttled', /429/],
    ['a server error', text(500, 'x'), 'Unavailable', /500/],
    ['a proxy', text(200, '<html>sign in</html>'), 'Malformed', /answered 200/],
    ['accepted without a word', text(202, ''), 'Malformed', /documented shape/],
    ['no answer', new Error('x'), 'Unavailable', /not answered/],
  ])('%s', async (_, reply, code, said) => {
    const { outcome } = await sendWith(reply);
    expect(outcome).toMatchObject({ code });
    expect(explain(outcome)).toMatch(said);
    expect(JSON.stringify(outcome) + String(outcome)).not.toContain(key);
  });
});

describe('who is on call', () => {
  const entry = (id: string, level: number, from: string | null, to: string | null) => ({
    user: { id, type: 'user_reference' },
    schedule: { id: 'PSCHED1', type: 'schedule_reference' },
    escalation_policy: { id: 'P1', type: 'escalation_policy_reference' },
    escalation_level: level,
    start: from,
    end: to,
  });
  const before = '2026-11-23T09:00:00+01:00';
  const after = '2026-11-24T09:00:00+01:00';
  async function ask(...replies: Reply[]) {
    const { surroundings, sent, play } = answering(...replies);
    const outcome = await play(() =>
      makePagerDuty(surroundings, keys)
        .onCall('PSCHED1', start)
        .catch((error: unknown) => error),
    );
    return { outcome, sent };
  }
  test('is asked for with the version that we know, page after page; each once, those of the first level first', async () => {
    const { outcome, sent } = await ask(
      json(200, {
        oncalls: [entry('PBEN', 2, before, after), entry('PANA', 1, null, null)],
        more: true,
        limit: 100,
        offset: 0,
      }),
      json(200, {
        oncalls: [entry('PANA', 1, before, after), entry('PNEXT', 1, '2026-11-24T03:12:44.500Z', after)],
        more: false,
      }),
    );
    expect(outcome).toEqual(['PANA', 'PBEN']);
    expect(sent[0]).toMatchObject({
      method: 'GET',
      headers: { accept: 'application/vnd.pagerduty+json;version=2', authorization: `Token token=${token}` },
    });
    const [first, second] = sent.map(({ url }) => new URL(url));
    expect(first?.origin + (first?.pathname ?? '')).toBe('https://api.pagerduty.com/oncalls');
    expect([...(first?.searchParams ?? [])]).toEqual([
      ['schedule_ids[]', 'PSCHED1'],
      ['since', '2026-11-24T03:12:44.000Z'],
      ['until', '2026-11-24T03:12:45.000Z'],
      ['limit', '100'],
      ['offset', '0'],
    ]);
    expect(second?.searchParams.get('offset')).toBe('100');
  });
  test.each<[string, Reply, string]>([
    ['a wrong token', json(401, { error: { message: `Unauthorized ${token}`, code: 2006 } }), 'AccessDenied'],
    ['a throttle', json(429, { error: {} }), 'Throttled'],
    ['a list that is none', json(200, { oncalls: {} }), 'Malformed'],
    ['entries without a user', json(200, { oncalls: [{ schedule: {} }], more: false }), 'Malformed'],
    ['a list without end', json(200, { oncalls: [], more: true }), 'Malformed'],
    ['a server error', text(502, ''), 'Unavailable'],
  ])('%s is no answer', async (_, reply, code) => {
    const { outcome } = await ask(reply);
    expect(outcome).toMatchObject({ code });
    expect(JSON.stringify(outcome) + explain(outcome)).not.toContain(token);
  });
  test('nobody, where nobody is', async () => {
    expect((await ask(json(200, { oncalls: [], more: false }))).outcome).toEqual([]);
  });
});
