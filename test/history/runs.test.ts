import { expect, test } from '@jest/globals';
import {
  closeRun,
  continueRun,
  createRun,
  findRuns,
  finishedAt,
  finishRun,
  forgetRun,
  getRun,
  holdRun,
  isHeld,
  listRuns,
  openRuns,
  setTarget,
  unfinishedRuns,
} from '../../lib/history/runs.ts';
import type { Run } from '../../lib/model/run.ts';
import { aHold, aRun, at } from './builders.ts';
import { again, codeFrom, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

inBothWorlds((world) => {
  test('a run is created once: whoever comes again is given the first', async () => {
    const { table } = world();
    const run = aRun();
    expect(await createRun(table, run)).toEqual(run);
    expect(await createRun(table, { ...run, startedAt: at(5), because: 'repeated' })).toEqual(run);
    expect(await getRun(table, run.run)).toEqual(run);
    expect(await getRun(table, 'nobody')).toBeUndefined();
  });

  test('two that create it at once are given the same, and the list has it once', async () => {
    const { table } = world();
    const run = aRun({ runbook: 'both-at-once' });
    const both = await Promise.all([createRun(table, run), createRun(table, { ...run, startedAt: at(1) })]);
    expect(both[0]).toEqual(both[1]);
    expect(await listRuns(table, { limit: 10, runbook: 'both-at-once' })).toEqual([both[0]]);
  });

  test('the newest runs come first, of all runbooks or of one', async () => {
    const { table } = world();
    const runs = [30, 10, 20, 40].map((minute) => aRun({ startedAt: at(1e6 + minute), runbook: 'listed' }));
    for (const run of runs) await createRun(table, run);
    const other = aRun({ startedAt: at(1e6 + 35), runbook: 'another' });
    await createRun(table, other);
    const [r30, r10, r20, r40] = runs;
    expect(await listRuns(table, { limit: 3 })).toEqual([r40, other, r30]);
    expect(await listRuns(table, { limit: 10, runbook: 'listed' })).toEqual([r40, r30, r20, r10]);
    expect(await listRuns(table, { limit: 10, runbook: 'nobody' })).toEqual([]);
  });

  test('a run is found by the beginning of its id', async () => {
    const { table } = world();
    const [one, two] = [aRun({ run: 'zzaaqqqqqqqqqqqq' }), aRun({ run: 'zzabqqqqqqqqqqqq' })];
    await createRun(table, two);
    await createRun(table, one);
    expect(await findRuns(table, 'zza')).toEqual([one, two]);
    expect(await findRuns(table, 'zzab')).toEqual([two]);
    expect(await findRuns(table, 'zzb')).toEqual([]);
  });

  test('the first ending stays, and the run is open no longer', async () => {
    const { table } = world();
    const run = aRun();
    await createRun(table, run);
    const isOpen = async () => (await openRuns(table)).some((open) => open.run === run.run);
    expect(await isOpen()).toBe(true);
    const ending = { outcome: 'recovered', endedBecause: 'all is well', endedAt: at(100) } as const;
    const closed = await closeRun(table, run.run, ending);
    expect(closed).toEqual({ ...run, ...ending, status: 'closed' });
    expect(await isOpen()).toBe(false);
    const late = { outcome: 'failed', endedBecause: 'late', endedAt: at(200), badInput: true } as const;
    expect(await closeRun(table, run.run, late)).toEqual(closed);
    expect(await getRun(table, run.run)).toEqual(closed);
    expect(await codeFrom(closeRun(table, 'nobody', ending))).toBe('UnknownRun');
  });

  test('an ending keeps what belongs to it', async () => {
    const { table } = world();
    const run = await createRun(table, aRun());
    const ending = { outcome: 'joined', endedBecause: 'held', endedAt: at(9), joined: 'other' } as const;
    expect((await closeRun(table, run.run, ending)).joined).toBe('other');
    const bad = await createRun(table, aRun());
    const refused = {
      outcome: 'refused',
      endedBecause: 'no such cluster',
      endedAt: at(9),
      badInput: true,
    } as const;
    expect((await closeRun(table, bad.run, refused)).badInput).toBe(true);
  });

  test('a closed run is looked after until nothing of it can be in a hand', async () => {
    const { table } = world();
    const run = await createRun(table, aRun());
    const ids = async (runs: Promise<Run[]>) => (await runs).map((one) => one.run);
    await table.put({ pk: 'OPEN-RUNS', sk: 'ghost', run: 'ghost' }); // one that died before it wrote its run
    await closeRun(table, run.run, { outcome: 'failed', endedBecause: '', endedAt: at(1) });
    expect(await ids(openRuns(table))).not.toContain(run.run);
    expect(await ids(unfinishedRuns(table))).toContain(run.run);
    expect(await finishedAt(table, run.run)).toBeUndefined();
    await finishRun(table, run.run, at(2));
    expect(await finishedAt(table, run.run)).toBe(at(2));
    expect(await ids(unfinishedRuns(table))).toContain(run.run);
    await forgetRun(table, run.run);
    await forgetRun(table, run.run);
    expect(await ids(unfinishedRuns(table))).not.toContain(run.run);
    expect(await ids(unfinishedRuns(table))).not.toContain('ghost');
  });

  test('the target is written once', async () => {
    const { table } = world();
    const run = await createRun(table, aRun());
    const target = { cluster: 'prod-blue', namespace: 'payments' };
    const holds = [aHold('prod-blue', 'payments')];
    const expected = { ...run, target, holds };
    expect(await setTarget(table, run.run, target, holds)).toEqual(expected);
    expect(await setTarget(table, run.run, target, holds)).toEqual(expected);
    expect(await codeFrom(setTarget(table, run.run, { cluster: 'prod-blue' }, [aHold()]))).toBe('Broken');
    expect(await getRun(table, run.run)).toEqual(expected);
    expect(await codeFrom(setTarget(table, 'nobody', target, holds))).toBe('UnknownRun');
  });

  test('a closed run has no target written, and is not held', async () => {
    const { table } = world();
    const run = await createRun(table, aRun());
    await closeRun(table, run.run, { outcome: 'failed', endedBecause: 'why', endedAt: at(1) });
    expect(await codeFrom(setTarget(table, run.run, {}, []))).toBe('RunClosed');
    expect(await codeFrom(holdRun(table, run.run, 'ada', at(2)))).toBe('RunClosed');
    expect(await codeFrom(continueRun(table, run.run, 'ada', at(2)))).toBe('RunClosed');
  });

  test('hold and continue make stretches; each of them repeated is once', async () => {
    const { table } = world();
    const { run } = await createRun(table, aRun());
    expect((await continueRun(table, run, 'ada', at(1))).held).toEqual([]);
    expect((await holdRun(table, run, 'ada', at(10))).held).toEqual([{ from: at(10), by: 'ada' }]);
    const held = await holdRun(table, run, 'bob', at(11));
    expect(held.held).toEqual([{ from: at(10), by: 'ada' }]);
    expect(isHeld(held)).toBe(true);
    const first = { from: at(10), to: at(20), by: 'ada' };
    expect((await continueRun(table, run, 'bob', at(20))).held).toEqual([first]);
    expect((await continueRun(table, run, 'bob', at(21))).held).toEqual([first]);
    expect((await holdRun(table, run, 'bob', at(30))).held).toEqual([first, { from: at(30), by: 'bob' }]);
    const two = [first, { from: at(30), to: at(40), by: 'bob' }];
    expect((await continueRun(table, run, 'cy', at(40))).held).toEqual(two);
  });

  test('many who hold and continue at once leave stretches that do not overlap', async () => {
    const { table } = world();
    const { run } = await createRun(table, aRun());
    const calls = Array.from({ length: 8 }, (_, n) =>
      n % 2 === 0 ? holdRun(table, run, `p${n}`, at(n)) : continueRun(table, run, `p${n}`, at(n)),
    );
    await Promise.all(calls);
    const held = (await getRun(table, run))?.held ?? [];
    expect(held.slice(0, -1).every((stretch) => stretch.to !== undefined)).toBe(true);
  });

  test('answers that are lost change nothing about it', async () => {
    const { run } = aRun();
    const whole = aRun({ run });
    const table = losingAnswers(world(), 1, 3, 6, 8, 10, 12, 14);
    await again(() => createRun(table, whole));
    await again(() => setTarget(table, run, { cluster: 'c' }, [aHold('c')]));
    await again(() => holdRun(table, run, 'ada', at(10)));
    await again(() => continueRun(table, run, 'ada', at(20)));
    const ending = { outcome: 'recovered', endedBecause: 'well', endedAt: at(30) } as const;
    await again(() => closeRun(table, run, ending));
    expect(await getRun(world().table, run)).toEqual({
      ...whole,
      target: { cluster: 'c' },
      holds: [aHold('c')],
      held: [{ from: at(10), to: at(20), by: 'ada' }],
      status: 'closed',
      ...ending,
    });
  });

  test('an item that is no run is Malformed, and says which field', async () => {
    const { table } = world();
    await table.put({ pk: 'RUN#strange', sk: 'RUN', run: 7 });
    await expect(getRun(table, 'strange')).rejects.toThrow(/RUN#strange.*run is 7/);
    expect(await codeFrom(getRun(table, 'strange'))).toBe('Malformed');
  });
});
