import { describe, expect, test } from '@jest/globals';
import { checkCluster } from '../../lib/steps/check-cluster.ts';
import { FakeOutside, prodBlue, putNamespace, putNodes } from './fake-outside.ts';
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
