import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { main } from '../../lib/cli/main.ts';
import { makeApi } from '../../lib/console/api.ts';
import { asksOf } from '../../lib/history/asks.ts';
import { inboundOf } from '../../lib/local/inbound.ts';
import { isObject, type Json } from '../../lib/model/json.ts';
import type { Directory, Reference } from '../../lib/model/people.ts';
import type { WireRequest } from '../../lib/model/transport.ts';
import { fakeIo } from '../cli/fake-io.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  restore,
  type Story,
  type StoryRun,
  verify,
} from '../language/story.ts';
import { crew, minutes, reachable, settings } from './reaching-story.ts';

/*
 * A recovery in which everybody does everything that people can do, by every door; then all that was written, sent, shown, answered and
 * printed is searched for what nobody may see.
 */

afterEach(closeStories);

const signing: Reference = { $secret: 'rebound-channels/slack#signing' };
const webhook: Reference = { $parameter: '/rebound-channels/pagerduty' };
const { slack, pagerduty } = settings;
if (!slack || !pagerduty) throw new Error('no channels');

function everybody(): Directory {
  const base = crew({
    channels: {
      ...settings,
      slack: {
        ...slack,
        token: { $secret: 'rebound-channels/slack#token' },
        signingSecret: signing,
        rooms: true,
      },
      pagerduty: { services: {}, ...pagerduty, webhookSecret: webhook },
    },
  });
  const topic = 'arn:aws:sns:eu-west-1:111122223333:mail-mia';
  return {
    ...base,
    people: {
      ...base.people,
      ana: reachable('ana', 1, { pagerdutyUser: 'PANA' }),
      ben: reachable('ben', 2, {
        channels: [
          { channel: 'slack', to: 'U0BEN' },
          { channel: 'terminal', to: '' },
        ],
      }),
      mia: reachable('mia', 4, {
        channels: [
          { channel: 'mail', to: topic },
          { channel: 'webhook', to: 'bot' },
          { channel: 'sms', to: '+34600000004' },
        ],
      }),
    },
    groups: {
      ...base.groups,
      'platform-leads': { name: 'platform-leads', members: ['ana', 'ben'] },
      'platform-managers': { name: 'platform-managers', members: ['mia', 'cleo'] },
    },
  };
}

const runbook = aRunbook(chooseAndApprove + restore() + enough + verify, {
  more: 'updates: { every: 10m, to: [payments-status, customers, platform-leads], by: olga }',
});

/** All that anybody could read afterwards, each with where it stands. */
interface Seen {
  where: string;
  text: string;
}

interface Doors {
  story: Story;
  seen: Seen[];
  tokens: Set<string>;
  /** The command line, as a person types it. */
  typed: (...words: string[]) => Promise<number>;
  press: (user: string, answer: string, secret?: string) => Promise<void>;
  pagerdutySays: (type: string, user: string) => Promise<void>;
}

const serverToken = 'the-token-of-this-very-server';

