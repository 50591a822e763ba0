import { describe, expect, test } from '@jest/globals';
import { checkCluster } from '../../lib/steps/check-cluster.ts';
import { FakeOutside, putDeployment, putNamespace, putNodes } from './fake-outside.ts';
import { runOnce } from './stories.ts';

const payments = { cluster: 'prod-blue', namespace: 'payments' };

function healthy(): FakeOutside {
  const outside = new FakeOutside();
  putNodes(outside, 'True', 'True');
  putNamespace(outside, 'payments', { api: [3, 3], worker: [2, 2] });
  return outside;
}

async function look(outside: FakeOutside) {
  const { output, findings, code, said } = await runOnce(checkCluster, payments, { outside });
  if (!output) throw new Error(`check-cluster failed with ${code}: ${said}`);
  return { ...output, texts: findings.map(({ text }) => text) };
}

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
    const metadata = { name: 'ledger', generation: 1 };
    outside.objects.set('/apis/apps/v1/namespaces/payments/statefulsets/ledger', {
      metadata,
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
