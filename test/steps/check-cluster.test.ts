import { describe, expect, test } from '@jest/globals';
import { checkCluster } from '../../lib/steps/check-cluster.ts';
import { FakeOutside, prodBlue, putDeployment, putNamespace, putNodes } from './fake-outside.ts';
import { type BadInput, stepSuite } from './suite.ts';
import { invoke, runOnce, type Told } from './stories.ts';

const blue = { cluster: 'prod-blue' };
const payments = { cluster: 'prod-blue', namespace: 'payments' };

function healthy(): FakeOutside {
  const outside = new FakeOutside();
  putNodes(outside, 'True', 'True');
  putNamespace(outside, 'payments', { api: [3, 3], worker: [2, 2] });
  return outside;
}

async function look(outside: FakeOutside, given: object = payments, told: Partial<Told> = {}) {
  const { output, findings, code, said } = await runOnce(checkCluster, given, { outside, ...told });
  if (!output) throw new Error(`check-cluster failed with ${code}: ${said}`);
  return { ...output, texts: findings.map(({ text }) => text) };
}

describe('the cluster', () => {
  test('healthy: it answers, in a few calls', async () => {
    const outside = healthy();
    expect(await look(outside)).toMatchObject({
      cluster: 'prod-blue',
      api: 'HEALTHY',
      namespace: 'HEALTHY',
      serving: 'yes',
      reason: 'all of 2 deployments in payments have their replicas',
      checked_at: '2026-11-24T03:05:00.000Z',
      deployments: 2,
      lacking: 0,
    });
    expect(outside.calls).toEqual([
      'describe prod-blue eu-west-1',
      'kubernetes prod-blue',
      'GET /readyz',
      'GET /api/v1/namespaces/payments',
      'LIST /apis/apps/v1/namespaces/payments/deployments',
      'LIST /api/v1/nodes',
    ]);
  });

  test('without a namespace only the cluster is judged', async () => {
    expect(await look(healthy(), blue)).toMatchObject({
      api: 'HEALTHY',
      namespace: null,
      serving: 'yes',
      deployments: null,
    });
  });

  const gone = () => {
    const outside = healthy();
    outside.cluster = undefined;
    outside.listed = ['prod-green'];
    return outside;
  };

  test('GONE when EKS neither knows it nor lists it, twice, some seconds apart', async () => {
    const outside = gone();
    expect(await look(outside)).toMatchObject({ api: 'GONE', namespace: 'UNKNOWN', serving: 'no' });
    const asked = ['describe prod-blue eu-west-1', 'list eu-west-1'];
    expect(outside.calls).toEqual([...asked, ...asked]);
    expect(outside.time).toBeGreaterThanOrEqual(Date.parse('2026-11-24T03:05:03.000Z'));
  });

  test.each<[string, (outside: FakeOutside) => Partial<Told> | undefined, string]>([
    ['it is still listed', (outside) => void (outside.listed = ['prod-blue']), 'EKS lists it'],
    [
      'the list is denied',
      (outside) => void outside.answer('list', 'AccessDenied'),
      'its list could not be read',
    ],
    [
      'the second list is throttled to the end',
      (outside) => void outside.answer('list', null, 'Throttled', 'Throttled', 'Throttled'),
      'its list could not be read',
    ],
    [
      'it is back at the second look',
      (outside) => void outside.answer('list', () => void (outside.cluster = new FakeOutside().cluster)),
      'and then it did',
    ],
    [
      'it is listed at the second look',
      (outside) => void outside.answer('list', null, () => void (outside.listed = ['prod-blue'])),
      'EKS lists it',
    ],
    ['another account was asked', () => ({ account: '999999999999' }), '999999999999 was asked instead'],
    ['nobody knows which account was asked', () => ({ account: null }), 'not known for sure'],
    [
      'rebound.yaml contradicts itself',
      () => ({ clusters: { 'prod-blue': { ...prodBlue, region: 'eu-central-1' } } }),
      'contradicts itself',
    ],
  ])('not GONE but UNKNOWN when %s', async (_, arrange, reason) => {
    const outside = gone();
    const told = arrange(outside) ?? {};
    const seen = await look(outside, payments, told);
    expect(seen).toMatchObject({ api: 'UNKNOWN', namespace: 'UNKNOWN', serving: 'unknown' });
    expect(seen.reason).toContain(reason);
  });

  test.each(['AccessDenied', 'Throttled', 'Unavailable', 'Malformed'] as const)(
    'UNKNOWN when EKS answers %s to the end',
    async (code) => {
      const outside = healthy().answer('describe', code, code, code);
      expect(await look(outside)).toMatchObject({ api: 'UNKNOWN', namespace: 'UNKNOWN', serving: 'unknown' });
    },
  );

  test.each(['Throttled', 'Unavailable', 'Malformed'] as const)('one %s is looked past', async (code) => {
    const outside = healthy().answer('describe', code).answer('GET /readyz', code);
    expect(await look(outside)).toMatchObject({ api: 'HEALTHY', namespace: 'HEALTHY' });
  });

  test('UNREACHABLE: EKS says ACTIVE, the API never answers; it may be serving', async () => {
    const outside = healthy().answer('GET /readyz', 'Unavailable', 'Unavailable', 'Unavailable');
    const seen = await look(outside);
    expect(seen).toMatchObject({ api: 'UNREACHABLE', namespace: 'UNKNOWN', serving: 'unknown' });
    expect(seen.reason).toContain('did not answer 3 times');
    expect(outside.time).toBeGreaterThanOrEqual(Date.parse('2026-11-24T03:05:10.000Z'));
  });

  test.each<[string, (outside: FakeOutside) => void]>([
    ['EKS is updating it', (outside) => Object.assign(outside.cluster ?? {}, { status: 'UPDATING' })],
    [
      'EKS does not say where its API is',
      (outside) => outside.answer('kubernetes', 'Unavailable', 'Unavailable', 'Unavailable'),
    ],
    [
      'one of the attempts was throttled',
      (outside) => outside.answer('GET /readyz', 'Unavailable', 'Throttled', 'Unavailable'),
    ],
    ['the API denies it', (outside) => outside.answer('GET /readyz', 'AccessDenied')],
    [
      'the API answers nonsense',
      (outside) => outside.answer('GET /readyz', 'Malformed', 'Malformed', 'Malformed'),
    ],
    [
      'EKS answers about another one',
      (outside) => Object.assign(outside.cluster ?? {}, { arn: 'arn:aws:eks:x:1:cluster/y' }),
    ],
    [
      'EKS uses a word that nobody knows',
      (outside) => Object.assign(outside.cluster ?? {}, { status: 'HIBERNATED' }),
    ],
  ])('not UNREACHABLE but UNKNOWN when %s', async (_, arrange) => {
    const outside = healthy();
    arrange(outside);
    if (outside.scripts.length === 0 && outside.cluster?.status === 'UPDATING') {
      outside.answer('GET /readyz', 'Unavailable', 'Unavailable', 'Unavailable');
    }
    expect(await look(outside)).toMatchObject({ api: 'UNKNOWN', namespace: 'UNKNOWN', serving: 'unknown' });
  });

  test('slow time-outs: what there was no time for is not looked at, and never taken for an answer', async () => {
    const outside = healthy();
    const slow = () => {
      outside.time += 20_000;
    };
    outside.answer('describe', slow).answer('GET /readyz', slow);
    expect(await look(outside)).toMatchObject({ api: 'HEALTHY', namespace: 'UNKNOWN', serving: 'unknown' });
  });

  test.each(['CREATING', 'DELETING', 'FAILED', 'PENDING'])('DEGRADED while EKS says %s', async (status) => {
    const outside = healthy();
    Object.assign(outside.cluster ?? {}, { status });
    const seen = await look(outside);
    expect(seen).toMatchObject({ api: 'DEGRADED', namespace: 'UNKNOWN' });
    expect(seen.reason).toContain(status);
  });

  test('DEGRADED when the API says that it is not ready: then nothing it says of the namespace counts', async () => {
    const outside = healthy();
    outside.ready = false;
    outside.objects.clear();
    expect(await look(outside)).toMatchObject({ api: 'DEGRADED', namespace: 'UNKNOWN' });
  });

  test('a cluster that rebound.yaml does not have is bad input', async () => {
    expect(await runOnce(checkCluster, { cluster: 'prod-red' }, { outside: healthy() })).toMatchObject({
      code: 'BadInput',
    });
  });

  test('when our own time is over it throws: that is no answer', async () => {
    const outside = healthy();
    const over = new AbortController();
    outside.answer('GET /readyz', () => over.abort(new Error('time is over')), null);
    outside.answer('GET /api', 'Unavailable');
    expect(await runOnce(checkCluster, payments, { outside, signal: over.signal })).toMatchObject({
      code: 'Unavailable',
    });
  });
});

