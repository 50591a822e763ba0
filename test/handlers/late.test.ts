import { afterEach, describe, expect, test } from '@jest/globals';
import { changer } from '../../lib/handlers/change.ts';
import { failureOf } from '../../lib/handlers/ask.ts';
import { passGate } from '../../lib/handlers/gate.ts';
import { asksOf } from '../../lib/history/asks.ts';
import {
  abortLedger,
  countTransient,
  fence,
  intend,
  openLedger,
  readLedger,
  setVerified,
} from '../../lib/history/ledger.ts';
import { takeLock } from '../../lib/history/lock.ts';
import { createRun, getRun, unfinishedIds } from '../../lib/history/runs.ts';
import { takeSlot } from '../../lib/history/slots.ts';
import { stopEverything } from '../../lib/history/stop-switch.ts';
import { ReboundError } from '../../lib/model/errors.ts';
import type { Json } from '../../lib/model/json.ts';
import { type Run, runIdOf } from '../../lib/model/run.ts';
import type { Transport, WireRequest } from '../../lib/model/transport.ts';
import { aWorld, payments, startedAt, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());
async function inWorld(options?: Parameters<typeof aWorld>[0]): Promise<TestWorld> {
  world = await aWorld(options);
  return world;
}

async function until(all: TestWorld, run: string, step: string, status: string): Promise<void> {
  for (let tries = 0; tries < 5000; tries += 1) {
    const report = await all.operations.show(run).catch(() => undefined);
    if (report?.steps.some((one) => one.id === step && one.status === status)) return;
    await all.clock.sleep(500);
  }
  throw new Error(`run ${run} never got there`);
}

/** An execution that nobody runs, with its run in the history. */
async function aRun(all: TestWorld, name: string, given: Partial<Run> = {}): Promise<Run> {
  const execution = `${all.stateMachineArn('restore-namespace').replace(':stateMachine:', ':execution:')}:${name}`;
  return createRun(all.clients.table, {
    run: runIdOf(execution),
    execution,
    runbook: 'restore-namespace',
    title: 'Restore',
    mode: 'real',
    world: 'sandbox',
    startedBy: { kind: 'person', name: 'ana' },
    because: '',
    inputs: {},
    objectives: {},
    startedAt,
    deadlineAt: '2026-11-24T04:42:00.000Z',
    clusters: {},
    status: 'open',
    held: [],
    ...given,
  });
}
const textOf = ({ body }: WireRequest) =>
  typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
const root = { kind: 'cluster' as const, account: '111122223333', region: 'eu-west-1', name: 'prod-blue' };

describe('a no that comes while a change is being looked for', () => {
  test.each<[string, string, (all: TestWorld, run: string) => Promise<unknown>]>([
    [
      'an abort',
      'Aborted',
      (all, run) => abortLedger(all.clients.table, run, { by: 'ana', at: startedAt, because: 'no' }),
    ],
    ['a fence', 'RunClosed', (all, run) => fence(all.clients.table, run, 'taken over', startedAt)],
    [
      'the stop switch',
      'NotReady',
      (all) => stopEverything(all.clients.table, { by: 'ana', at: startedAt, because: 'no' }),
    ],
    [
      'a newer attempt, which a person asked for',
      'Conflict',
      (all, run) =>
        intend(all.clients.table, run, {
          external: `rb-${run}-1-0-restore`,
          step: 'restore',
          uses: 'restore-backup',
          generation: 1,
          iteration: 0,
          specHash: 'h',
          spec: {},
          root: 'prod-blue',
          intendedAt: startedAt,
          writeId: 'another',
        }),
    ],
  ])('%s: it is not begun any more', async (_, code, no) => {
    const all = await inWorld({ people: {} });
    const run = await all.start();
    await until(all, run.run, 's4', 'asking');
    const parts = all.parts();
    const where = { step: 'restore', uses: 'restore-backup', generation: 0, iteration: 0, writeId: 'w' };
    const change = changer(where, await passGate(run.execution, parts), parts, async () => {});
    let made = 0;
    const asked = change({
      spec: {},
      root: 'prod-blue',
      part: 'payments',
      find: async () => {
        await no(all, run.run);
        return undefined;
      },
      make: async () => {
        made += 1;
        return {};
      },
      specOf: () => ({}),
    });
    await expect(asked).rejects.toMatchObject({ code });
    expect(made).toBe(0);
  });
});

