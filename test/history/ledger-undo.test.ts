import { expect, test } from '@jest/globals';
import {
  abortLedger,
  fence,
  intend,
  markDone,
  noteNested,
  openLedger,
  readLedger,
} from '../../lib/history/ledger.ts';
import {
  beginUndo,
  markLeft,
  markUndoneStep,
  stopUndo,
  undoDone,
  undoKey,
} from '../../lib/history/ledger-undo.ts';
import type { UndoRecord } from '../../lib/model/ledger.ts';
import { anEntry, at } from './builders.ts';
import { again, codeFrom, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

let runs = 0;
const newRun = () => `undo-run-${(runs += 1)}`;
const aborted = { by: 'ada', at: at(60), because: 'wrong cluster' };

function aRecord(given: Partial<UndoRecord> = {}): UndoRecord {
  return {
    step: 'restore',
    uses: 'restore-backup',
    iteration: 0,
    generation: 0,
    beganAt: at(10),
    with: { backup: 'nightly' },
    reads: { choice: { backup: 'nightly' } },
    output: null,
    ...given,
  };
}

inBothWorlds((world) => {
  const opened = async () => {
    const run = newRun();
    await openLedger(world().table, run);
    return run;
  };

  test('a step that can be taken back is noted once, each iteration and generation for itself', async () => {
    const { table } = world();
    const run = await opened();
    expect(await beginUndo(table, run, aRecord())).toEqual(aRecord());
    expect(await beginUndo(table, run, aRecord({ beganAt: at(99), with: {} }))).toEqual(aRecord());
    await beginUndo(table, run, aRecord({ generation: 1 }));
    await beginUndo(table, run, aRecord({ iteration: 3 }));
    const known = Object.keys((await readLedger(table, run))?.undo ?? {});
    expect(known.sort()).toEqual(['restore.0.0', 'restore.0.1', 'restore.3.0']);
  });

  test('done, undone, left: the first word stays, after an abort, too', async () => {
    const { table } = world();
    const run = await opened();
    await beginUndo(table, run, aRecord());
    await abortLedger(table, run, aborted);
    expect(await undoDone(table, run, aRecord(), { restore: 'rb-1' }, at(20))).toEqual(
      aRecord({ output: { restore: 'rb-1' }, doneAt: at(20) }),
    );
    expect(await undoDone(table, run, aRecord(), null, at(30))).toMatchObject({ doneAt: at(20) });
    expect(await markLeft(table, run, aRecord(), 'ada')).toMatchObject({ leftBy: 'ada' });
    expect(await markLeft(table, run, aRecord(), 'bob')).toMatchObject({ leftBy: 'ada' });
    expect(await markUndoneStep(table, run, aRecord(), at(40))).toMatchObject({ undoneAt: at(40) });
    expect(await markUndoneStep(table, run, aRecord(), at(50))).toMatchObject({ undoneAt: at(40) });
    expect((await readLedger(table, run))?.undo[undoKey(aRecord())]).toEqual(
      aRecord({ output: { restore: 'rb-1' }, doneAt: at(20), leftBy: 'ada', undoneAt: at(40) }),
    );
  });

  test('nothing begins after an abort; what never began is Broken; nothing is noted after the fence', async () => {
    const { table } = world();
    const run = await opened();
    await beginUndo(table, run, aRecord());
    expect(await codeFrom(undoDone(table, run, aRecord({ step: 'other' }), null, at(20)))).toBe('Broken');
    await abortLedger(table, run, aborted);
    expect(await codeFrom(beginUndo(table, run, aRecord({ generation: 1 })))).toBe('Aborted');
    await fence(table, run, 'closed', at(70));
    const late = [
      beginUndo(table, run, aRecord()),
      undoDone(table, run, aRecord(), null, at(80)),
      markUndoneStep(table, run, aRecord(), at(80)),
      markLeft(table, run, aRecord(), 'ada'),
      stopUndo(table, run, aborted),
    ];
    expect(await Promise.all(late.map(codeFrom))).toEqual(late.map(() => 'RunClosed'));
  });

  test('a change that takes back wants an abort, and none that stopped the taking back', async () => {
    const { table } = world();
    const run = await opened();
    const undo = anEntry({ external: 'rb-run-0-0-restore--undo', undoes: true });
    expect(await codeFrom(intend(table, run, undo))).toBe('NotApproved');
    expect(await codeFrom(stopUndo(table, run, aborted))).toBe('NotApproved');
    await abortLedger(table, run, aborted);
    expect(await intend(table, run, undo)).toEqual(undo);
    expect(await codeFrom(intend(table, run, anEntry()))).toBe('Aborted');
    const stopped = { by: 'bob', at: at(90), because: 'leave it' };
    expect((await stopUndo(table, run, stopped)).undoStopped).toEqual(stopped);
    expect((await stopUndo(table, run, { ...stopped, by: 'ada' })).undoStopped).toEqual(stopped);
    const next = { ...undo, external: 'rb-run-0-0-restore--undo2' };
    expect(await codeFrom(intend(table, run, next))).toBe('Aborted');
    // What was begun has to be known all the same.
    expect(await markDone(table, run, undo.external, at(95))).toMatchObject({ doneAt: at(95) });
  });

  test('a nested run is noted before an abort, or not at all', async () => {
    const { table } = world();
    const run = await opened();
    await noteNested(table, run, 'child-1', 'each');
    await noteNested(table, run, 'child-1', 'another');
    expect((await abortLedger(table, run, aborted)).nested).toEqual({ 'child-1': 'each' });
    expect(await codeFrom(noteNested(table, run, 'child-2', 'each'))).toBe('Aborted');
    await fence(table, run, 'closed', at(70));
    expect(await codeFrom(noteNested(table, run, 'child-2', 'each'))).toBe('RunClosed');
  });

  test('a ledger of an older release, without these parts, can be fenced and aborted', async () => {
    const { table } = world();
    const run = newRun();
    await table.put({ pk: `RUN#${run}`, sk: 'LEDGER', run, entries: {}, transients: {} });
    expect(await readLedger(table, run)).toEqual({ run, entries: {}, undo: {}, nested: {}, transients: {} });
    await abortLedger(table, run, aborted);
    expect(await fence(table, run, 'closed', at(70))).toMatchObject({ undo: {}, nested: {}, aborted });
  });

  test('answers that are lost change nothing about it', async () => {
    const table = losingAnswers(world(), 1, 3, 5, 7, 9, 11, 13, 15);
    const run = newRun();
    await again(() => openLedger(table, run));
    await again(() => beginUndo(table, run, aRecord()));
    await again(() => undoDone(table, run, aRecord(), 7, at(20)));
    await again(() => noteNested(table, run, 'child', 'each'));
    await again(() => abortLedger(table, run, aborted));
    await again(() => markUndoneStep(table, run, aRecord(), at(65)));
    await again(() => stopUndo(table, run, aborted));
    expect(await readLedger(world().table, run)).toEqual({
      run,
      entries: {},
      undo: { 'restore.0.0': aRecord({ output: 7, doneAt: at(20), undoneAt: at(65) }) },
      nested: { child: 'each' },
      transients: {},
      aborted,
      undoStopped: aborted,
    });
  });
});