describe('the namespace', () => {
  test('GONE when an API that is ready says so twice, some seconds apart', async () => {
    const outside = healthy();
    outside.objects.delete('/api/v1/namespaces/payments');
    const seen = await look(outside);
    expect(seen).toMatchObject({ api: 'HEALTHY', namespace: 'GONE', serving: 'no', deployments: null });
    expect(outside.calls.filter((call) => call === 'GET /api/v1/namespaces/payments')).toHaveLength(2);
    expect(outside.time).toBeGreaterThanOrEqual(Date.parse('2026-11-24T03:05:03.000Z'));
  });

  test.each<[string, (outside: FakeOutside) => void]>([
    ['it is denied', (outside) => outside.answer('GET /api/v1/namespaces', 'AccessDenied')],
    [
      'the second look is denied',
      (outside) => outside.answer('GET /api/v1/namespaces', 'NotFound', 'AccessDenied'),
    ],
    ['the second look finds it', (outside) => outside.answer('GET /api/v1/namespaces', 'NotFound')],
    [
      'the API is not ready any more',
      (outside) =>
        outside.answer('GET /api/v1/namespaces', 'NotFound', 'NotFound').answer('GET /readyz', null, () => {
          outside.ready = false;
        }),
    ],
    ['its deployments cannot be listed', (outside) => outside.answer('LIST /apis/apps', 'AccessDenied')],
  ])('not GONE but UNKNOWN when %s', async (_, arrange) => {
    const outside = healthy();
    arrange(outside);
    const seen = await look(outside);
    expect(seen).toMatchObject({ api: 'HEALTHY', namespace: 'UNKNOWN' });
    expect(seen.serving).not.toBe('no');
  });

  test('DEGRADED while it is Terminating, with since when', async () => {
    const outside = healthy();
    putNamespace(outside, 'payments', {}, { deletionTimestamp: '2026-11-24T03:01:00Z' });
    const seen = await look(outside);
    expect(seen).toMatchObject({ namespace: 'DEGRADED', serving: 'unknown' });
    expect(seen.reason).toContain('Terminating since 2026-11-24T03:01:00Z');
  });

  test('DEGRADED when deployments lack replicas: names up to a limit, and how many besides', async () => {
    const outside = healthy();
    for (let n = 0; n < 7; n++) {
      putDeployment(outside, 'payments', `broken-${n}`, {
        spec: { replicas: 3 },
        status: { availableReplicas: 1 },
      });
    }
    const seen = await look(outside);
    expect(seen).toMatchObject({ namespace: 'DEGRADED', serving: 'yes', deployments: 9, lacking: 7 });
    expect(seen.reason).toBe('7 of 9 deployments in payments lack replicas');
    expect(seen.texts).toContain('broken-4 1 of 3 available');
    expect(seen.texts).not.toContain('broken-5 1 of 3 available');
    expect(seen.texts).toContain('and 2 more that lack replicas');
  });

  test('DEGRADED when a controller has not looked at the latest specification', async () => {
    const outside = healthy();
    putDeployment(outside, 'payments', 'api', {
      spec: { replicas: 3 },
      status: { availableReplicas: 3 },
      generation: 3,
    });
    expect(await look(outside)).toMatchObject({ namespace: 'DEGRADED', lacking: 1 });
  });

  test('DEGRADED when it exists and is empty: something may have made it anew', async () => {
    const outside = new FakeOutside();
    putNodes(outside, 'True');
    putNamespace(outside, 'payments');
    const seen = await look(outside);
    expect(seen).toMatchObject({ namespace: 'DEGRADED', serving: 'no', deployments: 0 });
    expect(seen.reason).toContain('holds no deployments');
  });

  test('a namespace of stateful sets only is judged by them', async () => {
    const outside = new FakeOutside();
    putNodes(outside, 'True');
    putNamespace(outside, 'payments');
    outside.objects.set('/apis/apps/v1/namespaces/payments/statefulsets/ledger', {
      metadata: { name: 'ledger', ...{ generation: 1 } },
      spec: { replicas: 2 },
      status: { availableReplicas: 2, observedGeneration: 1 },
    });
    expect(await look(outside)).toMatchObject({ namespace: 'HEALTHY', serving: 'yes' });
  });
});