describe('a question', () => {
  test('that was aborted while it was being put wakes nobody', async () => {
    let all: TestWorld | undefined;
    // the abort lands between the gate and the question's record
    const around =
      (transport: Transport, { name, payload }: { name: string; payload: Json }): Transport =>
      async (request, signal) => {
        if (name === 'step-approve' && request.system === 'dynamodb' && textOf(request).includes('"ASK#')) {
          const { execution } = payload as { execution: string };
          const by = { by: 'ana', at: startedAt, because: 'false alarm' };
          if (all) await abortLedger(all.clients.table, runIdOf(execution), by);
        }
        return transport(request, signal);
      };
    all = await inWorld({ people: {}, around });
    const run = await all.start();
    const report = await all.ended(run);
    expect(report).toMatchObject({ outcome: 'aborted', because: expect.stringContaining('false alarm') });
    expect(report.seconds).toBeLessThan(120);
    expect(all.sandbox.inbox().filter(({ ask }) => ask !== undefined)).toEqual([]);
  });

  test('that could not be put fails its step: that is another question, and a yes to it is none', async () => {
    let down = true;
    const around =
      (transport: Transport, { name }: { name: string }): Transport =>
      async (request, signal) => {
        if (name === 'step-approve' && down && (request.system === 'pager' || request.system === 'sns'))
          throw new ReboundError('Unavailable', { what: 'no way out' });
        return transport(request, signal);
      };
    const all = await inWorld({ people: {}, around });
    const run = await all.start();
    await all.pass(8 * 60_000);
    down = false;
    const asks = await asksOf(all.clients.table, run.run);
    expect(asks.map(({ kind, options }) => [kind, options])).toEqual([
      ['approval', ['approve', 'reject']],
      ['failure', ['retry', 'back', 'by-hand', 'abort']],
    ]);
    await all.operations.answer(run.run, 'retry', 'ana', '');
    await all.pass(60_000);
    expect((await asksOf(all.clients.table, run.run)).at(-1)).toMatchObject({
      kind: 'approval',
      generation: 1,
    });
    await all.operations.abort(run.run, 'ana', 'enough');
    await all.ended(run);
  });

  test('an attempt that was given up does not bring its dead token back', async () => {
    const payloads: Json[] = [];
    let pages = 0;
    const around =
      (transport: Transport, { name, payload }: { name: string; payload: Json }): Transport =>
      async (request, signal) => {
        if (name === 'step-approve' && payloads.at(-1) !== payload) payloads.push(payload);
        // the first attempt cannot wake anybody, so that the state comes again, with another token
        if (
          name === 'step-approve' &&
          (request.system === 'pager' || request.system === 'sns') &&
          pages++ < 2
        )
          throw new ReboundError('Unavailable', { what: 'no way out' });
        return transport(request, signal);
      };
    const all = await inWorld({ people: {}, around });
    const run = await all.start();
    await until(all, run.run, 's4', 'asking');
    await all.pass(60_000);
    const [first, second] = payloads as { token: string }[];
    expect(second?.token).not.toBe(first?.token);
    await all.invoke('step-approve', payloads[0] ?? null);
    const [ask] = await asksOf(all.clients.table, run.run);
    expect(ask?.token).toBe(second?.token);
    // who answers is heard at once, not when the level is over
    await all.operations.answer(run.run, 'reject', 'ana', '');
    expect((await all.ended(run)).seconds).toBeLessThan(240);
  });
});

describe('what a person is asked about a failed step', () => {
  test.each<[Json, RegExp]>([
    [
      { Error: 'States.Timeout', Cause: '' },
      /^States.Timeout: the function gave no answer.*may have happened or not/,
    ],
    [
      { Error: 'Lambda.Unknown', Cause: 'no answer' },
      /^Lambda.Unknown: no answer; nobody knows how the function ended/,
    ],
    [
      { Error: 'States.QueryEvaluationError', Cause: 'missing: look.api' },
      /^States.QueryEvaluationError: missing: look.api$/,
    ],
    [
      { Error: 'NotFound', Cause: '{"errorMessage":"{\\"what\\":\\"no such backup\\"}"}' },
      /^no such backup$/,
    ],
    [null, /^unknown error: no cause given$/],
  ])('%j', (failure, text) => {
    expect(failureOf(failure).text).toMatch(text);
  });
});

