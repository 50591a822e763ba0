import { afterEach, describe, expect, test } from '@jest/globals';
import { asksOf } from '../../lib/history/asks.ts';
import { fence, readLedger } from '../../lib/history/ledger.ts';
import { holderOf, takeLock } from '../../lib/history/lock.ts';
import { getRun, holdRun } from '../../lib/history/runs.ts';
import { iso } from '../../lib/model/clock.ts';
import type { Json } from '../../lib/model/json.ts';
import { runIdOf } from '../../lib/model/run.ts';
import type { Hold } from '../../lib/model/target.ts';
import { aWorld, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());
async function inWorld(options: Parameters<typeof aWorld>[0] = {}): Promise<TestWorld> {
  world = await aWorld({ runbooks: [parent('restore-namespace'), besides], ...options });
  return world;
}

const head = (name: string, target: string) => `
runbook: ${name}
title: ${name}, for a test
owner: platform-oncall
severity: high
objectives: { rto: 10h, rpo: 24h }
deadline: 9h
inputs:
  of: { type: cluster }
  cluster: { type: cluster }
  namespace: { type: namespace }
target: { cluster: $inputs.${target} }
`;

/** Runs one for a namespace, and says what came of it. Its own target is another cluster where `of` says so. */
const parent = (runbook: string) => `${head('outer', 'of')}
steps:
  - id: inner
    title: Have it restored
    uses: runbook
    with: { runbook: ${runbook}, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace } }
    timeout: 3h
  - title: That was it
    finish: { outcome: nothing-to-do, because: "{{ $inner.outcome }} by {{ $inner.run }}" }
`;

/** The same, beside a branch that fails for good. */
const besides = `${head('besides', 'of')}
steps:
  - title: Both at once
    parallel:
      - - id: inner
          title: Have it restored
          uses: runbook
          with: { runbook: restore-namespace, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace } }
          timeout: 3h
      - - title: A short rest
          wait: 2m
        - title: What is not there
          uses: find-backup
          with: { namespace: nothing-of-this-name, newest_within: 1h }
          on_failure: stop
`;

const inputs = { of: 'prod-blue', cluster: 'prod-blue', namespace: 'payments' };
const outer = (all: TestWorld, given: Record<string, string> = {}, runbook = 'outer') =>
  all.start({ ...inputs, ...given }, { runbook });

async function childOf(all: TestWorld, run: string, nth = 0): Promise<string> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const child = Object.keys((await readLedger(all.clients.table, run))?.nested ?? {})[nth];
    if (child !== undefined && (await getRun(all.clients.table, child))) return child;
    await all.pass(1000);
  }
  throw new Error(`run ${run} started no other`);
}

async function untilAsked(all: TestWorld, run: string): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const asks = await asksOf(all.clients.table, run);
    if (asks.some((ask) => !ask.decision)) return;
    await all.pass(2000);
  }
  throw new Error(`run ${run} asked nobody`);
}

const paymentsHold: Hold = {
  root: { kind: 'cluster', account: '111122223333', region: 'eu-west-1', name: 'prod-blue' },
  part: 'payments',
};

