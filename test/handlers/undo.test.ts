import { afterEach, describe, expect, test } from '@jest/globals';
import { handleStep } from '../../lib/handlers/step.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import { fail } from '../../lib/model/errors.ts';
import type { Json } from '../../lib/model/json.ts';
import type { PersonScript } from '../../lib/model/scenario.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { StepContext, StepType } from '../../lib/steps/step-type.ts';
import { leads, restoreAndAsk, start, undoCall, untilAsked } from './restore-and-ask.ts';
import { aWorld, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());
async function inWorld(options: Parameters<typeof aWorld>[0]): Promise<TestWorld> {
  world = await aWorld(options);
  return world;
}

const undone = async (all: TestWorld, run: string) =>
  (await all.operations.events(run, '')).events
    .filter(({ kind }) => kind === 'undone')
    .map(({ text }) => text);

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
    // the taking back is a change itself, with its intent before its first call
    expect(Object.values(ledger?.entries ?? {})).toEqual([
      expect.objectContaining({ external: `rb-${run.run}-0-0-restore`, undoneAt: expect.any(String) }),
      expect.objectContaining({
        external: `rb-${run.run}-0-0-restore--undo`,
        undoes: true,
        spec: { takes_back: [`rb-${run.run}-0-0-restore`] },
        doneAt: expect.any(String),
      }),
    ]);
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
      // The type of the catalog can take itself back, so the target is not filled in; the one put in its place cannot.
      runbooks: [
        restoreAndAsk(
          '{ with: { backup: $choice.backup, cluster: $inputs.cluster, namespace: $inputs.namespace } }',
        ),
      ],
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