test('errors with answers between them are not in a row', async () => {
  const all = await inWorld();
  const run = await all.start();
  await until(all, run.run, 'restore', 'running');
  const { table } = all.clients;
  await countTransient(table, run.run, 'restore');
  let left = 1;
  for (let tries = 0; left > 0 && tries < 40; tries += 1) {
    await all.pass(1000);
    left = Object.keys((await readLedger(table, run.run))?.transients ?? {}).length;
  }
  expect((await all.operations.show(run.run)).steps.find(({ id }) => id === 'restore')?.status).toBe(
    'running',
  );
  expect(left).toBe(0);
  await all.ended(run);
});

describe('Lock', () => {
  test('does not join a run of which nobody can tell whether it goes on: a person decides', async () => {
    const all = await inWorld();
    const ghost = { run: 'ghost', runbook: 'restore-namespace', execution: 'arn:unknown' };
    await takeLock(all.clients.table, { ...ghost, holds: [{ root, part: 'payments' }], at: startedAt });
    const report = await all.ended(await all.start());
    expect(report.outcome).toBe('refused');
    expect(report.because).toMatch(/cannot be told/);
    expect(all.sandbox.inbox().at(-1)).toMatchObject({ who: 'platform-oncall' });
  });

  test('one lost answer about the holder is no doubt', async () => {
    let lost = 0;
    const around =
      (transport: Transport, { name }: { name: string }): Transport =>
      async (request, signal) => {
        const answer = await transport(request, signal);
        if (name === 'lock' && request.system === 'states' && lost++ === 0)
          throw new ReboundError('Unavailable', { what: 'lost' });
        return answer;
      };
    const all = await inWorld({ around });
    const first = await all.start();
    await all.pass(60_000);
    expect(await all.ended(await all.start())).toMatchObject({ outcome: 'joined', joined: first.run });
    await all.ended(first);
  });

  test('places of runs that ended long ago are no places', async () => {
    const all = await inWorld({ people: {} });
    for (const name of ['a', 'b', 'c']) {
      const run = await aRun(all, name, {
        status: 'closed',
        outcome: 'failed',
        endedAt: '2026-11-24T02:00:00.000Z',
      });
      await takeSlot(all.clients.table, { run: run.run, max: 3 });
    }
    const run = await all.start();
    await until(all, run.run, 's4', 'asking');
    await all.operations.abort(run.run, 'ana', 'enough');
    await all.ended(run);
  });
});

describe('the janitor', () => {
  test('a record that cannot be read keeps nobody else from being closed, and is named', async () => {
    const all = await inWorld();
    await all.clients.table.put({ pk: 'OPEN-RUNS', sk: 'aaaa', run: 'aaaa' });
    await all.clients.table.put({ pk: 'RUN-IDS', sk: 'aaaa', run: 'aaaa' });
    await all.clients.table.put({ pk: 'RUNS', sk: '2026-11-24T09#aaaa', run: 'aaaa' });
    await all.clients.table.put({ pk: 'RUN#aaaa', sk: 'RUN', run: 'aaaa', status: 7 });
    const dead = await all.start();
    await all.pass(5000);
    await all.engine.stop(dead.execution, 'Killed', 'by hand');
    const answer = await all.invoke('janitor', null);
    expect(answer).toMatchObject({
      ok: { closed: [dead.run], left: [expect.stringMatching(/aaaa.*shape/)] },
    });
    expect((await all.operations.runs({ limit: 5 })).map(({ run }) => run)).toEqual([dead.run]);
    await expect(all.operations.show('aaaa')).rejects.toMatchObject({ code: 'Malformed' });
  });

  test('says so, once an hour, when a run is past its deadline and cannot be closed', async () => {
    const around =
      (transport: Transport): Transport =>
      async (request, signal) => {
        if (request.system === 'states') throw new ReboundError('AccessDenied', { what: 'may not ask' });
        return transport(request, signal);
      };
    const all = await inWorld({ around });
    const run = await aRun(all, 'odd');
    const told = () => all.sandbox.inbox().filter(({ title }) => title.startsWith('Past its deadline'));
    await all.invoke('janitor', null);
    expect(told()).toEqual([]);
    await all.pass(90 * 60_000 + 16 * 60_000);
    await all.invoke('janitor', null);
    await all.invoke('janitor', null);
    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatchObject({ who: 'platform-oncall', text: expect.stringContaining(run.run) });
    await all.pass(60 * 60_000);
    await all.invoke('janitor', null);
    expect(told()).toHaveLength(2);
    expect(await unfinishedIds(all.clients.table)).toContain(run.run);
  });
});

