import { createHmac } from 'node:crypto';
import { asksOf, openAsk } from '../../../lib/history/asks.ts';
import { eventsAfter } from '../../../lib/history/events.ts';
import { openLedger } from '../../../lib/history/ledger.ts';
import { createRun } from '../../../lib/history/runs.ts';
import type { Ask } from '../../../lib/model/ask.ts';
import { iso } from '../../../lib/model/clock.ts';
import type { Directory, Reference } from '../../../lib/model/people.ts';
import { type Run, runIdOf } from '../../../lib/model/run.ts';
import { handleInbound } from '../../../lib/operations/inbound/handle-inbound.ts';
import type { InboundAnswer, InboundParts, InboundRequest } from '../../../lib/operations/inbound/request.ts';
import type { SlackMessage } from '../../../lib/operations/inbound/slack-text.ts';
import { newTally } from '../../../lib/operations/inbound/tally.ts';
import { makeOperations } from '../../../lib/operations/make-operations.ts';
import type { Operations } from '../../../lib/operations/operations.ts';
import { sandboxDynamodb } from '../../../lib/sandbox/dynamodb/dynamodb.ts';
import { createTable, dynamodbTable } from '../../../lib/wire/dynamodb.ts';
import type { Table } from '../../../lib/wire/table.ts';
import { aDirectory, aPerson } from '../../builders/directory.ts';
import { surroundingsWith } from '../../contracts/table-worlds.ts';
import { manifest } from '../world.ts';

export const began = Date.parse('2026-11-24T03:12:44.000Z');
export const at = (seconds: number) => iso(began + seconds * 1000);
export const slackSecret = 'what-slack-signs-with';
export const pagerdutySecret = 'what-pagerduty-signs-with';

/** Ana, Ben and Cleo with their ids at Slack (U0ANA, …) and PagerDuty (PANA, …), and both set up. */
export function aConnectedDirectory(more: Partial<Directory> = {}): Directory {
  const [ana, ben, cleo] = ['ana', 'ben', 'cleo'].map((id) =>
    aPerson(id, { pagerdutyUser: `P${id.toUpperCase()}` }),
  );
  return aDirectory({
    people: { ana: ana!, ben: ben!, cleo: cleo! },
    channels: {
      slack: {
        token: { $secret: 'rebound-channels/slack#token' },
        signingSecret: { $secret: 'rebound-channels/slack#signing' },
      },
      pagerduty: { services: {}, webhookSecret: { $parameter: '/rebound-channels/pagerduty' } },
    },
    ...more,
  });
}

export interface InboundWorld {
  parts: InboundParts;
  table: Table;
  run: string;
  ask: Ask;
  now: { seconds: number };
  /** What operations were asked to do, as `answer run approve ana`. */
  calls: string[];
  /** What was shown to whoever pressed. */
  shown: { url: string; message: SlackMessage }[];
  /** What was said in Slack channels. */
  said: { to: string; text: string }[];
  /** How often a secret was read. */
  reads: Reference[];
  send: (request: InboundRequest) => Promise<InboundAnswer>;
  open: () => Promise<Ask[]>;
  texts: () => Promise<string[]>;
  aRun: (name: string, more?: Partial<Run>) => Promise<string>;
  anAsk: (more?: Partial<Ask>) => Promise<Ask>;
}

