import { afterEach, describe, expect, test } from '@jest/globals';
import { abortLedger, intend, readLedger } from '../../lib/history/ledger.ts';
import { holderOf } from '../../lib/history/lock.ts';
import { getRun } from '../../lib/history/runs.ts';
import { iso } from '../../lib/model/clock.ts';
import type { Json } from '../../lib/model/json.ts';
import { runIdOf } from '../../lib/model/run.ts';
import type { Hold } from '../../lib/model/target.ts';
import { anEntry } from '../history/builders.ts';
import { aWorld, payments, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());
async function inWorld(options: Parameters<typeof aWorld>[0] = {}): Promise<TestWorld> {
  world = await aWorld({ runbooks: [first(), next(), next('idle', namespace)], ...options });
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
  cluster: { type: cluster }
  namespace: { type: namespace }
target: ${target}
`;
const namespace = '{ cluster: $inputs.cluster, namespace: $inputs.namespace }';

/** Looks, and leaves it to another. */
const first = (to = 'whole', inputs = namespace, more = '') => `${head('first', namespace)}
steps:
  - id: look
    title: Look at it
    uses: check-cluster
  - title: Somebody who can do more
    continue_with: { runbook: ${to}, inputs: ${inputs}, because: "{{ $look.namespace }}" }
${more}`;

/** Holds the whole cluster, and waits a while. */
const next = (name = 'whole', target = '{ cluster: $inputs.cluster }') => `${head(name, target)}
steps:
  - title: A long look
    wait: 30m
  - title: Nothing after all
    finish: { outcome: nothing-to-do, because: it was looked at }
`;

const start = (all: TestWorld, mode: 'real' | 'dry-run' = 'real') =>
  all.start(payments, { runbook: 'first', mode });
const hold = (part: string | null): Hold => ({
  root: { kind: 'cluster', account: '111122223333', region: 'eu-west-1', name: 'prod-blue' },
  part,
});
const successor = (all: TestWorld, run: string, runbook = 'whole') =>
  `${all.stateMachineArn(runbook).replace(':stateMachine:', ':execution:')}:ho-${run}`;

function call(execution: string, all: TestWorld, more: { [name: string]: Json } = {}): Json {
  const at = iso(all.clock.now());
  return {
    execution,
    state: 'Hand on',
    entered_at: at,
    attempt: 0,
    runbook: 'whole',
    inputs: payments,
    because: { '{{}}': ['it is ', { value: 'GONE', path: '$look.namespace', type: 'text' }] },
    ...more,
  };
}

/** A run that has its lock and waits to be handed on by hand. */
async function waiting(all: TestWorld): Promise<{ run: string; execution: string }> {
  const run = await all.start(payments, { runbook: 'idle' });
  while ((await holderOf(all.clients.table, hold('payments')))?.run !== run.run) await all.pass(1000);
  return run;
}

describe('a run hands on', () => {
  test('it ends as handed-on, the lock goes along and is never free, and the other has all of its target', async () => {
    const all = await inWorld();
    const run = await start(all);
    const report = await all.ended(run);
    expect(report).toMatchObject({ outcome: 'handed-on', because: 'GONE' });
    const other = runIdOf(successor(all, run.run));
    const { table } = all.clients;
    expect(await getRun(table, run.run)).toMatchObject({ handedOnTo: other, status: 'closed' });
    expect(await readLedger(table, run.run)).toMatchObject({
      fencedBecause: `handed on to run ${other} (whole)`,
    });
    await all.pass(60_000);
    expect(await getRun(table, other)).toMatchObject({
      handedFrom: run.run,
      startedBy: { kind: 'run', name: run.run },
      because: 'GONE',
      mode: 'real',
      status: 'open',
    });
    expect(await holderOf(table, hold('payments'))).toMatchObject({ run: other, hold: hold(null) });
    const ended = await all.ended({ run: other, execution: successor(all, run.run) });
    expect(ended.outcome).toBe('nothing-to-do');
    expect(await holderOf(table, hold(null))).toBeUndefined();
  });

  test('a dry-run hands on to a dry-run', async () => {
    const all = await inWorld();
    const run = await start(all, 'dry-run');
    expect(await all.ended(run)).toMatchObject({
      outcome: 'planned',
      because: expect.stringMatching(/it would end as handed-on \(GONE\)/),
    });
    const other = { run: runIdOf(successor(all, run.run)), execution: successor(all, run.run) };
    expect(await all.ended(other)).toMatchObject({ mode: 'dry-run', outcome: 'planned' });
  });

  test('what follows in `always` is still told', async () => {
    const always = `always:
  - title: Tell how it ended
    uses: announce
    with: { text: "{{ $run.outcome }}" }
`;
    const all = await inWorld({ runbooks: [first('whole', namespace, always), next()] });
    const run = await start(all);
    expect(await all.ended(run)).toMatchObject({ outcome: 'handed-on' });
    const { events } = await all.operations.events(run.run, '');
    expect(events.some(({ state, kind }) => state === 'Tell how it ended' && kind === 'step-done')).toBe(
      true,
    );
  });

  test('for inputs that the other does not take: it fails, keeps nothing, and nothing was started', async () => {
    const all = await inWorld({ runbooks: [first('whole', '{ cluster: $inputs.cluster }'), next()] });
    const run = await start(all);
    expect(await all.ended(run)).toMatchObject({
      outcome: 'failed',
      because: expect.stringMatching(/could not hand on to whole \(namespace is missing/),
    });
    expect(await holderOf(all.clients.table, hold(null))).toBeUndefined();
    expect(all.engine.execution(successor(all, run.run))).toBeUndefined();
  });

  test('but the other cannot be started: the lock is given back, and people are told', async () => {
    const all = await inWorld();
    all.engine.deleteStateMachine(all.stateMachineArn('whole'));
    const run = await start(all);
    expect(await all.ended(run)).toMatchObject({ outcome: 'failed' });
    const { table } = all.clients;
    const other = runIdOf(successor(all, run.run));
    expect(await holderOf(table, hold(null))).toBeUndefined();
    // What was not started may not begin later, either.
    expect((await readLedger(table, other))?.fencedAt).toBeDefined();
    expect(await getRun(table, other)).toBeUndefined();
  });

  test('and dies in between: the janitor gives the lock back', async () => {
    const all = await inWorld();
    const run = await waiting(all);
    const { table } = all.clients;
    const answer = await all.invoke('hand-on', call(run.execution, all));
    const other = runIdOf(successor(all, run.run));
    expect(answer).toMatchObject({ ok: { run: other, input: payments, name: `ho-${run.run}` } });
    expect((await holderOf(table, hold('payments')))?.run).toBe(other);
    await all.engine.stop(run.execution);
    await all.invoke('janitor', null);
    expect(await getRun(table, run.run)).toMatchObject({ outcome: 'failed', status: 'closed' });
    expect(await holderOf(table, hold('payments'))).toBeUndefined();
  });
});

describe('the function that hands on', () => {
  test('gives the same when it is repeated, and moves nothing twice', async () => {
    const all = await inWorld();
    const run = await waiting(all);
    const once = await all.invoke('hand-on', call(run.execution, all));
    expect(await all.invoke('hand-on', call(run.execution, all))).toEqual(once);
    expect(await all.invoke('hand-on', call(run.execution, all, { runbook: 'first' }))).toMatchObject({
      error: 'RunClosed',
    });
  });

  test('waits for a change that may still be in a hand, with the run fenced already', async () => {
    const all = await inWorld();
    const run = await waiting(all);
    const { table } = all.clients;
    await intend(table, run.run, anEntry({ intendedAt: iso(all.clock.now()) }));
    expect(await all.invoke('hand-on', call(run.execution, all))).toMatchObject({ error: 'NotReady' });
    expect((await readLedger(table, run.run))?.fencedAt).toBeDefined();
    expect((await holderOf(table, hold('payments')))?.run).toBe(run.run);
    await all.pass(60_000);
    expect(await all.invoke('hand-on', call(run.execution, all))).toMatchObject({ ok: {} });
    expect((await holderOf(table, hold('payments')))?.run).not.toBe(run.run);
  });

  test('does nothing for an aborted run, for a runbook that there is not, or for a secret in its words', async () => {
    const all = await inWorld();
    const run = await waiting(all);
    const { table } = all.clients;
    expect(await all.invoke('hand-on', call(run.execution, all, { runbook: 'hole' }))).toMatchObject({
      error: 'StepFailed',
      cause: expect.stringMatching(/did you mean whole/),
    });
    await abortLedger(table, run.run, { by: 'ana', at: iso(all.clock.now()), because: 'no' });
    expect(await all.invoke('hand-on', call(run.execution, all))).toMatchObject({ error: 'Aborted' });
    expect((await readLedger(table, run.run))?.fencedAt).toBeUndefined();
    expect((await getRun(table, run.run))?.handedOnTo).toBeUndefined();
  });

  test('an abort after it goes to the run that has everything', async () => {
    const all = await inWorld();
    const run = await waiting(all);
    await all.invoke('hand-on', call(run.execution, all));
    const other = runIdOf(successor(all, run.run));
    await expect(all.operations.abort(run.run, 'ana', 'no')).rejects.toThrow(
      new RegExp(`handed on to run ${other}`),
    );
  });
});