describe('Close run', () => {
  const call = (execution: string, given: { [name: string]: Json } = {}): Json => ({
    execution,
    state: 'Close run',
    entered_at: startedAt,
    attempt: 1,
    result: { outcome: 'recovered', because: null },
    failure: null,
    lock: { status: 'taken', because: '' },
    look: 1,
    handled: 0,
    ...given,
  });

  test('that died after its fence ends the run, also when an alarm joined meanwhile', async () => {
    const all = await inWorld();
    const holds = [{ root, part: 'payments' }];
    const run = await aRun(all, 'fenced', { target: payments, holds });
    const { run: id, runbook, execution } = run;
    const { table } = all.clients;
    await abortLedger(table, 'unrelated', { by: '', at: '', because: '' });
    await takeLock(table, { run: id, runbook, execution, holds, at: startedAt });
    await fence(table, id, 'closed: nothing-to-do', startedAt);
    await takeLock(table, { run: 'second', runbook, execution: 'x', holds, at: startedAt });
    const answer = await all.invoke(
      'close-run',
      call(execution, { result: { outcome: 'nothing-to-do', because: null } }),
    );
    expect(answer).toMatchObject({ ok: { again: false, outcome: 'nothing-to-do' } });
    expect(all.sandbox.inbox().some(({ title }) => title.startsWith('Alarms nobody looked after'))).toBe(
      true,
    );
  });

  test.each([
    [true, 'recovered'],
    [false, 'failed'],
  ])(
    'after a change, another look that finds nothing to do: verified %s, so %s',
    async (isVerified, outcome) => {
      const all = await inWorld();
      const run = await aRun(all, 'twice', { target: payments, holds: [] });
      const { table } = all.clients;
      await openLedger(table, run.run);
      await intend(table, run.run, {
        external: `rb-${run.run}-0-0-restore`,
        step: 'restore',
        uses: 'restore-backup',
        generation: 0,
        iteration: 0,
        specHash: 'h',
        spec: {},
        root: 'prod-blue',
        intendedAt: startedAt,
        doneAt: startedAt,
        writeId: 'w',
      });
      const verified = { step: 's6', at: '2026-11-24T03:13:00.000Z', signals: 0 };
      if (isVerified) await setVerified(table, run.run, verified);
      await all.invoke(
        'close-run',
        call(run.execution, { result: { outcome: 'nothing-to-do', because: 'healthy' } }),
      );
      expect((await getRun(table, run.run))?.outcome).toBe(outcome);
    },
  );

  test('of a run that was never written tells the owner of its runbook', async () => {
    const all = await inWorld();
    const execution = `${all.stateMachineArn('restore-namespace').replace(':stateMachine:', ':execution:')}:never`;
    const failure = { Error: 'Unavailable', Cause: '' };
    await all.invoke('close-run', call(execution, { result: null, failure, lock: null }));
    expect(all.sandbox.inbox().at(-1)).toMatchObject({ who: 'platform-oncall' });
  });
});

test('a secret input stays out of the record', async () => {
  const { handleOpenRun } = await import('../../lib/handlers/open-run.ts');
  const all = await inWorld();
  const parts = all.parts();
  const manifest = parts.manifests['restore-namespace'];
  if (!manifest) throw new Error('no manifest');
  const inputs = { ...manifest.inputs, key: { type: 'string' as const, secret: true } };
  const manifests = { ...parts.manifests, 'restore-namespace': { ...manifest, inputs } };
  const execution = 'arn:aws:states:eu-west-1:111122223333:execution:rebound-restore-namespace:secret';
  const open = { execution, state: 'Open run', entered_at: startedAt, attempt: 0 };
  const call = { ...open, runbook: 'restore-namespace', started_at: startedAt };
  const kept = async () => JSON.stringify(await all.clients.table.query({ pk: `RUN#${runIdOf(execution)}` }));
  // The value itself is refused, and not said again.
  const plain = { ...call, inputs: { ...payments, key: 'hunter2' } };
  await expect(handleOpenRun(plain, { ...parts, manifests })).rejects.toMatchObject({
    code: 'BadInput',
    facts: { what: expect.not.stringContaining('hunter2') },
  });
  expect(await kept()).not.toContain('hunter2');
  const named = { ...call, inputs: { ...payments, key: 'secret:payments/key' } };
  const answer = await handleOpenRun(named, { ...parts, manifests });
  expect(answer.inputs['key']).toEqual({ $secret: 'payments/key' });
});