describe('serving', () => {
  test.each<[string, string[], Record<string, [number, number]>, string]>([
    ['a pod is available', ['True'], { api: [1, 3] }, 'yes'],
    ['all nodes are ready and nothing is available', ['True', 'True'], { api: [0, 3] }, 'no'],
    [
      'a node lost its control plane: its pods may still run',
      ['True', 'Unknown'],
      { api: [0, 3] },
      'unknown',
    ],
    ['there are no nodes at all', [], { api: [0, 3] }, 'no'],
  ])('%s', async (_, nodes, deployments, serving) => {
    const outside = new FakeOutside();
    putNodes(outside, ...nodes);
    putNamespace(outside, 'payments', deployments);
    expect(await look(outside)).toMatchObject({ serving });
  });

  test('nodes that cannot be listed leave it unknown, but for available pods', async () => {
    const empty = new FakeOutside().answer('LIST /api/v1/nodes', 'AccessDenied');
    putNamespace(empty, 'payments', { api: [0, 3] });
    expect(await look(empty)).toMatchObject({ serving: 'unknown' });
    expect(await look(healthy().answer('LIST /api/v1/nodes', 'AccessDenied'))).toMatchObject({
      serving: 'yes',
    });
  });
});

test('a plan is the look itself', async () => {
  const { output } = await invoke(
    (given, context) => checkCluster.plan(given, context),
    checkCluster,
    payments,
    {
      outside: healthy(),
    },
  );
  expect(output?.lines).toEqual([
    'payments @ prod-blue: HEALTHY, all of 2 deployments in payments have their replicas',
  ]);
  expect(output?.output).toMatchObject({ api: 'HEALTHY', namespace: 'HEALTHY' });
});

const bad: BadInput[] = [
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
  ['a field that it does not know', { clustr: 'x' }, 'does not know clustr: it takes cluster, namespace'],
];
const suite = { good: () => payments, bad, volatile: ['checked_at'], check: true } as const;

stepSuite(checkCluster, { ...suite, world: {} });
stepSuite(checkCluster, {
  ...suite,
  when: 'when the namespace is gone',
  world: {
    clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
  },
});
stepSuite(checkCluster, {
  ...suite,
  when: 'when the cluster is gone',
  world: { clusters: { 'prod-blue': { state: 'gone', api: 'healthy', namespaces: {} } } },
});
