import { afterEach, describe, expect, test } from '@jest/globals';
import { readLedger } from '../../lib/history/ledger.ts';
import { explain } from '../../lib/model/errors.ts';
import type { Json } from '../../lib/model/json.ts';
import { aWorld, payments, startedAt, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());
async function inWorld(options?: Parameters<typeof aWorld>[0]): Promise<TestWorld> {
  world = await aWorld(options);
  return world;
}

/** The run, as soon as `when` holds of its report. */
async function until(
  world: TestWorld,
  run: string,
  when: (steps: Record<string, string>) => boolean,
): Promise<void> {
  for (let tries = 0; tries < 5000; tries += 1) {
    const report = await world.operations.show(run).catch(() => undefined);
    if (report && when(Object.fromEntries(report.steps.map(({ id, status }) => [id, status])))) return;
    await world.clock.sleep(3000);
  }
  throw new Error(`run ${run} never got there`);
}

function restoreCall(execution: string, backup = 'nightly-payments-20261124001200'): Json {
  return {
    execution,
    state: 'Restore',
    entered_at: startedAt,
    attempt: 0,
    step: 'restore',
    title: 'Restore',
    uses: 'restore-backup',
    generation: 0,
    iteration: 0,
    timeout: 1800,
    with: { ...payments, backup },
    approval: 's4',
  };
}

describe('invoking a changing function directly changes nothing', () => {
  test.each([
    [
      'of a run that does not exist',
      'arn:aws:states:eu-west-1:111122223333:execution:rebound-restore-namespace:none',
      /there is no run/,
    ],
    ['with a payload that is none', null, /was called with a payload that is not one/],
  ])('%s', async (_, execution, message) => {
    const { invoke, changes } = await inWorld();
    const answer = await invoke(
      'step-restore-backup',
      execution === null ? { hello: 1 } : restoreCall(execution),
    );
    expect(answer).toMatchObject({ cause: expect.stringMatching(message) });
    expect(changes).toEqual([]);
  });

  test('of an open run that nobody approved: NotApproved', async () => {
    const all = await inWorld({ people: {} });
    const run = await all.start();
    await until(all, run.run, (steps) => steps['s4'] === 'asking');
    expect(await all.invoke('step-restore-backup', restoreCall(run.execution))).toMatchObject({
      error: 'NotApproved',
    });
    expect(all.changes).toEqual([]);
  });

  test('with another backup than the one that was approved: PlanChanged', async () => {
    const all = await inWorld();
    const run = await all.start();
    await until(all, run.run, (steps) => steps['s4'] === 'done');
    expect(await all.invoke('step-restore-backup', restoreCall(run.execution, 'another'))).toMatchObject({
      error: 'PlanChanged',
    });
    expect((await all.ended(run)).outcome).toBe('recovered');
    expect(all.changes).toHaveLength(1);
  });

  test('of a run that is closed: RunClosed, however often it is redriven', async () => {
    const all = await inWorld();
    const run = await all.start();
    await all.ended(run);
    expect(await all.invoke('step-restore-backup', restoreCall(run.execution))).toMatchObject({
      error: 'RunClosed',
    });
    expect(all.changes).toHaveLength(1);
  });
});

describe('hold', () => {
  test('stops before the next step, and the held time does not count towards its deadline', async () => {
    const all = await inWorld();
    const run = await all.start();
    await until(all, run.run, (steps) => steps['restore'] === 'running');
    await all.operations.hold(run.run, 'ana');
    await all.pass(40 * 60_000); // longer than the step's 30 minutes
    expect((await all.operations.show(run.run)).status).toBe('open');
    await all.operations.continue(run.run, 'ana');
    expect((await all.ended(run)).outcome).toBe('recovered');
  });
});

describe('abort', () => {
  test('while a question is open ends the run with nothing changed', async () => {
    const all = await inWorld({ people: {} });
    const run = await all.start();
    await until(all, run.run, (steps) => steps['s4'] === 'asking');
    await all.operations.abort(run.run, 'ana', 'false alarm');
    const report = await all.ended(run);
    expect(report).toMatchObject({ outcome: 'aborted', changed: [] });
    expect(report.because).toMatch(/ana.*false alarm/);
    expect(all.changes).toEqual([]);
  });

  test('while something outside is pending ends it at the next poll, and says what was changed', async () => {
    const all = await inWorld();
    const run = await all.start();
    await until(all, run.run, (steps) => steps['restore'] === 'running');
    await all.operations.abort(run.run, 'ana', 'I take it by hand');
    const report = await all.ended(run);
    expect(report).toMatchObject({
      outcome: 'aborted',
      changed: [
        { step: 'restore', done: true },
        { step: 'restore', done: true, external: expect.stringMatching(/--undo$/) },
      ],
    });
    expect(all.sandbox.inbox().at(-1)?.text).toMatch(/rb-[a-z2-7]{16}-0-0-restore/);
  });

  test('of a run that is over is refused in words', async () => {
    const all = await inWorld();
    const run = await all.start();
    await all.ended(run);
    await expect(
      all.operations
        .abort(run.run, 'ana', '')
        .catch((error: unknown) => Promise.reject(new Error(explain(error)))),
    ).rejects.toThrow(/is over: recovered/);
  });
});

describe('the stop switch', () => {
  test('lets nothing new be changed, keeps questions open, and goes on after its release', async () => {
    const all = await inWorld();
    const run = await all.start();
    await until(all, run.run, (steps) => steps['s4'] === 'asking');
    await all.operations.stopEverything('ana', 'the network is down');
    await all.pass(10 * 60_000); // the leads approved meanwhile
    expect(all.changes).toEqual([]);
    expect((await readLedger(all.clients.table, run.run))?.entries).toEqual({});
    await all.operations.release('ana');
    expect((await all.ended(run)).outcome).toBe('recovered');
    expect(all.changes).toHaveLength(1);
  });

  test('refuses new runs that may change something, and lets a dry-run look', async () => {
    const all = await inWorld();
    await all.operations.stopEverything('ana', 'the network is down');
    const refused = await all.ended(await all.start());
    expect(refused).toMatchObject({ outcome: 'refused', badInput: false });
    expect(refused.because).toMatch(/ana stopped everything.*network is down.*rebound release/);
    expect((await all.ended(await all.start(payments, { mode: 'dry-run' }))).outcome).toBe('planned');
  });
});

describe('a target of its own', () => {
  test('a change elsewhere is refused before it is begun', async () => {
    const { changer } = await import('../../lib/handlers/change.ts');
    const { passGate } = await import('../../lib/handlers/gate.ts');
    const all = await inWorld({ people: {} });
    const run = await all.start();
    await until(all, run.run, (steps) => steps['s4'] === 'asking');
    const parts = all.parts();
    const standing = await passGate(run.execution, parts);
    const where = { step: 'restore', uses: 'restore-backup', generation: 0, iteration: 0, writeId: 'w' };
    const change = changer(where, standing, parts, async () => {});
    const make = async () => Promise.reject(new Error('must not be called'));
    const elsewhere = { spec: {}, find: async () => undefined, make, specOf: () => ({}) };
    await expect(change({ ...elsewhere, root: 'prod-blue', part: 'checkout' })).rejects.toMatchObject({
      code: 'OutsideTarget',
    });
    await expect(change({ ...elsewhere, root: 'dev-payments', part: 'payments' })).rejects.toMatchObject({
      code: 'OutsideTarget',
    });
    await expect(change({ ...elsewhere, root: 'prod-blue', part: null })).rejects.toMatchObject({
      code: 'OutsideTarget',
    });
  });
});
