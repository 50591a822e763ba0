import { afterEach, describe, expect, test } from '@jest/globals';
import { handleStep } from '../../lib/handlers/step.ts';
import { asksOf, decideAsk } from '../../lib/history/asks.ts';
import { abortLedger, intend, markDone, readLedger } from '../../lib/history/ledger.ts';
import { iso } from '../../lib/model/clock.ts';
import { fail } from '../../lib/model/errors.ts';
import type { Json } from '../../lib/model/json.ts';
import type { PersonScript } from '../../lib/model/scenario.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { StepContext, StepType } from '../../lib/steps/step-type.ts';
import { anEntry } from '../history/builders.ts';
import { aWorld, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());
async function inWorld(options: Parameters<typeof aWorld>[0]): Promise<TestWorld> {
  world = await aWorld(options);
  return world;
}

const leads: PersonScript[] = [{ does: 'approve', after: 60 }];

/** Restores, has something done by hand, and asks: at that question it is aborted. */
const restoreAndAsk = (undo: string, more = '') => `
runbook: restore-and-ask
title: Restore, and ask
owner: platform-oncall
severity: high
objectives: { rto: 3h, rpo: 24h }
deadline: 4h
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 24h }
  - title: Restore it?
    uses: approve
    with:
      question: "Restore {{ $choice.backup }}?"
      ask: [{ who: platform-leads, for: 30m }, { who: platform-managers, for: 30m }]
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    undo: ${undo}
${more}
  - title: Is that enough?
    uses: decide
    with:
      question: Is that enough?
      options: { yes_it_is: Yes, no_it_is_not: No }
      ask: [{ who: platform-oncall, for: 30m }, { who: platform-leads, for: 30m }]
  - title: Everything runs again
    uses: verify-workloads
    with: { against: $choice.inventory }
`;
const start = (all: TestWorld) =>
  all.start({ cluster: 'prod-blue', namespace: 'payments' }, { runbook: 'restore-and-ask' });

async function untilAsked(all: TestWorld, run: string, title: string): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const asks = await asksOf(all.clients.table, run);
    if (asks.some((ask) => !ask.decision && ask.title === title)) return;
    await all.pass(3000);
  }
  throw new Error(`nobody was asked "${title}"`);
}

const undone = async (all: TestWorld, run: string) =>
  (await all.operations.events(run, '')).events.filter(({ kind }) => kind === 'undone').map(({ text }) => text);

describe('what a run has done is taken back when it is aborted', () => {
  test('by the step type itself, newest first, and it says so', async () => {
    const all = await inWorld({ people: { 'platform-leads': leads }, runbooks: [restoreAndAsk('{}')] });
    const run = await start(all);
    await untilAsked(all, run.run, 'Is that enough?');
    await all.operations.abort(run.run, 'ana', 'wrong backup');
    const report = await all.ended(run);
    expect(report.outcome).toBe('aborted');
    const ledger = await readLedger(all.clients.table, run.run);
    expect(Object.values(ledger?.undo ?? {})).toEqual([
      expect.objectContaining({ step: 'restore', doneAt: expect.any(String), undoneAt: expect.any(String) }),
    ]);
    expect(Object.values(ledger?.entries ?? {}).map(({ undoneAt }) => undoneAt !== undefined)).toEqual([true]);
    expect(all.changes.filter((line) => line.startsWith('DELETE')).length).toBeGreaterThan(0);
    expect(await undone(all, run.run)).toHaveLength(1);
  });

  test('not when it ended well, nor when a runbook ends it as aborted without anybody saying so', async () => {
    const all = await inWorld({
      people: { 'platform-leads': leads, 'platform-oncall': [{ does: 'yes_it_is', after: 60 }] },
      runbooks: [restoreAndAsk('{}')],
    });
    const run = await start(all);
    const report = await all.ended(run);
    expect(report.outcome).toBe('recovered');
    expect(all.changes.filter((line) => line.startsWith('DELETE'))).toEqual([]);
    expect(await all.invoke('undo', undoCall(run.execution))).toMatchObject({ error: 'RunClosed' });
  });

  test('invoked directly, nothing is taken back of a run that nobody aborted', async () => {
    const all = await inWorld({ people: { 'platform-leads': leads }, runbooks: [restoreAndAsk('{}')] });
    const run = await start(all);
    await untilAsked(all, run.run, 'Is that enough?');
    expect(await all.invoke('undo', undoCall(run.execution))).toMatchObject({ ok: { step: null } });
    expect(await all.invoke('step-restore-backup', undoStep(run.execution))).toMatchObject({
      error: 'NotApproved',
    });
    expect(all.changes.filter((line) => line.startsWith('DELETE'))).toEqual([]);
  });
});

