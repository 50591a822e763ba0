import { afterEach, describe, expect, test } from '@jest/globals';
import { releaseLock, signalsOf, takeLock } from '../../lib/history/lock.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import { getRun, openRuns } from '../../lib/history/runs.ts';
import type { RunReport } from '../../lib/operations/operations.ts';
import { alarmSample } from '../../lib/local/alarm-sample.ts';
import { aWorld, payments, type TestWorld } from './world.ts';

const paymentsAlarm = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-namespace-gone';
let world: TestWorld | undefined;
afterEach(() => world?.close());

async function inWorld(options?: Parameters<typeof aWorld>[0]): Promise<TestWorld> {
  world = await aWorld(options);
  return world;
}
const step = (report: RunReport, id: string) => report.steps.find((one) => one.id === id);

describe('a run', () => {
  test('by an alarm recovers the namespace, once, and says what it changed', async () => {
    const { operations, clock, changes, ...rest } = await inWorld();
    const { started } = await operations.alarm(await alarmSample(paymentsAlarm, clock.now()));
    const [run] = started;
    if (!run) throw new Error('nothing started');
    const report = await rest.ended(run);
    expect(report).toMatchObject({
      outcome: 'recovered',
      status: 'closed',
      startedBy: { kind: 'alarm' },
      target: 'payments @ prod-blue',
    });
    expect(changes).toEqual(['POST /apis/velero.io/v1/namespaces/velero/restores']);
    expect(report.changed).toEqual([{ external: `rb-${run.run}-0-0-restore`, step: 'restore', done: true }]);
    expect(report.seconds).toBeLessThan(report.objectives.rto ?? 0);
  });

  test('the same alarm delivered twice starts once', async () => {
    const { operations, clock, engine, ended } = await inWorld();
    const event = await alarmSample(paymentsAlarm, clock.now());
    const first = await operations.alarm(event);
    const second = await operations.alarm(event);
    expect(second.started[0]).toMatchObject({ run: first.started[0]?.run });
    expect(engine.executions()).toHaveLength(1);
    const [run] = first.started;
    if (run) expect((await ended(run)).outcome).toBe('recovered');
    // and after its end, too
    expect((await operations.alarm(event)).started[0]).toMatchObject({ run: run?.run, fresh: false });
  });

  test('a dry-run plans every step, takes no lock, asks nobody and changes nothing', async () => {
    const { start, ended, changes, sandbox, clients } = await inWorld();
    const run = await start(payments, { mode: 'dry-run' });
    const report = await ended(run);
    expect(report).toMatchObject({ outcome: 'planned', mode: 'dry-run', asks: [] });
    expect(changes).toEqual([]);
    expect(sandbox.inbox()).toEqual([]);
    expect(step(report, 'restore')?.findings[0]?.text).toMatch(
      /Restore namespace payments on prod-blue from backup/,
    );
    expect((await readLedger(clients.table, run.run))?.entries).toEqual({});
  });

  test('a dry-run without a fit backup fails today instead of in the night', async () => {
    const { start, ended } = await inWorld({
      given: { backups: [{ namespace: 'payments', age: 10_800, phase: 'Failed' }] },
    });
    const report = await ended(await start(payments, { mode: 'dry-run' }));
    expect(report.outcome).toBe('failed');
    expect(report.because).toMatch(/Failed/);
  });

  test('a rejection ends it aborted, with nothing changed and the owner told', async () => {
    const { start, ended, changes, sandbox } = await inWorld({
      people: { 'platform-leads': [{ does: 'reject', after: 60 }] },
    });
    const report = await ended(await start());
    expect(report).toMatchObject({ outcome: 'aborted', changed: [] });
    expect(report.because).toMatch(/platform-leads rejected "Restore over what is there\?" after 1 m/);
    expect(changes).toEqual([]);
    expect(sandbox.inbox().at(-1)).toMatchObject({ who: 'platform-oncall' });
  });

  test('nobody answers: every level is woken, the last repeats, and at the deadline it closes as failed and says so', async () => {
    const { start, ended, sandbox, changes } = await inWorld({ people: {} });
    const report = await ended(await start());
    expect(report.outcome).toBe('failed');
    expect(report.because).toMatch(/time is over|deadline/);
    expect(Date.parse(report.endedAt ?? '')).toBeLessThanOrEqual(Date.parse(report.deadlineAt) + 60_000);
    const asked = sandbox
      .inbox()
      .filter(({ ask }) => ask !== undefined)
      .map(({ who }) => who);
    expect(asked.slice(0, 3)).toEqual(['platform-leads', 'platform-managers', 'platform-managers']);
    expect(sandbox.inbox().at(-1)?.who).toBe('platform-oncall');
    expect(report.asks[0]?.decision).toMatchObject({ answer: 'abort', by: 'rebound' });
    expect(changes).toEqual([]);
  });

  test('a failed step asks; a retry is a new generation and goes on', async () => {
    const people = {
      'platform-oncall': [{ does: 'retry' as const, after: 300 }],
      'platform-leads': [{ does: 'approve' as const, after: 60 }],
    };
    let calls = 0;
    const { start, ended, changes } = await inWorld({
      people,
      around:
        (transport, { name }) =>
        async (request, signal) => {
          if (
            name === 'step-restore-backup' &&
            request.system === 'kubernetes' &&
            request.method === 'POST' &&
            calls++ === 0
          ) {
            const body = JSON.stringify({
              kind: 'Status',
              status: 'Failure',
              reason: 'Invalid',
              message: 'spec.backupName: Invalid value',
              code: 422,
            });
            return {
              status: 422,
              headers: { 'content-type': 'application/json' },
              body: new TextEncoder().encode(body),
            };
          }
          return transport(request, signal);
        },
    });
    const report = await ended(await start());
    expect(report.outcome).toBe('recovered');
    expect(report.asks.map(({ kind, decision }) => [kind, decision?.answer])).toEqual([
      ['approval', 'approve'],
      ['failure', 'retry'],
    ]);
    expect(report.changed.map(({ external }) => external.replace(/^rb-[a-z2-7]+/, 'rb'))).toEqual([
      'rb-0-0-restore',
      'rb-1-0-restore',
    ]);
    expect(changes).toHaveLength(1);
  });

  test('bad inputs are refused in the history, too, and leave no lock', async () => {
    const { engine, stateMachineArn, clients, ended, operations } = await inWorld();
    // as somebody would from the AWS console: no start record, nothing but the inputs
    const { arn } = await clients.states.start(
      stateMachineArn('restore-namespace'),
      'by-hand',
      JSON.stringify({ cluster: 'prod-blu', namespace: 'payments' }),
    );
    await engine.ended(arn);
    const [newest] = await operations.runs({ limit: 1 });
    const report = await ended({ run: newest?.run ?? '', execution: arn });
    expect(report).toMatchObject({ outcome: 'refused', badInput: true, startedBy: { kind: 'unknown' } });
    expect(report.because).toMatch(/did you mean prod-blue/);
    expect(await openRuns(clients.table)).toEqual([]);
  });

  test('started by nobody knows whom, an approval needs one voice more', async () => {
    const people = {
      'platform-leads': [{ does: 'approve' as const, after: 60 }],
      'platform-managers': [{ does: 'approve' as const, after: 60 }],
    };
    const { engine, stateMachineArn, clients, ended, operations } = await inWorld({ people });
    const { arn } = await clients.states.start(
      stateMachineArn('restore-namespace'),
      'by-hand',
      JSON.stringify(payments),
    );
    await engine.ended(arn);
    const [newest] = await operations.runs({ limit: 1 });
    const report = await ended({ run: newest?.run ?? '', execution: arn });
    expect(report.asks[0]).toMatchObject({
      quorum: 2,
      decision: { by: 'platform-leads and platform-managers' },
    });
    expect(report.outcome).toBe('recovered');
  });
});