/** An open run with an open question, and the doors to it; the operations are the real ones, but for the acknowledging that is written down only. */
export async function inboundWorld(given: { directory?: Directory } = {}): Promise<InboundWorld> {
  const surroundings = surroundingsWith(sandboxDynamodb().transport);
  await createTable(surroundings);
  const table = dynamodbTable(surroundings);
  const now = { seconds: 60 };
  const clock = { now: () => began + now.seconds * 1000, sleep: () => new Promise<void>(() => undefined) };
  const directory = given.directory ?? aConnectedDirectory();
  let chance = 0;
  const real = makeOperations({
    table,
    clock,
    random: () => (++chance * 0.000_37) % 1,
    directory,
    manifests: { 'restore-namespace': manifest },
    world: 'sandbox',
    stateMachineArn: (runbook) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${runbook}`,
    states: {
      start: () => Promise.reject(new Error('nothing is started here')),
      describe: (arn) => Promise.resolve({ arn, status: 'RUNNING', startedAt: at(0) }),
      stop: () => Promise.resolve(),
      succeed: () => Promise.resolve(),
      fail: () => Promise.resolve(),
    },
    starter: () => Promise.resolve({ started: [], held: null }),
  });
  const calls: string[] = [];
  const operations: Pick<Operations, 'answer' | 'ack' | 'note'> = {
    answer: (run, answer, by, because, more) => {
      calls.push(`answer ${run} ${answer} ${by} ${more?.channel}`);
      return real.answer(run, answer, by, because, more);
    },
    ack: async (run, by, more) => void calls.push(`ack ${run} ${by} ${more?.ask ?? 'all'} ${more?.channel}`),
    note: (run, by, text, channel, of) => {
      calls.push(`note ${run} ${by} ${channel}`);
      return real.note(run, by, text, channel, of);
    },
  };
  const world: Pick<InboundWorld, 'shown' | 'said' | 'reads'> = { shown: [], said: [], reads: [] };
  const parts: InboundParts = {
    table,
    clock,
    directory,
    operations,
    secret: async (reference) => {
      world.reads.push(reference);
      return '$parameter' in reference ? pagerdutySecret : slackSecret;
    },
    respond: async (url, message) => void world.shown.push({ url, message }),
    send: async ({ to }, { text }) => {
      world.said.push({ to, text });
      return { channel: 'slack', id: `${to}/1` };
    },
    tally: newTally(),
    link: (run) => `https://rebound.example/${run}`,
  };
  const aRun = async (name: string, more: Partial<Run> = {}): Promise<string> => {
    const execution = `arn:aws:states:eu-west-1:111122223333:execution:restore-namespace:${name}`;
    const run = runIdOf(execution);
    await createRun(table, {
      run,
      execution,
      runbook: 'restore-namespace',
      title: 'Restore a namespace',
      mode: 'real',
      world: 'sandbox',
      startedBy: { kind: 'person', name: 'cleo' },
      because: '',
      inputs: {},
      objectives: {},
      startedAt: at(0),
      deadlineAt: at(5400),
      clusters: {},
      target: { cluster: 'prod-blue', namespace: 'payments' },
      status: 'open',
      held: [],
      ...more,
    });
    await openLedger(table, run);
    return run;
  };
  const run = await aRun('one');
  const anAsk = (more: Partial<Ask> = {}): Promise<Ask> =>
    openAsk(table, {
      id: 'abcdefghijklmnopqrstuvwxyz',
      run,
      step: 's3',
      title: 'Restore over it?',
      iteration: 0,
      generation: 0,
      kind: 'approval',
      question: 'Restore payments?',
      options: ['approve', 'reject'],
      plans: [],
      planHash: 'f00dfeedf00dfeed',
      levels: [{ who: 'leads', for: 300 }],
      level: 0,
      quorum: 1,
      startedBy: 'cleo',
      openedAt: at(10),
      levelEndsAt: at(310),
      voices: [],
      told: false,
      token: 'the-token-of-step-functions',
      ...more,
    });
  const ask = await anAsk();
  return {
    parts,
    table,
    run,
    ask,
    now,
    calls,
    ...world,
    send: (request) => handleInbound(request, parts),
    open: () => asksOf(table, run),
    texts: async () => (await eventsAfter(table, run, '', 100)).events.map(({ text }) => text),
    aRun,
    anAsk,
  };
}

/** A request as Slack signs it at `seconds` of the test's time. */
export function bySlack(
  path: '/slack/interactions' | '/slack/events',
  body: string,
  seconds = 60,
  secret = slackSecret,
): InboundRequest {
  const time = String(Math.floor(began / 1000) + seconds);
  const signature = createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex');
  return {
    method: 'POST',
    path,
    headers: {
      'content-type': path === '/slack/events' ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
    },
    body: Buffer.from(body),
  };
}

/** A press of a button, as the form that Slack sends. `trigger` tells presses apart. */
export function aPress(
  {
    user = 'U0ANA',
    value,
    room = 'D0123',
    trigger = '1',
  }: {
    user?: string;
    value: unknown;
    room?: string;
    trigger?: string;
  },
  more: object = {},
): string {
  const payload = {
    type: 'block_actions',
    user: { id: user, username: 'somebody', team_id: 'T1' },
    api_app_id: 'A1',
    container: { type: 'message', message_ts: '1.000000', channel_id: room, is_ephemeral: false },
    trigger_id: trigger,
    response_url: 'https://hooks.slack.com/actions/T1/2/3',
    actions: [
      {
        type: 'button',
        action_id: 'answer_approve',
        block_id: 'rebound_answers_0',
        value: typeof value === 'string' ? value : JSON.stringify(value),
        action_ts: '1.1',
      },
    ],
    ...more,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** A message in a channel, as the Events API tells it. */
export function aMessage(event: object = {}, more: object = {}): string {
  return JSON.stringify({
    type: 'event_callback',
    team_id: 'T1',
    api_app_id: 'A1',
    event_id: 'Ev0001',
    event_time: Math.floor(began / 1000) + 60,
    event: {
      type: 'message',
      channel: 'C0ROOM',
      user: 'U0ANA',
      text: 'the payments team is with us',
      ts: '1.000000',
      channel_type: 'channel',
      ...event,
    },
    ...more,
  });
}

export function byPagerduty(body: string, secret = pagerdutySecret): InboundRequest {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return {
    method: 'POST',
    path: '/pagerduty',
    headers: { 'content-type': 'application/json', 'x-pagerduty-signature': `v1=${signature}` },
    body: Buffer.from(body),
  };
}

/** An event about the incident of a run, by Ana. */
export function anEvent(run: string, more: object = {}, data: object = {}): string {
  return JSON.stringify({
    event: {
      id: '01BWDWL3NYY7LUFPZCC28QUCMK',
      event_type: 'incident.acknowledged',
      resource_type: 'incident',
      occurred_at: at(55),
      agent: { id: 'PANA', type: 'user_reference', summary: 'Ana Example' },
      client: null,
      data: { id: 'PGR0VU2', type: 'incident', status: 'acknowledged', incident_key: run, ...data },
      ...more,
    },
  });
}