function undoCall(execution: string): Json {
  return {
    execution,
    state: 'Undo',
    entered_at: '2026-11-24T05:00:00.000Z',
    attempt: 0,
    runbook: 'restore-and-ask',
  };
}

function undoStep(execution: string): Json {
  return {
    execution,
    state: 'Restore · undo',
    entered_at: '2026-11-24T05:00:00.000Z',
    attempt: 0,
    step: 'restore',
    title: 'Restore',
    uses: 'restore-backup',
    generation: 0,
    iteration: 0,
    timeout: 1800,
    with: { cluster: 'prod-blue', namespace: 'payments', backup: 'x' },
    phase: 'undo',
    round: 0,
  };
}

/** A changing step type in the place of `restore-backup`, whose undo is another going through: what it makes, it notes. */
function noting(made: string[], refuses: (external: string) => boolean): StepType {
  return {
    ...restoreBackup,
    undo: undefined,
    async run(given: Record<string, unknown>, context: StepContext) {
      const restore = await context.change<string>({
        spec: { backup: String(given['backup']) },
        root: String(given['cluster']),
        part: String(given['namespace']),
        find: async (external) => made.find((one) => one === external),
        make: async (external) => {
          if (refuses(external)) fail('Rejected4xx', { what: `${external} is refused` });
          made.push(external);
          return external;
        },
        specOf: () => ({ backup: String(given['backup']) }),
      });
      return { restore, phase: 'Completed', warnings: 0, errors: 0, items: null };
    },
  } as unknown as StepType;
}

