import { expect, test } from '@jest/globals';
import {
  abortLedger,
  clearTransient,
  clearVerified,
  countTransient,
  fence,
  intend,
  markDone,
  markUndone,
  openLedger,
  readLedger,
  setVerified,
} from '../../lib/history/ledger.ts';
import { anEntry, at } from './builders.ts';
import { again, codeFrom, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

let runs = 0;
const newRun = () => `ledger-run-${(runs += 1)}`;
const verified = { step: 'verify', at: at(50), signals: 0 };

inBothWorlds((world) => {
  const opened = async () => {
    const run = newRun();
    await openLedger(world().table, run);
    return run;
  };

  test('a ledger is opened once, and empty', async () => {
    const { table } = world();
    const run = newRun();
    expect(await readLedger(table, run)).toBeUndefined();
    const empty = { run, entries: {}, undo: {}, nested: {}, transients: {} };
    expect(await openLedger(table, run)).toEqual(empty);
    await intend(table, run, anEntry());
    expect((await openLedger(table, run)).entries).toEqual({ [anEntry().external]: anEntry() });
  });

  test('an intent is written once; a machine that comes again is given the first', async () => {
    const { table } = world();
    const run = await opened();
    expect(await intend(table, run, anEntry())).toEqual(anEntry());
    const repeated = anEntry({ writeId: 'write-2', intendedAt: at(99) });
    expect(await intend(table, run, repeated)).toEqual(anEntry());
    expect(await codeFrom(intend(table, run, anEntry({ specHash: 'another' })))).toBe('Broken');
    const next = anEntry({ external: 'rb-run-1-0-restore', generation: 1, specHash: 'another' });
    expect(await intend(table, run, next)).toEqual(next);
    expect(Object.keys((await readLedger(table, run))?.entries ?? {})).toHaveLength(2);
  });

  test('of many that intend the same at once all are given one entry', async () => {
    const { table } = world();
    const run = await opened();
    const all = Array.from({ length: 6 }, (_, n) => intend(table, run, anEntry({ writeId: `write-${n}` })));
    const writeIds = (await Promise.all(all)).map((entry) => entry.writeId);
    expect(new Set(writeIds).size).toBe(1);
  });

  test('done and undone are noted once', async () => {
    const { table } = world();
    const run = await opened();
    const { external } = await intend(table, run, anEntry());
    expect((await markDone(table, run, external, at(20))).doneAt).toBe(at(20));
    expect((await markDone(table, run, external, at(30))).doneAt).toBe(at(20));
    expect(await markUndone(table, run, external, at(40))).toEqual(
      anEntry({ doneAt: at(20), undoneAt: at(40) }),
    );
    expect(await codeFrom(markDone(table, run, 'rb-nothing', at(20)))).toBe('Broken');
    expect(await codeFrom(markDone(table, newRun(), external, at(20)))).toBe('RunClosed');
  });

  test('after the fence nothing is written any more, and the first fence stays', async () => {
    const { table } = world();
    const run = await opened();
    const { external } = await intend(table, run, anEntry());
    await fence(table, run, 'taken over', at(60));
    const fenced = await fence(table, run, 'closed', at(70));
    expect(fenced).toMatchObject({ fencedAt: at(60), fencedBecause: 'taken over' });
    const attempts = [
      intend(table, run, anEntry({ external: 'rb-new' })),
      intend(table, run, anEntry()), // even what is in it already
      markDone(table, run, external, at(80)),
      markUndone(table, run, external, at(80)),
      setVerified(table, run, verified),
      abortLedger(table, run, { by: 'ada', at: at(80), because: 'no' }),
      countTransient(table, run, 'look'),
    ];
    expect(await Promise.all(attempts.map(codeFrom))).toEqual(attempts.map(() => 'RunClosed'));
    await clearTransient(table, run, 'look');
    expect(await readLedger(table, run)).toEqual(fenced);
  });

  test('a run without a ledger can be fenced, and opening it later finds the fence', async () => {
    const { table } = world();
    const run = newRun();
    expect(await codeFrom(intend(table, run, anEntry()))).toBe('RunClosed');
    await fence(table, run, 'taken over', at(60));
    expect((await openLedger(table, run)).fencedAt).toBe(at(60));
    expect(await codeFrom(intend(table, run, anEntry()))).toBe('RunClosed');
  });

  test('after an abort no change is begun; what was begun is noted; the first abort stays', async () => {
    const { table } = world();
    const run = await opened();
    const { external } = await intend(table, run, anEntry());
    const aborted = { by: 'ada', at: at(60), because: 'wrong cluster' };
    expect((await abortLedger(table, run, aborted)).aborted).toEqual(aborted);
    const second = { by: 'bob', at: at(61), because: 'me too' };
    expect((await abortLedger(table, run, second)).aborted).toEqual(aborted);
    expect(await codeFrom(intend(table, run, anEntry({ external: 'rb-new' })))).toBe('Aborted');
    expect(await codeFrom(intend(table, run, anEntry()))).toBe('Aborted');
    expect(await codeFrom(setVerified(table, run, verified))).toBe('Aborted');
    expect((await markDone(table, run, external, at(62))).doneAt).toBe(at(62));
    await expect(intend(table, run, anEntry())).rejects.toThrow(/ada aborted.*wrong cluster/);
  });

  test('an abort before the ledger was opened counts', async () => {
    const { table } = world();
    const run = newRun();
    await abortLedger(table, run, { by: 'ada', at: at(1), because: 'no' });
    expect((await openLedger(table, run)).aborted?.by).toBe('ada');
    expect(await codeFrom(intend(table, run, anEntry()))).toBe('Aborted');
  });

  test('verified lasts until the next intent, and does not come back from a look before it', async () => {
    const { table } = world();
    const run = await opened();
    await intend(table, run, anEntry({ intendedAt: at(10) }));
    expect((await setVerified(table, run, verified)).verified).toEqual(verified);
    await intend(table, run, anEntry({ intendedAt: at(55) })); // repeated: nothing was begun
    expect((await readLedger(table, run))?.verified).toEqual(verified);
    await intend(table, run, anEntry({ external: 'rb-new', intendedAt: at(60) }));
    expect((await readLedger(table, run))?.verified).toBeUndefined();
    expect(await codeFrom(setVerified(table, run, verified))).toBe('Conflict');
    const later = { ...verified, at: at(60), signals: 2 };
    expect((await setVerified(table, run, later)).verified).toEqual(later);
  });

  test('verified is no more when another verify looks, and is not missed where there is none', async () => {
    const { table } = world();
    const run = await opened();
    await clearVerified(table, run);
    await setVerified(table, run, verified);
    await clearVerified(table, run);
    expect((await readLedger(table, run))?.verified).toBeUndefined();
    await fence(table, run, 'closed', at(60));
    await clearVerified(table, run);
  });

  test('transient errors are counted by step until a call answers', async () => {
    const { table } = world();
    const run = await opened();
    expect(await countTransient(table, run, 'look')).toBe(1);
    expect(await countTransient(table, run, 'look')).toBe(2);
    expect(await countTransient(table, run, 's2_1_1')).toBe(1);
    await clearTransient(table, run, 'look');
    await clearTransient(table, run, 'look');
    await clearTransient(table, run, 'never');
    expect((await readLedger(table, run))?.transients).toEqual({ s2_1_1: 1 });
    expect(await countTransient(table, run, 'look')).toBe(1);
  });

  test('answers that are lost change nothing about it', async () => {
    const table = losingAnswers(world(), 1, 3, 5, 7, 9, 11, 13);
    const run = newRun();
    await again(() => openLedger(table, run));
    expect(await again(() => intend(table, run, anEntry()))).toEqual(anEntry());
    await again(() => markDone(table, run, anEntry().external, at(20)));
    await again(() => setVerified(table, run, verified));
    const aborted = { by: 'ada', at: at(60), because: 'no' };
    await again(() => abortLedger(table, run, aborted));
    await again(() => fence(table, run, 'closed', at(70)));
    expect(await readLedger(world().table, run)).toEqual({
      run,
      entries: { [anEntry().external]: anEntry({ doneAt: at(20) }) },
      undo: {},
      nested: {},
      transients: {},
      verified,
      aborted,
      fencedAt: at(70),
      fencedBecause: 'closed',
    });
  });
});