describe('a step that runs another runbook', () => {
  test('waits for its end and reads what came of it; the run knows whose step it is, and works within its lock', async () => {
    const all = await inWorld();
    const run = await outer(all);
    const child = await childOf(all, run.run);
    await untilAsked(all, child);
    expect(await holderOf(all.clients.table, paymentsHold)).toMatchObject({ run: run.run });
    const report = await all.ended(run);
    expect(report.because).toBe(`recovered by ${child}`);
    expect(await getRun(all.clients.table, child)).toMatchObject({
      parent: run.run,
      mode: 'real',
      startedBy: { kind: 'run', name: run.run },
      outcome: 'recovered',
      execution: expect.stringMatching(new RegExp(`:${run.run}-0-0-inner$`)),
    });
    expect(await readLedger(all.clients.table, run.run)).toMatchObject({ nested: { [child]: 'inner' } });
    expect(await holderOf(all.clients.table, paymentsHold)).toBeUndefined();
  });

  test('in a dry-run makes a dry-run of it', async () => {
    const all = await inWorld();
    const run = await all.start(inputs, { runbook: 'outer', mode: 'dry-run' });
    const report = await all.ended(run);
    expect(report.outcome).toBe('planned');
    const child = await childOf(all, run.run);
    expect(await getRun(all.clients.table, child)).toMatchObject({ mode: 'dry-run', outcome: 'planned' });
    expect(all.changes).toEqual([]);
  });

  test('that joins another run follows that one to its end', async () => {
    const all = await inWorld();
    const first = await all.start();
    await untilAsked(all, first.run);
    const run = await outer(all, { of: 'prod-green' });
    const report = await all.ended(run);
    expect(report.because).toBe(`recovered by ${first.run}`);
    expect(await getRun(all.clients.table, await childOf(all, run.run))).toMatchObject({ outcome: 'joined' });
  });

  test('that is refused fails, and asks; a retry is another run', async () => {
    const all = await inWorld({ people: { 'platform-leads': [{ does: 'approve', after: 60 }] } });
    const strange = { run: 'aaaaaaaaaaaaaaaa', runbook: 'else', execution: 'none', holds: [paymentsHold] };
    await takeLock(all.clients.table, { ...strange, at: iso(all.clock.now()) });
    const run = await outer(all, { of: 'prod-green' });
    await untilAsked(all, run.run);
    const [ask] = await asksOf(all.clients.table, run.run);
    expect(ask?.question).toMatch(
      /ended as refused: run aaaaaaaaaaaaaaaa \(else\) holds payments @ prod-blue/,
    );
    const { takeOver } = await import('../../lib/history/lock.ts');
    const at = iso(all.clock.now());
    await takeOver(all.clients.table, { from: strange.run, holds: [paymentsHold], because: 'over', at });
    await all.operations.answer(run.run, 'retry', 'ana', '');
    const report = await all.ended(run);
    expect(report.because).toBe(`recovered by ${await childOf(all, run.run, 1)}`);
  });

  test('whose inputs are wrong fails: that run is refused for them', async () => {
    const lacking = parent('restore-namespace').replace(', namespace: $inputs.namespace }', ' }');
    const all = await inWorld({ runbooks: [lacking] });
    const run = await outer(all);
    await untilAsked(all, run.run);
    const [ask] = await asksOf(all.clients.table, run.run);
    expect(ask?.question).toMatch(/ended as refused: namespace is missing; /);
    expect(await getRun(all.clients.table, await childOf(all, run.run))).toMatchObject({
      outcome: 'refused',
      badInput: true,
    });
    await all.operations.abort(run.run, 'ana', 'enough');
    await all.ended(run);
  });
});