describe('where the undo is another step', () => {
  async function abortedAt(refuses: (external: string) => boolean, oncall: PersonScript[]) {
    const made: string[] = [];
    const all = await inWorld({
      people: { 'platform-leads': leads, 'platform-oncall': oncall },
      runbooks: [restoreAndAsk('{ with: { backup: $choice.backup } }')],
      functions: {
        'step-restore-backup': (call, parts) => handleStep(noting(made, refuses), call, parts),
      },
    });
    const run = await start(all);
    await untilAsked(all, run.run, 'Is that enough?');
    await all.operations.abort(run.run, 'ana', 'wrong backup');
    return { all, run, made };
  }

  test('it runs under a name of its own, with the abort for a yes, and the first change counts as taken back', async () => {
    const { all, run, made } = await abortedAt(() => false, [{ does: 'silent' }]);
    expect((await all.ended(run)).outcome).toBe('aborted');
    expect(made).toEqual([`rb-${run.run}-0-0-restore`, `rb-${run.run}-0-0-restore--undo`]);
    const ledger = await readLedger(all.clients.table, run.run);
    expect(Object.values(ledger?.entries ?? {})).toEqual([
      expect.objectContaining({ external: made[0], undoneAt: expect.any(String) }),
      expect.objectContaining({ external: made[1], undoes: true, doneAt: expect.any(String) }),
    ]);
  });

  test('that fails asks; tried again it has another name', async () => {
    const { all, run, made } = await abortedAt(
      (external) => external.endsWith('--undo'),
      [{ does: 'silent' }, { does: 'retry', after: 60 }],
    );
    expect((await all.ended(run)).outcome).toBe('aborted');
    expect(made.at(-1)).toBe(`rb-${run.run}-0-0-restore--undo2`);
    const ledger = await readLedger(all.clients.table, run.run);
    expect(ledger?.undo['restore.0.0']).toMatchObject({ undoneAt: expect.any(String) });
  });

  test('that fails asks; left, it is told, with the name of who said so', async () => {
    const { all, run } = await abortedAt(
      (external) => external.includes('--undo'),
      [{ does: 'silent' }, { does: 'skip', after: 60 }],
    );
    expect((await all.ended(run)).outcome).toBe('aborted');
    const ledger = await readLedger(all.clients.table, run.run);
    expect(ledger?.undo['restore.0.0']?.leftBy).toBe('platform-oncall');
    expect(ledger?.undo['restore.0.0']?.undoneAt).toBeUndefined();
  });

  test('a second abort ends the taking back', async () => {
    const { all, run } = await abortedAt((external) => external.includes('--undo'), [{ does: 'silent' }]);
    await untilAsked(all, run.run, 'Restore · undo');
    await all.pass(60_000);
    await all.operations.abort(run.run, 'bob', 'leave it');
    expect((await all.ended(run)).outcome).toBe('aborted');
    const ledger = await readLedger(all.clients.table, run.run);
    expect(ledger?.undoStopped).toMatchObject({ by: 'bob', because: 'leave it' });
    expect(ledger?.undo['restore.0.0']).not.toHaveProperty('undoneAt');
  });

  test('whoever presses abort twice ends nothing but the run', async () => {
    const { all, run } = await abortedAt(() => false, [{ does: 'silent' }]);
    await all.operations.abort(run.run, 'ana', 'wrong backup');
    expect((await all.ended(run)).outcome).toBe('aborted');
    const ledger = await readLedger(all.clients.table, run.run);
    expect(ledger?.undoStopped).toBeUndefined();
    expect(ledger?.undo['restore.0.0']).toHaveProperty('undoneAt');
  });

  test('the stop switch keeps it from beginning', async () => {
    const { all, run, made } = await abortedAt(() => false, [{ does: 'silent' }]);
    await all.operations.stopEverything('cy', 'an earthquake');
    await all.pass(20 * 60_000);
    expect(made).toHaveLength(1);
    await all.operations.release('cy');
    await all.ended(run);
    expect(made).toHaveLength(2);
  });
});

const byHand = `
  - id: stop
    title: Stop the writers
    uses: manual
    with:
      text: Stop them
      record: { replicas: { type: number } }
      ask: [{ who: payments-data, for: 30m }, { who: platform-oncall, for: 30m }]
    timeout: 1h
    undo:
      with: { text: "Start {{ $stop.record.replicas }} of {{ $choice.backup }} again" }
`;

