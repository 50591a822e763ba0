import { afterEach, describe, expect, test } from '@jest/globals';
import { checkApproval } from '../../lib/handlers/approval.ts';
import { handleStep } from '../../lib/handlers/step.ts';
import { asksOf } from '../../lib/history/asks.ts';
import { getRun } from '../../lib/history/runs.ts';
import { putStart } from '../../lib/history/starts.ts';
import { runIdOf } from '../../lib/model/run.ts';
import type { Json, JsonObject } from '../../lib/model/json.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { StepType } from '../../lib/steps/step-type.ts';
import { aWorld, payments, startedAt, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());
async function inWorld(options?: Parameters<typeof aWorld>[0]): Promise<TestWorld> {
  world = await aWorld(options);
  return world;
}

/** Runs until the step asks, or is done. */
async function until(all: TestWorld, run: string, step: string, status: string, everyMs = 50): Promise<void> {
  for (let tries = 0; tries < 5000; tries += 1) {
    const report = await all.operations.show(run).catch(() => undefined);
    if (report?.steps.some((one) => one.id === step && one.status === status)) return;
    await all.clock.sleep(everyMs);
  }
  throw new Error(`run ${run} never got there`);
}

const question = 'Restore payments on prod-blue from nightly-payments-20261124001200, 3 h 0 m old?';

/** An approval as the state machine would ask it, with something about it forged. */
function approval(execution: string, forged: JsonObject = {}, given: JsonObject = {}): Json {
  return {
    execution,
    state: 'Restore over what is there?',
    entered_at: startedAt,
    attempt: 0,
    step: 's4',
    title: 'Restore over what is there?',
    uses: 'approve',
    generation: 0,
    iteration: 0,
    timeout: 3600,
    with: {
      question,
      ask: [
        { who: 'platform-leads', for: 300 },
        { who: 'platform-managers', for: 300 },
      ],
      quorum: 1,
      ...given,
    },
    token: 'forged-token',
    level: 0,
    covers: [
      {
        step: 'restore',
        title: 'Restore',
        uses: 'restore-backup',
        with: { ...payments, backup: 'nightly-payments-20261124001200' },
      },
    ],
    ...forged,
  };
}

describe('a question that was put by hand before the run put its own', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['for other changes', { covers: [] }, {}],
    ['with another quorum', {}, { quorum: { 'platform-leads': 1 } }],
    ['to other people', {}, { ask: [{ who: 'platform-leads', for: 9 }] }],
  ])('%s: a yes to it changes nothing, a person looks', async (_, forged, given) => {
    const all = await inWorld({ people: {} });
    // nobody knows who started it: the run's own question wants two voices
    const machine = all.stateMachineArn('restore-namespace');
    const { arn } = await all.clients.states.start(machine, 'by-hand', JSON.stringify(payments));
    const run = runIdOf(arn);
    await until(all, run, 'look', 'running');
    expect(await all.invoke('step-approve', approval(arn, forged, given))).toMatchObject({ ok: null });
    const more = { for: 'platform-leads' };
    await all.operations.answer(run, 'approve', 'eve', '', more);
    await all.operations.answer(run, 'approve', 'mallory', '', more);
    await all.pass(5 * 60_000);
    expect(all.changes).toEqual([]);
    const asks = await asksOf(all.clients.table, run);
    expect(asks.map(({ kind, decision }) => [kind, decision?.answer])).toEqual([
      ['approval', 'approve'],
      ['failure', undefined],
    ]);
    expect(asks[1]?.question).toMatch(/is not what this run asks/);
    // a retry asks anew, as the runbook says
    await all.operations.answer(run, 'retry', 'ana', '');
    await all.pass(60_000);
    expect((await asksOf(all.clients.table, run)).at(-1)).toMatchObject({
      kind: 'approval',
      generation: 1,
      quorum: 2,
    });
    await all.operations.abort(run, 'ana', 'enough');
  });
});

describe('a forged payload', () => {
  test('of another step type is refused: an approval of one is none of the other', async () => {
    const all = await inWorld();
    const run = await all.start();
    await until(all, run.run, 's4', 'done', 3000);
    const call = {
      execution: run.execution,
      state: 'Restore',
      entered_at: startedAt,
      attempt: 0,
      step: 'restore',
      title: 'Restore',
      uses: 'restore-backup',
      generation: 5,
      iteration: 0,
      timeout: 36_000,
      with: { ...payments, backup: 'nightly-payments-20261124001200' },
      approval: 's4',
    };
    const other = { ...restoreBackup, uses: 'delete-everything' } as unknown as StepType;
    await expect(handleStep(other, call, all.parts())).rejects.toMatchObject({ code: 'BadInput' });
    await all.ended(run);
  });

  test.each(['constructor', '__proto__', 'toString'])(
    'whose runbook or cluster is called %s finds none of that name',
    async (name) => {
      const all = await inWorld();
      const open = {
        execution: 'arn:aws:states:eu-west-1:111122223333:execution:rebound-x:odd',
        state: 'Open run',
        entered_at: startedAt,
        attempt: 0,
        runbook: name,
        started_at: startedAt,
        inputs: payments,
      };
      expect(await all.invoke('open-run', open)).toMatchObject({ error: 'UnknownRunbook' });
      await expect(all.start({ cluster: name, namespace: 'payments' })).rejects.toMatchObject({
        code: 'BadInput',
      });
      const run = await all.start();
      await until(all, run.run, 'look', 'done');
      const lock = {
        execution: run.execution,
        state: 'Lock',
        entered_at: startedAt,
        attempt: 0,
        target: { cluster: name },
      };
      expect(await all.invoke('lock', lock)).toMatchObject({ error: 'BadInput' });
      await all.ended(run);
    },
  );

  test('whose times are none is refused', async () => {
    const all = await inWorld();
    const open = {
      execution: 'arn:aws:states:eu-west-1:111122223333:execution:rebound-restore-namespace:odd',
      state: 'Open run',
      entered_at: startedAt,
      attempt: 0,
      runbook: 'restore-namespace',
      started_at: 'yesterday',
      inputs: payments,
    };
    expect(await all.invoke('open-run', open)).toMatchObject({ error: 'BadInput' });
  });
});

test('a start record of another runbook under the same name says nothing of this one', async () => {
  const all = await inWorld({ people: {} });
  await putStart(all.clients.table, {
    execution: 'same-name',
    runbook: 'look-at-namespace',
    mode: 'dry-run',
    by: { kind: 'person', name: 'ana' },
    because: 'another one',
    at: startedAt,
  });
  await all.clients.states.start(
    all.stateMachineArn('restore-namespace'),
    'same-name',
    JSON.stringify(payments),
  );
  await all.pass(60_000);
  const [run] = await all.operations.runs({ limit: 1 });
  expect(run).toMatchObject({ mode: 'real', startedBy: { kind: 'unknown' } });
});

test('a covered change without a yes is refused', async () => {
  const all = await inWorld({ people: {} });
  const run = await all.start();
  await until(all, run.run, 's4', 'asking', 500);
  const record = await getRun(all.clients.table, run.run);
  if (!record) throw new Error('no run');
  const call = { step: 'restore', title: 'Restore', uses: 'restore-backup', iteration: 0, approval: 's4' };
  await expect(checkApproval(call, {}, record, all.parts())).rejects.toMatchObject({ code: 'NotApproved' });
});
