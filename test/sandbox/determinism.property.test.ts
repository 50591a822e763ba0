import { describe, expect, test } from '@jest/globals';
import { hashOf } from '../../lib/model/json.ts';
import { aSandbox, blue, healthy } from './a-sandbox.ts';

/** A recovery with two who work at the same time, as a trace: when, what was asked, what was answered. */
async function traceOf(seed: number): Promise<string[]> {
  const given = {
    ...healthy,
    backups: [{ namespace: 'payments', age: 10_800, phase: 'Completed' as const }],
  };
  const { clients, clock, sandbox, play, trace } = aSandbox({ seed, given });
  sandbox.deleteNamespace('prod-blue', 'payments');
  await play(async () => {
    const velero = await clients.velero(blue);
    const backup =
      (await velero.backups()).find(({ name }) => name.startsWith('nightly-payments'))?.name ?? '';
    const watch = async () => {
      const api = await clients.kubernetes(blue);
      for (let look = 0; look < 20; look++) {
        await api.list('/apis/apps/v1/namespaces/payments/deployments');
        await clock.sleep(10_000);
      }
    };
    await Promise.all([
      watch(),
      velero.inventory(backup, 'list'),
      velero.createRestore('r', { backupName: backup }),
    ]);
  });
  return trace.map(({ at, request, answer }) =>
    hashOf([at, request.method, request.url, Buffer.from(answer.body).toString('base64')]),
  );
}

describe('the same seed is the same world', () => {
  const seeds = [1, 7, 4711];
  test.each(seeds)('call for call, with seed %d', async (seed) => {
    expect(await traceOf(seed)).toEqual(await traceOf(seed));
  });
  test('another seed is another world', async () => {
    const traces = await Promise.all(seeds.map(traceOf));
    expect(new Set(traces.map((trace) => hashOf(trace))).size).toBe(seeds.length);
    // Not only the latencies differ: what takes its time in the world does, too.
    expect(new Set(seeds.map((seed) => aSandbox({ seed }).sandbox.state().seed)).size).toBe(seeds.length);
  });
});

describe('the world is data', () => {
  test('that survives being written down and loaded elsewhere', async () => {
    const first = aSandbox();
    first.sandbox.deleteNamespace('prod-blue', 'payments');
    await first.play(() => first.clock.sleep(10_000));
    const kept = JSON.stringify(first.sandbox.state());
    const second = aSandbox({ seed: 2 });
    await second.play(() => second.clock.sleep(10_000));
    second.sandbox.load(JSON.parse(kept));
    await Promise.all([first, second].map(({ play, clock }) => play(() => clock.sleep(120_000))));
    expect(second.sandbox.state()).toEqual(first.sandbox.state());
  });
  test('that nobody changes in place', async () => {
    const { sandbox, play, clock, clients } = aSandbox();
    const before = sandbox.state();
    const kept = JSON.stringify(before);
    sandbox.deleteNamespace('prod-blue', 'payments');
    await play(async () => {
      await (await clients.velero(blue)).createRestore('r', { scheduleName: 'nightly-payments' });
      await clock.sleep(600_000);
      await (await clients.velero(blue)).restore('r');
    });
    expect(JSON.stringify(before)).toBe(kept);
    expect(JSON.stringify(sandbox.state())).not.toBe(kept);
  });
});

test('a call that is given up has no effect', async () => {
  const { sandbox, surroundings, play, trace, clients } = aSandbox();
  await play(async () => (await clients.kubernetes(blue)).ready());
  const { headers, url } = trace.at(-1)?.request ?? { headers: {}, url: '' };
  const ending = new AbortController();
  const call = surroundings.transport(
    {
      system: 'kubernetes',
      method: 'DELETE',
      url: url.replace('/readyz', '/api/v1/namespaces/payments'),
      headers,
      body: '{}',
    },
    ending.signal,
  );
  ending.abort(new Error('given up'));
  await expect(call).rejects.toThrow('given up');
  const namespace = sandbox.state().clusters['prod-blue']?.objects['core/namespaces//payments'];
  expect(namespace?.object.status).toEqual({ phase: 'Active' });
});