describe('two runs', () => {
  test('of the same runbook on the same target: the second joins and says which', async () => {
    const { start, ended, pass, clients } = await inWorld();
    const first = await start();
    await pass(60_000);
    const second = await ended(await start());
    expect(second).toMatchObject({ outcome: 'joined', joined: first.run });
    expect(second.because).toContain(first.run);
    const holds = (await getRun(clients.table, first.run))?.holds ?? [];
    expect(await signalsOf(clients.table, first.run, holds)).toBe(1);
    expect((await ended(first)).outcome).toBe('recovered');
  });

  test('of another runbook on the same target: refused, naming the holder', async () => {
    const { start, ended, pass } = await inWorld();
    const first = await start();
    await pass(60_000);
    const second = await ended(await start(payments, { runbook: 'look-at-namespace' }));
    expect(second).toMatchObject({ outcome: 'refused', badInput: false });
    expect(second.because).toMatch(
      new RegExp(`${first.run} \\(restore-namespace\\) holds payments @ prod-blue`),
    );
    await ended(first);
  });

  test('on other namespaces go side by side', async () => {
    const { start, ended } = await inWorld();
    const [one, two] = [await start(), await start({ cluster: 'prod-blue', namespace: 'checkout' })];
    expect((await ended(two)).outcome).toBe('nothing-to-do');
    expect((await ended(one)).outcome).toBe('recovered');
  });

  test('an alarm that joins after the last look has the run look once more', async () => {
    const { start, ended, operations, clock, engine } = await inWorld({ given: { clusters: {} } });
    // healthy: the run ends quickly, and while it does a second one joins
    const first = await start();
    while (
      !(await operations.show(first.run).catch(() => undefined))?.steps.some(
        ({ id, status }) => id === 'look' && status !== 'waiting',
      )
    ) {
      await clock.sleep(5);
    }
    const second = await start();
    const report = await ended(first);
    expect(report.outcome).toBe('nothing-to-do');
    expect((await ended(second)).outcome).toBe('joined');
    const looks = engine
      .execution(first.execution)
      ?.events.filter(({ stateEnteredEventDetails }) =>
        JSON.stringify(stateEnteredEventDetails)?.includes('"Recovery"'),
      );
    expect(looks).toHaveLength(2);
  });

  test('four at once: the fourth that may change something is refused', async () => {
    const { start, ended, pass } = await inWorld({ people: {} });
    const names = ['payments', 'checkout', 'platform', 'drills'];
    const given = names.map((namespace) => ({ cluster: 'prod-blue', namespace }));
    const { clients } = world as TestWorld;
    for (const run of ['a', 'b']) {
      // two others hold a place each
      const { takeSlot } = await import('../../lib/history/slots.ts');
      await takeSlot(clients.table, { run, max: 3 });
    }
    const first = await start(given[0]);
    await pass(60_000);
    const fourth = await ended(await start({ cluster: 'dev-payments', namespace: 'payments' }));
    expect(fourth).toMatchObject({ outcome: 'refused' });
    expect(fourth.because).toMatch(/3 runs that change something go on already/);
    await world?.operations.abort(first.run, 'ana', 'enough');
    await ended(first);
  });
});

