import { afterEach, describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/compiler/manifest.ts';
import { handleStarter } from '../../lib/handlers/starter.ts';
import { getStart } from '../../lib/history/starts.ts';
import { explain } from '../../lib/model/errors.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { aManifest, sample, triggerWorld, type TriggerWorld } from './trigger-parts.ts';

let world: TriggerWorld;
afterEach(() => world.close());

const gone = { alertname: 'KubeNamespaceGone', cluster: 'prod-blue', namespace: 'payments' };
const payments = { cluster: 'prod-blue', namespace: 'payments' };
const restore = aManifest('restore-namespace', { webhooks: [{ labels: gone, inputs: payments }] });

const anAlert = (given: JsonObject = {}): JsonObject => ({
  status: 'firing',
  labels: gone,
  annotations: { summary: 'payments is gone' },
  startsAt: '2026-11-24T03:12:14.301Z',
  fingerprint: 'b1f6d8a7c2e94f03',
  ...given,
});
const aMessage = (alerts: JsonObject[], given: JsonObject = {}): JsonObject => ({
  ...sample('alertmanager-webhook.json'),
  alerts,
  ...given,
});
async function refusal(event: unknown, manifests: Manifest[] = [restore]) {
  world = await triggerWorld(manifests);
  const thrown: unknown = await handleStarter(event, world.parts).catch((error: unknown) => error);
  expect(world.executions()).toEqual([]);
  return thrown;
}

describe('what Alertmanager sends', () => {
  test('starts a run for the alert that fires, with the inputs of the trigger and none of the event', async () => {
    world = await triggerWorld([restore]);
    const { started, held } = await handleStarter(
      { ...sample('alertmanager-webhook.json'), inputs: { namespace: 'checkout' } },
      world.parts,
    );
    expect(held).toBeNull();
    expect(started).toMatchObject([{ runbook: 'restore-namespace', fresh: true }]);
    const [only] = world.executions();
    expect(only).toMatchObject({ runbook: 'restore-namespace', input: payments });
    expect(only?.name).toMatch(/^wh-[a-z2-7]{26}$/);
    expect(await getStart(world.parts.clients.table, only?.name ?? '')).toEqual({
      execution: only?.name,
      runbook: 'restore-namespace',
      mode: 'real',
      by: {
        kind: 'webhook',
        name: 'alertname="KubeNamespaceGone", cluster="prod-blue", namespace="payments"',
      },
      because: 'No pod of payments has been running on prod-blue for three minutes',
      at: expect.stringMatching(/^2026-11-24T03:12/),
    });
  });

  test('is the same run however often it is told of, and another one when it fires anew', async () => {
    world = await triggerWorld([restore]);
    const start = async (alert: JsonObject) =>
      (await handleStarter(aMessage([alert]), world.parts)).started[0];
    const first = await start(anAlert());
    const again = await start(anAlert({ annotations: { summary: 'still gone' } }));
    const later = await start(anAlert({ startsAt: '2026-11-24T05:00:00Z' }));
    expect(again).toEqual({ ...first, fresh: again?.fresh });
    expect(later?.execution).not.toBe(first?.execution);
    expect(world.executions()).toHaveLength(2);
  });

  test('an alert without a fingerprint is told from others by its labels', async () => {
    world = await triggerWorld([restore]);
    const { fingerprint: _, ...bare } = anAlert();
    const other = { ...bare, labels: { ...gone, pod: 'api-1' } };
    await handleStarter(aMessage([bare, other]), world.parts);
    expect(new Set(world.executions().map(({ name }) => name)).size).toBe(2);
  });

  test('one alert by itself, of whatever sends labels, is one', async () => {
    world = await triggerWorld([restore]);
    await handleStarter(sample('alert.json'), world.parts);
    expect(world.executions()).toMatchObject([{ input: payments }]);
  });

  test('resolved alerts start nothing, known or not', async () => {
    world = await triggerWorld([restore]);
    const resolved = [anAlert({ status: 'resolved' }), anAlert({ status: 'resolved', labels: { a: 'b' } })];
    expect(await handleStarter(aMessage(resolved), world.parts)).toEqual({
      started: [],
      held: '2 alerts are resolved: only firing ones start runs',
    });
    expect(world.executions()).toEqual([]);
  });

  test('every label has to be there with this value; more labels do not matter', async () => {
    world = await triggerWorld([restore]);
    await handleStarter(aMessage([anAlert({ labels: { ...gone, severity: 'page' } })]), world.parts);
    expect(world.executions()).toHaveLength(1);
    for (const labels of [
      { ...gone, namespace: 'checkout' },
      { ...gone, namespace: 'Payments' },
      { alertname: gone.alertname, cluster: gone.cluster },
    ])
      await expect(handleStarter(aMessage([anAlert({ labels })]), world.parts)).rejects.toMatchObject({
        code: 'NoTrigger',
      });
    expect(world.executions()).toHaveLength(1);
  });

  test('of several webhooks of one runbook the one that says most starts it, once', async () => {
    const webhooks = [
      { labels: { alertname: gone.alertname }, inputs: { cluster: 'prod-blue', namespace: 'any' } },
      { labels: gone, inputs: payments },
    ];
    const look = aManifest('look', {
      webhooks: [{ labels: { cluster: 'prod-blue' }, inputs: { cluster: 'prod-blue' } }],
    });
    world = await triggerWorld([{ ...restore, webhooks }, look]);
    await handleStarter(aMessage([anAlert()]), world.parts);
    expect(world.executions()).toMatchObject([
      { runbook: 'restore-namespace', input: payments },
      { runbook: 'look' },
    ]);
  });

  test('what of a message starts nothing is told beside what it started', async () => {
    world = await triggerWorld([restore]);
    const message = aMessage([anAlert(), anAlert({ labels: { alertname: 'DiskFull' } })], {
      truncatedAlerts: 3,
    });
    const { started, held, passedOver } = await handleStarter(message, world.parts);
    expect(started).toHaveLength(1);
    expect(held).toBeNull();
    expect(passedOver).toEqual([
      'no runbook is triggered by alertname="DiskFull"',
      '3 alerts are left out by the sender (max_alerts): let it send all of them',
    ]);
  });

  test('a label that every object has is no label', async () => {
    const odd = aManifest('odd', { webhooks: [{ labels: { constructor: 'x' }, inputs: {} }] });
    const none = aManifest('none', { webhooks: [{ labels: {}, inputs: {} }] });
    expect(await refusal(aMessage([anAlert()]), [odd, none])).toMatchObject({ code: 'NoTrigger' });
  });
});

describe('what starts nothing, and says why', () => {
  test('labels that no trigger knows: the known ones, and which one is another', async () => {
    const thrown = await refusal(aMessage([anAlert({ labels: { ...gone, namespace: 'payment' } })]));
    expect(thrown).toMatchObject({ code: 'NoTrigger' });
    expect(explain(thrown)).toMatch(
      /an alert with alertname="KubeNamespaceGone".*known labels: alertname="KubeNamespaceGone", cluster="prod-blue", namespace="payments".*it has namespace="payment", and a trigger wants namespace="payments"/,
    );
  });

  test('no runbook with a webhook', async () => {
    expect(explain(await refusal(aMessage([anAlert()]), [aManifest('other')]))).toMatch(
      /no runbook has a webhook trigger/,
    );
  });

  test.each<[string, unknown, RegExp]>([
    ['no alerts', aMessage([]), /alerts/],
    ['another version', aMessage([anAlert()], { version: '3' }), /version/],
    ['a label that is no text', aMessage([anAlert({ labels: { alertname: 7 } })]), /alerts\.0\.labels/],
    ['no labels', aMessage([anAlert({ labels: null })]), /alerts\.0\.labels/],
    ['a time that is none', aMessage([anAlert({ startsAt: 'now' })]), /alerts\.0\.startsAt: is no ISO 8601/],
    ['no time', { labels: gone }, /alerts\.0\.startsAt/],
    ['another word for firing', aMessage([anAlert({ status: 'pending' })]), /alerts\.0\.status/],
    ['too many alerts', aMessage(Array.from({ length: 1001 }, () => anAlert())), /alerts/],
    [
      'too many labels',
      aMessage([
        anAlert({ labels: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`l${n}`, 'x'])) }),
      ]),
      /at most 100/,
    ],
  ])('%s', async (_, event, message) => {
    const thrown = await refusal(event);
    expect(thrown).toMatchObject({ code: 'NotAnAlarm' });
    expect(explain(thrown)).toMatch(message);
  });

  test('what a terminal would obey is not in the reason', async () => {
    world = await triggerWorld([restore]);
    const annotations = { summary: `red\u001b[31m\nand ${'long '.repeat(100)}` };
    await handleStarter(aMessage([anAlert({ annotations })]), world.parts);
    const [only] = world.executions();
    const because = (await getStart(world.parts.clients.table, only?.name ?? ''))?.because ?? '';
    expect(because).toMatch(/^red\[31m and long/);
    expect(because.length).toBe(300);
  });
});

