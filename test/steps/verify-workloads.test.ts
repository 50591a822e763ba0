import { describe, expect, test } from '@jest/globals';
import { verifyWorkloads } from '../../lib/steps/verify-workloads.ts';
import type { VeleroInventory } from '../../lib/wire/velero.ts';
import { emptyMemory } from '../builders/step-context.ts';
import { FakeOutside, paymentsInventory, putDeployment, putNamespace } from './fake-outside.ts';
import { stepSuite } from './suite.ts';
import { invoke, runOnce } from './stories.ts';

const given = { cluster: 'prod-blue', namespace: 'payments', against: paymentsInventory };

function running(
  deployments: Record<string, [number, number]> = { api: [3, 3], worker: [2, 2] },
): FakeOutside {
  const outside = new FakeOutside();
  putNamespace(outside, 'payments', deployments);
  return outside;
}

test('every workload of the inventory runs: done, with counts', async () => {
  const { output, findings } = await runOnce(verifyWorkloads, given, { outside: running() });
  expect(output).toEqual({ workloads: 2, available: 2, missing: 0, replicas: 5 });
  expect(findings).toEqual([{ text: '2 of 2 workloads available, 5 replicas' }]);
});

describe('not ready, with counts', () => {
  test('while replicas are lacking', async () => {
    const waiting = await runOnce(verifyWorkloads, given, {
      outside: running({ api: [1, 3], worker: [2, 2] }),
    });
    expect(waiting).toMatchObject({ code: 'NotReady', said: '1 of 2 available: waiting for api 1 of 3' });
  });

  test('while one does not exist, or is being deleted', async () => {
    const outside = running({ api: [3, 3] });
    expect(await runOnce(verifyWorkloads, given, { outside })).toMatchObject({
      code: 'NotReady',
      said: '1 of 2 available: not there: worker',
    });
    putDeployment(outside, 'payments', 'worker', { status: { availableReplicas: 1 } });
    const worker = outside.objects.get('/apis/apps/v1/namespaces/payments/deployments/worker');
    if (worker) worker.metadata.deletionTimestamp = '2026-11-24T03:04:00Z';
    expect(await runOnce(verifyWorkloads, given, { outside })).toMatchObject({ code: 'NotReady' });
  });

  test('while a controller has not looked at the latest specification: its counts are of an older one', async () => {
    const outside = running();
    putDeployment(outside, 'payments', 'api', {
      spec: { replicas: 3 },
      status: { availableReplicas: 3 },
      generation: 9,
    });
    const waiting = await runOnce(verifyWorkloads, given, { outside });
    expect(waiting).toMatchObject({ code: 'NotReady' });
    expect(waiting.said).toContain('api (not yet looked at by its controller)');
  });

  test('while there is no status at all', async () => {
    const outside = running();
    outside.objects.set('/apis/apps/v1/namespaces/payments/deployments/api', { metadata: { name: 'api' } });
    expect(await runOnce(verifyWorkloads, given, { outside })).toMatchObject({ code: 'NotReady' });
  });
});

test.each<[string, VeleroInventory]>([
  ['it is empty', {}],
  ['it holds no workloads', { 'v1/ConfigMap': ['payments/settings'] }],
  ['its workloads are of another namespace', { 'apps/v1/Deployment': ['payments-old/api', 'web/api'] }],
])(
  'an inventory against which nothing can be verified is an error, never success: %s',
  async (_, against) => {
    const failed = await runOnce(verifyWorkloads, { ...given, against }, { outside: running() });
    expect(failed).toMatchObject({ code: 'NotVerified' });
    expect(failed.said).toContain('nothing to verify');
  },
);

test('stateful sets and daemon sets are verified, too', async () => {
  const outside = running();
  const against = {
    ...paymentsInventory,
    'apps/v1/StatefulSet': ['payments/ledger'],
    'apps/v1/DaemonSet': ['payments/agent'],
  };
  expect((await runOnce(verifyWorkloads, { ...given, against }, { outside })).said).toContain(
    'not there: ledger, agent',
  );
  const apps = '/apis/apps/v1/namespaces/payments';
  const metadata = (name: string) => {
    const written = { name, generation: 1 };
    return written;
  };
  outside.objects.set(`${apps}/statefulsets/ledger`, {
    metadata: metadata('ledger'),
    spec: { replicas: 1 },
    status: { observedGeneration: 1, availableReplicas: 1 },
  });
  outside.objects.set(`${apps}/daemonsets/agent`, {
    metadata: metadata('agent'),
    status: { observedGeneration: 1, desiredNumberScheduled: 4, numberAvailable: 3 },
  });
  expect((await runOnce(verifyWorkloads, { ...given, against }, { outside })).said).toContain('agent 3 of 4');
});

test('what is scaled to 0 is told', async () => {
  const { output, findings } = await runOnce(verifyWorkloads, given, {
    outside: running({ api: [3, 3], worker: [0, 0] }),
  });
  expect(output).toMatchObject({ available: 2, replicas: 3 });
  expect(findings[0]).toEqual({ text: 'scaled to 0, so nothing of them runs: worker', bad: true });
});

test('the inventory may be evidence; evidence that is something else is refused', async () => {
  const memory = emptyMemory();
  memory.evidence.set('f00', paymentsInventory);
  memory.evidence.set('bad', { plan: 'a text' });
  const ref = (sha256: string) => ({ ...given, against: { ref: 'somewhere', sha256, count: 3 } });
  expect((await runOnce(verifyWorkloads, ref('f00'), { outside: running(), memory })).output).toMatchObject({
    workloads: 2,
  });
  expect(await runOnce(verifyWorkloads, ref('bad'), { outside: running(), memory })).toMatchObject({
    code: 'Malformed',
  });
});

test('a plan says what would be waited for, and does not wait', async () => {
  const { output } = await invoke(
    (wanted, context) => verifyWorkloads.plan(wanted, context),
    verifyWorkloads,
    given,
    {
      outside: running({ api: [1, 3] }),
    },
  );
  expect(output?.lines).toEqual([
    'Wait until 2 workloads of payments on prod-blue have their replicas; now 0 do',
  ]);
  expect(output?.output).toMatchObject({ workloads: 2, available: { unknown: expect.any(String) } });
});

stepSuite(verifyWorkloads, {
  world: {},
  good: (world) => ({
    ...given,
    against: {
      'apps/v1/Deployment': world.names('apps/deployments', 'payments').map((name) => `payments/${name}`),
    },
  }),
  bad: [
    [
      'a cluster that is no name',
      { cluster: 'prod blue' },
      'cluster: expected the name of a cluster',
      'prod blue',
    ],
    ['no cluster', { cluster: undefined }, 'cluster: is missing: give the name of a cluster'],
    [
      'a namespace in capitals',
      { namespace: 'Payments' },
      'namespace: expected a namespace',
      'lower-case',
      'Payments',
    ],
    ['nothing to verify against', { against: undefined }, "against: is missing: give a backup's inventory"],
    [
      'a text to verify against',
      { against: 'nightly-7' },
      "against: expected a backup's inventory, such as $choice.inventory",
      'nightly-7',
    ],
    [
      'an inventory without lists',
      { against: { 'apps/v1/Deployment': 3 } },
      "against: expected a backup's inventory",
    ],
    [
      'a field that it does not know',
      { wait: 1 },
      'does not know wait: it takes cluster, namespace, against',
    ],
  ],
});