async function doors(): Promise<Doors> {
  const seen: Seen[] = [];
  const tokens = new Set<string>();
  const note = (where: string, text: string) => void seen.push({ where, text });
  const story = await aStory({
    runbooks: [runbook],
    directory: everybody(),
    janitor: true,
    terminal: (line) => note('the terminal', line),
    around: (transport, invocation: { name: string; payload?: Json }) => {
      const payload = invocation.payload;
      if (isObject(payload) && typeof payload['token'] === 'string') tokens.add(payload['token']);
      return transport;
    },
    observe: (request, answer) => {
      if (request.system === 'secretsmanager' || request.system === 'ssm') return;
      note(whereOf(request), writtenIn(request));
      if (request.system !== 'dynamodb')
        note(`the answer of ${request.system}`, Buffer.from(answer.body).toString('utf8'));
    },
  });
  const inbound = inboundOf(story, story.operations);
  const api = makeApi({
    operations: story.operations,
    attendance: { attend: async () => undefined },
    token: serverToken,
    inbound,
  });
  const io = fakeIo();
  io.fetch = async (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('host', '127.0.0.1');
    const answer = await api.request(url, { ...init, headers });
    note(`HTTP ${url}`, await answer.clone().text());
    return answer;
  };
  writeFileSync(join(io.cwd, 'server.json'), JSON.stringify({ pid: io.pid, port: 7373, token: serverToken }));
  const send = async (path: string, headers: Record<string, string>, body: string) => {
    const answer = await api.request(`http://127.0.0.1${path}`, {
      method: 'POST',
      headers: { host: '127.0.0.1', ...headers },
      body,
    });
    note(`HTTP ${path}`, `${answer.status} ${await answer.text()}`);
  };
  let n = 0;
  return {
    story,
    seen,
    tokens,
    typed: async (...words) => {
      const code = await main([...words, '--folder', io.cwd], io);
      note(`rebound ${words.join(' ')}`, io.out() + io.err());
      return code;
    },
    press: async (user, answer, secret) => {
      n += 1;
      const [run] = await story.operations.runs({ limit: 1 });
      const open = (await asksOf(story.clients.table, run?.run ?? '')).find(({ decision }) => !decision);
      const value = JSON.stringify({ ask: open?.id, answer, plan: open?.planHash });
      const payload = {
        type: 'block_actions',
        user: { id: user },
        trigger_id: `${n}`,
        actions: [{ type: 'button', value }],
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      const time = String(Math.floor(story.clock.now() / 1000));
      const key = secret ?? (await story.secret(signing));
      const signature = createHmac('sha256', key).update(`v0:${time}:${body}`).digest('hex');
      await send(
        '/slack/interactions',
        {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': time,
          'x-slack-signature': `v0=${signature}`,
        },
        body,
      );
    },
    pagerdutySays: async (type, user) => {
      n += 1;
      const occurred = new Date(story.clock.now()).toISOString();
      const [run] = await story.operations.runs({ limit: 1 });
      const body = JSON.stringify({
        event: {
          id: `E${n}`,
          event_type: type,
          occurred_at: occurred,
          agent: { id: user, type: 'user_reference' },
          data: { id: 'PGR0VU2', type: 'incident', incident_key: run?.run },
        },
      });
      const signature = createHmac('sha256', await story.secret(webhook))
        .update(body)
        .digest('hex');
      await send(
        '/pagerduty',
        { 'content-type': 'application/json', 'x-pagerduty-signature': `v1=${signature}` },
        body,
      );
    },
  };
}

/** A call by its name; one of the history by the key that it is about. */
function whereOf({ system, url, headers, body }: WireRequest): string {
  if (system !== 'dynamodb') return `${system} ${headers['x-amz-target'] ?? url}`;
  const parsed: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
  const { Item, Key } = isObject(parsed) ? parsed : {};
  return `kept ${keyOf(Item ?? Key)}`;
}

/** `RUN#… ASK#…` */
function keyOf(attributes: unknown): string {
  const text = (value: unknown) => (isObject(value) ? String(value['S']) : '');
  return isObject(attributes) ? `${text(attributes['pk'])} ${text(attributes['sk'])}` : 'a query';
}

/** PagerDuty's key goes in the body, its only place, and is shown to nobody. Other keys go in headers. */
function writtenIn({ system, url, body }: WireRequest): string {
  const text = `${url} ${Buffer.from(body).toString('utf8')}`;
  return system === 'pagerduty' ? text.replace(/"routing_key":"[^"]*"/, '') : text;
}

/** Everything that people can do to a run, and that is refused to them. */
async function everything({ story, typed, press, pagerdutySays }: Doors): Promise<StoryRun> {
  const run = await story.start();
  const { run: id } = run;
  const as = (who: string) => ['--as', who];
  await run.asked('May we?');
  await story.pass(minutes(3));
  for (const words of [
    ['ack', id, ...as('ben')],
    ['note', id, 'storage looks fine', ...as('ben')],
    ['answer', id, 'approve', ...as('sam')],
    ['answer', id, 'approve', ...as('nobody')],
    ['brief', id],
    ['show', id],
    ['runs'],
    ['oncall'],
    ['hold', id, ...as('ben')],
    ['give', id, 'mia', ...as('ben')],
    ['take', id, ...as('mia')],
  ])
    await typed(...words);
  await pagerdutySays('incident.acknowledged', 'PANA');
  await pagerdutySays('incident.resolved', 'PEVE');
  await press('U0EVE', 'approve');
  await press('U0ANA', 'approve', 'not the secret');
  await typed('continue', id, ...as('ben'));
  await press('U0ANA', 'approve');
  await run.asked('Is that enough?');
  await story.start(undefined, { by: 'cleo' });
  await story.pass(minutes(45));
  await typed('announce', id, ...as('olga'), '--to', 'customers', '--text', 'we are on it');
  await typed('answer', id, 'yes_it_is', ...as('cleo'), '--because', 'it is');
  await run.ended();
  await story.pass(minutes(3));
  for (const words of [
    ['show', id],
    ['show', id, '--story'],
    ['show', id, '--json'],
    ['brief', id],
  ])
    await typed(...words);
  return run;
}

const spellings = (text: string): string[] => [
  text,
  encodeURIComponent(text),
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
  Buffer.from(text).toString('base64url'),
];

test('no task token and no secret stands in what a run of everything wrote, sent, answered or printed', async () => {
  const doorway = await doors();
  const { story, seen, tokens } = doorway;
  const run = await everything(doorway);
  const report = await run.show();
  expect(report).toMatchObject({ status: 'closed', outcome: 'recovered' });
  // It did what it says, or there would be nothing to find.
  const { events } = await story.operations.events(run.run, '');
  const kinds = new Set(events.map(({ kind }) => kind));
  for (const kind of [
    'paged',
    'acked',
    'noted',
    'answered',
    'decided',
    'held',
    'continued',
    'command',
  ] as const)
    expect(kinds).toContain(kind);
  for (const kind of ['announced', 'signal'] as const) expect(kinds).toContain(kind);
  const sentBy = new Set(story.sandbox.state().messages.map(({ channel }) => channel));
  expect(seen.some(({ where }) => where === 'the terminal')).toBe(true);
  expect([...sentBy].sort()).toEqual(['mail', 'pagerduty', 'slack', 'sms', 'webhook']);

  const { secrets, parameters, messages, rooms } = story.sandbox.state();
  const kept = [...Object.values(secrets), ...Object.values(parameters)];
  const values = kept.flatMap((text) => text.match(/sandbox-[0-9a-f]{24}/g) ?? []);
  // Slack's token and signing secret, PagerDuty's three, the webhook's.
  expect(new Set(values).size).toBe(6);
  const items = story.items().map((item) => ({
    where: `kept ${keyOf(item)}`,
    text: JSON.stringify(item),
  }));
  const sandbox = { where: 'what people have', text: JSON.stringify([messages, rooms]) };
  const all = [...seen, ...items, sandbox];
  const nowhere = [...values, serverToken];
  expect(
    all.filter(({ text }) => nowhere.some((value) => spellings(value).some((one) => text.includes(one)))),
  ).toEqual([]);

  expect(tokens.size).toBeGreaterThan(1);
  const holding = all
    .filter(({ text }) => [...tokens].some((token) => spellings(token).some((one) => text.includes(one))))
    .map(({ where }) => where.replaceAll(run.run, 'RUN'));
  // A token stands beside its question and in the list of open ones, and Step Functions is given it back.
  const fitting = /^(?:kept (?:RUN#\w+ ASK#|OPEN-ASKS )|states AWSStepFunctions\.SendTask)/;
  expect(holding.filter((where) => !fitting.test(where))).toEqual([]);
  expect(holding.some((where) => where.includes('ASK#'))).toBe(true);
});