test('more than five targets in one message start none: one page with the list and the commands', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const webhooks = names.map((namespace) => ({
    labels: { ...gone, namespace },
    inputs: { cluster: 'prod-blue', namespace },
  }));
  world = await triggerWorld([{ ...restore, webhooks }]);
  const alerts = names.map((namespace) => anAlert({ labels: { ...gone, namespace } }));
  const { started, held } = await handleStarter(aMessage(alerts), world.parts);
  expect(started).toEqual([]);
  expect(held).toMatch(/^6 targets alarm together/);
  expect(world.executions()).toEqual([]);
  expect(world.sandbox.inbox()).toMatchObject([
    { who: 'platform-oncall', title: '6 targets alarm together', text: expect.stringMatching(/namespace=f/) },
  ]);
});

test('three alerts about one target are no storm', async () => {
  world = await triggerWorld([restore]);
  const alerts = ['1', '2', '3', '4', '5', '6', '7'].map((pod) =>
    anAlert({ labels: { ...gone, pod }, fingerprint: `b1f6d8a7c2e94f0${pod}` }),
  );
  const { started } = await handleStarter(aMessage(alerts), world.parts);
  expect(started).toHaveLength(7);
});

test('one that could not be started keeps no other from being started; the whole is told again', async () => {
  const look = aManifest('look', { webhooks: [{ labels: gone, inputs: {} }] });
  world = await triggerWorld([look, restore]);
  const { parts } = world;
  const broken = {
    ...parts,
    stateMachineArn: (runbook: string) => parts.stateMachineArn(runbook === 'look' ? 'gone' : runbook),
  };
  await expect(handleStarter(aMessage([anAlert()]), broken)).rejects.toMatchObject({ code: 'NotFound' });
  expect(world.executions()).toMatchObject([{ runbook: 'restore-namespace' }]);
  const { started } = await handleStarter(aMessage([anAlert()]), parts);
  expect(started.map(({ runbook }) => runbook)).toEqual(['look', 'restore-namespace']);
  expect(world.executions()).toHaveLength(2);
});
