import { beforeAll, expect, test } from '@jest/globals';
import { realInbound } from '../../lambdas/real-inbound.ts';
import type { Parts } from '../../lib/handlers/parts.ts';
import { openAsk } from '../../lib/history/asks.ts';
import { openLedger } from '../../lib/history/ledger.ts';
import { noteRoom } from '../../lib/history/rooms.ts';
import { createRun } from '../../lib/history/runs.ts';
import type { Ask } from '../../lib/model/ask.ts';
import type { System, Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';
import { runIdOf } from '../../lib/model/run.ts';
import { handleInbound } from '../../lib/operations/inbound/handle-inbound.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import { voicesStatements } from '../../lib/stacks/voices.ts';
import { createTable } from '../../lib/wire/dynamodb.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import { surroundingsWith } from '../contracts/table-worlds.ts';
import {
  aConnectedDirectory,
  aMessage,
  anEvent,
  aPress,
  at,
  began,
  byPagerduty,
  bySlack,
  pagerdutySecret,
  slackSecret,
} from '../operations/inbound/inbound-world.ts';
import { manifest } from '../operations/world.ts';
import { asked, placesOf, refusedOf, rightsIn } from './asked-rights.ts';

/*
 * What the function calls that hears Slack and PagerDuty, put together as it is deployed, against what its role may do: everything that it
 * calls is allowed, on its resource, and everything that it is allowed is called.
 */

const directory = aConnectedDirectory();
const places = placesOf({ account: '111122223333', region: 'eu-central-1' });
const rights = voicesStatements(directory, [manifest], places).flatMap(rightsIn);
const requests: WireRequest[] = [];

const json = (value: object, status = 200) => ({
  status,
  headers: {},
  body: Buffer.from(JSON.stringify(value)),
});
const database = sandboxDynamodb();
const answers: Partial<Record<System, WireAnswer>> = {
  secretsmanager: json({ SecretString: JSON.stringify({ token: 'xoxb-the-token', signing: slackSecret }) }),
  ssm: json({ Parameter: { Type: 'SecureString', Value: pagerdutySecret } }),
  slack: json({ ok: true, ts: '1.000001', channel: 'C0ROOM', messages: [] }),
};
const transport: Transport = async (request, signal) => {
  requests.push(request);
  if (request.system === 'dynamodb') return database.transport(request, signal);
  return answers[request.system] ?? json({});
};
const execution = 'arn:aws:states:eu-central-1:111122223333:execution:rebound-restore-namespace:one';
const run = runIdOf(execution);

beforeAll(async () => {
  const surroundings = { ...surroundingsWith(transport), channels: directory.channels };
  const clock = { ...surroundings.clock, now: () => began + 60_000 };
  await createTable(surroundings);
  const clients = makeClients({ ...surroundings, clock });
  await createRun(clients.table, {
    run,
    execution,
    runbook: 'restore-namespace',
    title: 'Restore a namespace',
    mode: 'real',
    world: 'real',
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
  });
  await openLedger(clients.table, run);
  await noteRoom(clients.table, { run, room: 'C0ROOM' });
  const ask = (more: Partial<Ask>): Promise<Ask> =>
    openAsk(clients.table, {
      id: 'a'.repeat(26),
      run,
      step: 's3',
      title: 'Restore over it?',
      iteration: 0,
      generation: 0,
      kind: 'approval',
      question: 'Restore payments?',
      options: ['approve', 'reject'],
      plans: [],
      planHash: 'f00dfeed',
      levels: [{ who: 'leads', for: 300 }],
      level: 0,
      quorum: 1,
      openedAt: at(10),
      levelEndsAt: at(310),
      voices: [],
      told: false,
      token: 'the-token-of-step-functions',
      ...more,
    });
  await ask({});
  await ask({ id: 'b'.repeat(26), step: 's4' });
  requests.length = 0;
  const parts: Parts = {
    clock,
    random: () => 0.5,
    clients,
    manifests: { 'restore-namespace': manifest },
    types: {},
    signal: new AbortController().signal,
    account: '111122223333',
    world: 'real',
    stateMachineArn: places.stateMachine,
    link: (id) => `https://rebound.example/${id}`,
    directory,
  };
  const send = (request: Parameters<typeof handleInbound>[0]) =>
    handleInbound(request, realInbound(parts, { ...surroundings, clock }));
  const press = (name: string, answer: string, user = 'U0ANA') =>
    bySlack(
      '/slack/interactions',
      aPress({
        user,
        value: { ask: name.repeat(26), answer, plan: 'f00dfeed' },
        trigger: `${name}${answer}`,
      }),
    );
  const told = [
    await send(bySlack('/slack/events', '{}', 60, 'guessed')),
    await send(bySlack('/slack/events', aMessage())),
    await send(bySlack('/slack/events', aMessage({ text: 'x'.repeat(3000) }, { event_id: 'Ev2' }))),
    await send(press('a', 'approve', 'U0EVE')),
    await send(press('a', 'ack')),
    await send(byPagerduty(anEvent(run))),
    await send(press('a', 'approve')),
    await send(press('b', 'reject', 'U0BEN')),
    await send(byPagerduty(anEvent(run, { id: 'E2', event_type: 'incident.resolved' }))),
  ];
  expect(told.map(({ status, did }) => [status, did])).toEqual([
    [401, 'forged'],
    [200, 'noted'],
    [200, 'refused: BadInput'],
    [200, 'refused: AccessDenied'],
    [200, 'acknowledged'],
    [200, 'acknowledged'],
    [200, 'decided'],
    [200, 'decided'],
    [200, 'resolved there only'],
  ]);
});

const calls = () => requests.flatMap((request) => asked(request, places, 'restore-namespace') ?? []);

test('is allowed everything that it calls', () => {
  expect(refusedOf(calls(), rights)).toEqual([]);
});

test('calls everything that it is allowed', () => {
  const made = new Set(calls().map((call) => call.split(' ')[0]));
  // A request that failed is forgotten, and a question that was told is taken off its list.
  expect(rights.filter(({ action }) => !made.has(action))).toEqual([]);
});

test('it calls Slack, and no other system than these', () => {
  expect([...new Set(requests.map(({ system }) => system))].toSorted()).toEqual([
    'dynamodb',
    'secretsmanager',
    'slack',
    'ssm',
    'states',
  ]);
});

test('no secret, no token of Step Functions, and no URL of a reply is in the history', () => {
  const written = requests.filter(({ system }) => system === 'dynamodb').map(({ body }) => String(body));
  const all = written.slice(1).join('\n');
  for (const secret of [slackSecret, pagerdutySecret, 'xoxb-the-token', 'hooks.slack.com'])
    expect(all).not.toContain(secret);
});

test('what the outside sees of it has no secret and no token', () => {
  const told = requests.filter(({ system }) => system === 'slack').map(({ body }) => String(body));
  expect(told.length).toBeGreaterThan(3);
  expect(told.join('\n')).not.toMatch(/the-token-of-step-functions|what-slack-signs|what-pagerduty-signs/);
});