describe('the order, and what may still be in a hand', () => {
  test('what people did by hand is taken back by hand, the newest first, with what they wrote down', async () => {
    const done: PersonScript[] = [
      { does: 'done', after: 60, record: { replicas: 3 } },
      { does: 'done', after: 60 },
    ];
    const all = await inWorld({
      people: { 'platform-leads': leads, 'payments-data': done },
      runbooks: [restoreAndAsk('{}', byHand)],
    });
    const run = await start(all);
    await untilAsked(all, run.run, 'Is that enough?');
    await all.operations.abort(run.run, 'ana', 'wrong backup');
    expect((await all.ended(run)).outcome).toBe('aborted');
    const { undo = {} } = (await readLedger(all.clients.table, run.run)) ?? {};
    const [stop, restore] = [undo['stop.0.0']?.undoneAt ?? '', undo['restore.0.0']?.undoneAt ?? ''];
    expect([stop < restore, stop]).toEqual([true, expect.stringMatching(/^2026/)]);
    const asks = await asksOf(all.clients.table, run.run);
    expect(asks.map(({ question }) => question)).toContainEqual(
      expect.stringMatching(/^Start 3 of nightly-payments-\d+ again$/),
    );
  });

  test('what cannot be done by hand was not done: nothing of it is taken back', async () => {
    const all = await inWorld({
      people: { 'platform-leads': leads, 'payments-data': [{ does: 'cannot', after: 60 }] },
      runbooks: [restoreAndAsk('{}', byHand)],
    });
    const run = await start(all);
    await untilAsked(all, run.run, 'Stop the writers');
    await all.pass(120_000);
    await all.operations.abort(run.run, 'ana', 'then not');
    expect((await all.ended(run)).outcome).toBe('aborted');
    const { undo = {} } = (await readLedger(all.clients.table, run.run)) ?? {};
    expect([undo['stop.0.0']?.undoneAt, undo['restore.0.0']?.undoneAt]).toEqual([
      undefined,
      expect.any(String),
    ]);
  });

  test('as long as a change may be in a hand, nothing is taken back; then everything is', async () => {
    const all = await inWorld({ people: { 'platform-leads': leads }, runbooks: [restoreAndAsk('{}')] });
    const run = await start(all);
    await untilAsked(all, run.run, 'Is that enough?');
    const { table } = all.clients;
    const intendedAt = iso(all.clock.now());
    await intend(table, run.run, anEntry({ external: 'rb-sibling', step: 'sibling', intendedAt }));
    await abortLedger(table, run.run, { by: 'ana', at: intendedAt, because: 'no' });
    expect(await all.invoke('undo', undoCall(run.execution))).toMatchObject({ error: 'NotReady' });
    await all.pass(80_000);
    expect(await all.invoke('undo', undoCall(run.execution))).toMatchObject({ ok: { step: 'restore' } });
    await markDone(table, run.run, 'rb-sibling', iso(all.clock.now()));
  });

  test('a rejection that the ledger did not hear of is one all the same', async () => {
    const all = await inWorld({ people: { 'platform-leads': leads }, runbooks: [restoreAndAsk('{}')] });
    const run = await start(all);
    await untilAsked(all, run.run, 'Is that enough?');
    const { table } = all.clients;
    const [ask] = (await asksOf(table, run.run)).filter(({ decision }) => !decision);
    if (!ask) throw new Error('nobody was asked');
    const at = iso(all.clock.now());
    await decideAsk(table, ask, { answer: 'abort', by: 'ana', because: 'no', at }); // and died
    expect(await all.invoke('undo', undoCall(run.execution))).toMatchObject({ ok: { step: 'restore' } });
    expect((await readLedger(table, run.run))?.aborted).toEqual({ by: 'ana', at, because: 'no' });
  });

  test('a run that was held when it was aborted is taken back all the same', async () => {
    const all = await inWorld({ people: { 'platform-leads': leads }, runbooks: [restoreAndAsk('{}')] });
    const run = await start(all);
    await untilAsked(all, run.run, 'Is that enough?');
    await all.operations.hold(run.run, 'bob');
    await all.pass(1000);
    await all.operations.abort(run.run, 'ana', 'no');
    expect((await all.ended(run)).outcome).toBe('aborted');
    expect((await readLedger(all.clients.table, run.run))?.undo['restore.0.0']).toHaveProperty('undoneAt');
  });
});

test('what an undo reads and the ledger has no room for is kept beside it, and read back whole', async () => {
  const all = await inWorld({ people: { 'platform-leads': leads }, runbooks: [restoreAndAsk('{}')] });
  const run = await start(all);
  await untilAsked(all, run.run, 'Is that enough?');
  const { noteBegun, noteDone } = await import('../../lib/handlers/undo-record.ts');
  const { getRun } = await import('../../lib/history/runs.ts');
  const known = await getRun(all.clients.table, run.run);
  if (!known) throw new Error('no run');
  const large = { list: Array.from({ length: 9000 }, (_, n) => `deployment/${n}`) };
  const call = { step: 'large', uses: 'x', iteration: 4, generation: 1, undoable: { reads: { large } } };
  await noteBegun(call, { small: 1 }, known, all.parts());
  await noteDone(call, large, known, all.parts());
  const ledger = await readLedger(all.clients.table, run.run);
  expect(JSON.stringify(ledger?.undo['large.4.1']).length).toBeLessThan(1000);
  await all.operations.abort(run.run, 'ana', 'no');
  expect(await all.invoke('undo', undoCall(run.execution))).toMatchObject({
    ok: { step: 'large', iteration: 4, generation: 1, with: { small: 1 }, reads: { large }, output: large },
  });
});