describe('what is left behind', () => {
  test('a lock of a run whose execution is over is taken over: fenced first, and told', async () => {
    const { start, ended, clients, engine, pass } = await inWorld();
    const dead = await start();
    await pass(5000);
    await engine.stop(dead.execution, 'Killed', 'by hand');
    const next = await ended(await start());
    expect(next.outcome).toBe('recovered');
    expect(await getRun(clients.table, dead.run)).toMatchObject({ status: 'closed', outcome: 'failed' });
    expect((await readLedger(clients.table, dead.run))?.fencedAt).toBeDefined();
  });

  test('whether the holder goes on cannot be told: it is not taken over', async () => {
    const { start, ended, clients } = await inWorld();
    const cluster = {
      kind: 'cluster' as const,
      account: '111122223333',
      region: 'eu-west-1',
      name: 'prod-blue',
    };
    const holds = [{ root: cluster, part: 'payments' }];
    await takeLock(clients.table, {
      run: 'ghost',
      runbook: 'restore-namespace',
      execution: 'arn:unknown',
      holds,
      at: '2026-11-24T03:00:00Z',
    });
    const report = await ended(await start(payments, { runbook: 'look-at-namespace' }));
    expect(report).toMatchObject({ outcome: 'refused' });
    expect(report.because).toMatch(/cannot be told/);
    await releaseLock(clients.table, { run: 'ghost', holds, handledSignals: 9 });
  });

  test('the janitor closes what nobody closed, and only that', async () => {
    const { start, ended, clients, engine, invoke, pass } = await inWorld();
    const [dead, alive] = [await start(), await start({ cluster: 'prod-blue', namespace: 'checkout' })];
    await pass(5000);
    await engine.stop(dead.execution, 'Killed', 'by hand');
    expect(await invoke('janitor', null)).toMatchObject({ ok: { closed: [dead.run], left: [] } });
    expect(await getRun(clients.table, dead.run)).toMatchObject({ status: 'closed', outcome: 'failed' });
    await ended(alive);
    expect(await invoke('janitor', null)).toMatchObject({ ok: { closed: [] } });
  });
});
