import { afterEach, expect, test } from '@jest/globals';
import { abortLedger, readLedger } from '../../lib/history/ledger.ts';
import { getRun } from '../../lib/history/runs.ts';
import { iso } from '../../lib/model/clock.ts';
import type { Json } from '../../lib/model/json.ts';
import { aWorld, payments, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());

/** A run that waits for an approval, and a call of one of its steps. */
async function asking(): Promise<{ all: TestWorld; run: string; call: (more?: object) => Json }> {
  const all = (world = await aWorld({ people: {} }));
  const { run, execution } = await all.start();
  while (!(await all.operations.show(run).catch(() => undefined))?.asks.length) await all.pass(1000);
  const call = (more: object = {}): Json => ({
    execution,
    state: 'Look',
    entered_at: iso(all.clock.now()),
    attempt: 0,
    step: 'look',
    title: 'Look',
    uses: 'check-cluster',
    generation: 3,
    iteration: 0,
    timeout: 300,
    with: { ...payments },
    ...more,
  });
  return { all, run, call };
}

test('other values stand over what the step has, and are checked as that is', async () => {
  const { all, call } = await asking();
  const look = (values: Json) => all.invoke('step-check-cluster', call({ values }));
  expect(await look(null)).toMatchObject({ ok: { output: { namespace: 'GONE' } } });
  expect(await look({ namespace: 'orders' })).toMatchObject({
    ok: { output: { reason: expect.stringContaining('orders') } },
  });
  expect(await look({ namespace: 7 })).toMatchObject({ error: 'BadInput' });
  expect(await look({ nonsense: 'x' })).toMatchObject({ error: 'BadInput' });
});

test('the time of an `until` counts from its first round', async () => {
  const { all, call } = await asking();
  const since = iso(all.clock.now() - 301_000);
  expect(await all.invoke('step-check-cluster', call({ since }))).toMatchObject({ error: 'StepDeadline' });
  expect(await all.invoke('step-check-cluster', call({ since: null }))).toMatchObject({ ok: {} });
});

test('in `always` a step looks, of an aborted run, too, and changes nothing', async () => {
  const { all, run, call } = await asking();
  await abortLedger(all.clients.table, run, { by: 'ana', at: iso(all.clock.now()), because: 'no' });
  expect(await all.invoke('step-check-cluster', call())).toMatchObject({ error: 'Aborted' });
  expect(await all.invoke('step-check-cluster', call({ phase: 'always' }))).toMatchObject({ ok: {} });
  const restore = { uses: 'restore-backup', with: { ...payments, backup: 'x' }, phase: 'always' };
  expect(await all.invoke('step-restore-backup', call(restore))).toMatchObject({
    error: 'Broken',
    cause: expect.stringMatching(/stands in `always`/),
  });
  expect(all.changes).toEqual([]);
});

test('a verify in `always` proves nothing of the run', async () => {
  const { all, run, call } = await asking();
  const verify = {
    uses: 'verify-workloads',
    with: { ...payments, against: { Deployment: [] } },
    phase: 'always',
  };
  await all.invoke('step-verify-workloads', call(verify));
  expect((await readLedger(all.clients.table, run))?.verified).toBeUndefined();
});

test('what was not begun cannot be taken back; twice is once', async () => {
  const { all, run, call } = await asking();
  const { table } = all.clients;
  const undo = call({ uses: 'restore-backup', step: 'restore', generation: 0, phase: 'undo', round: 0 });
  await abortLedger(table, run, { by: 'ana', at: iso(all.clock.now()), because: 'no' });
  expect(await all.invoke('step-restore-backup', undo)).toMatchObject({
    error: 'Broken',
    cause: expect.stringMatching(/does not know that it began/),
  });
  expect((await getRun(table, run))?.status).toBe('open');
});