describe('what happens to a run happens to those that its steps started', () => {
  test('an abort: its question is answered, it ends as aborted, and then the one above', async () => {
    const all = await inWorld({ people: {} });
    const run = await outer(all);
    const child = await childOf(all, run.run);
    await untilAsked(all, child);
    await all.operations.abort(run.run, 'ana', 'a false alarm');
    expect((await all.ended(run)).outcome).toBe('aborted');
    const aborted = await getRun(all.clients.table, child);
    expect(aborted?.outcome).toBe('aborted');
    expect(aborted?.endedAt).toBeDefined();
    expect((await readLedger(all.clients.table, child))?.aborted?.because).toBe(
      `run ${run.run}, whose step it is, was aborted: a false alarm`,
    );
    expect(all.changes).toEqual([]);
  });

  test('a rejection within another branch, too', async () => {
    const all = await inWorld({ people: {} });
    const run = await outer(all);
    const child = await childOf(all, run.run);
    await untilAsked(all, child);
    await all.operations.answer(child, 'reject', 'ana', 'no');
    // Of the nested one alone: the one above asks what now.
    await untilAsked(all, run.run);
    await all.operations.abort(run.run, 'ana', 'then not');
    expect((await all.ended(run)).outcome).toBe('aborted');
  });

  test('a sibling branch that fails for good stops its execution, and the janitor closes it', async () => {
    const all = await inWorld({ people: {} });
    const run = await outer(all, {}, 'besides');
    const child = await childOf(all, run.run);
    await untilAsked(all, child);
    expect((await all.ended(run)).outcome).toBe('failed');
    const execution = (await getRun(all.clients.table, child))?.execution ?? '';
    await all.pass(1000);
    expect(all.engine.execution(execution)?.status).toBe('ABORTED');
    await all.invoke('janitor', null);
    expect((await getRun(all.clients.table, child))?.status).toBe('closed');
    expect(await holderOf(all.clients.table, paymentsHold)).toBeUndefined();
  });

  test.each([
    ['held', 'NotReady', /ana holds run .*, whose step this run is/],
    ['fenced', 'RunClosed', /whose step this run is, is closed/],
  ])('the one above is %s: %s', async (what, error, message) => {
    const all = await inWorld({ people: {} });
    const run = await outer(all);
    const child = await childOf(all, run.run);
    await untilAsked(all, child);
    const { table } = all.clients;
    if (what === 'held') await holdRun(table, run.run, 'ana', iso(all.clock.now()));
    if (what === 'fenced') await fence(table, run.run, 'taken over', iso(all.clock.now()));
    const call = lookCall((await getRun(table, child))?.execution ?? '', iso(all.clock.now()));
    const answer = await all.invoke('step-check-cluster', call);
    expect(answer).toMatchObject({ error, cause: expect.stringMatching(message) });
  });

  test('a run that was never opened has nothing to be followed', async () => {
    const all = await inWorld({ people: {} });
    const run = await outer(all);
    const child = await childOf(all, run.run);
    await untilAsked(all, child);
    const execution = all.stateMachineArn('restore-namespace').replace(':stateMachine:', ':execution:');
    const call = {
      ...nestedCall(run.execution, iso(all.clock.now())),
      part: 'result',
      execution_arn: `${execution}:nobody`,
    };
    expect(await all.invoke('step-runbook', call)).toMatchObject({ error: 'NestedFailed' });
    const open = { ...call, execution_arn: `${execution}:${run.run}-0-0-inner` };
    expect(runIdOf(open.execution_arn)).toBe(child);
    expect(await all.invoke('step-runbook', open)).toMatchObject({ error: 'NotReady' });
  });

  test('six within one another are too many', async () => {
    const all = await inWorld({ people: {} });
    const run = await outer(all);
    await childOf(all, run.run);
    const { table } = all.clients;
    // As deep as it goes, made by hand: the last of them is the run that asks.
    const { createRun } = await import('../../lib/history/runs.ts');
    const { openLedger } = await import('../../lib/history/ledger.ts');
    const first = await getRun(table, run.run);
    if (!first) throw new Error('no run');
    let above = first;
    for (let depth = 0; depth < 5; depth += 1) {
      const execution = `${run.execution}-${depth}`;
      const deeper = { ...first, run: runIdOf(execution), execution, parent: above.run };
      above = await createRun(table, deeper);
      await openLedger(table, above.run);
    }
    const answer = await all.invoke('step-runbook', nestedCall(above.execution, iso(all.clock.now())));
    expect(answer).toMatchObject({ error: 'TooMany' });
  });
});

function nestedCall(execution: string, at: string): { [name: string]: Json } {
  return {
    execution,
    state: 'Have it restored',
    entered_at: at,
    attempt: 0,
    step: 'inner',
    title: 'Have it restored',
    uses: 'runbook',
    generation: 7,
    iteration: 0,
    timeout: 1800,
    with: { runbook: 'restore-namespace', inputs: { cluster: 'prod-blue', namespace: 'payments' } },
    part: 'prepare',
  };
}

function lookCall(execution: string, at: string): Json {
  return {
    ...nestedCall(execution, at),
    uses: 'check-cluster',
    with: { cluster: 'prod-blue', namespace: 'payments' },
  };
}
