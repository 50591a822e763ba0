import { afterEach, expect, test } from '@jest/globals';
import { graceMs, passGate } from '../../lib/handlers/gate.ts';
import { abortLedger, fence, noteNested, openLedger } from '../../lib/history/ledger.ts';
import { stopUndo } from '../../lib/history/ledger-undo.ts';
import { closeRun, createRun, holdRun, setHandedOn } from '../../lib/history/runs.ts';
import { iso } from '../../lib/model/clock.ts';
import { codeOf, explain } from '../../lib/model/errors.ts';
import type { Run } from '../../lib/model/run.ts';
import { aRun } from '../history/builders.ts';
import { aWorld, startedAt, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => {
  world?.close();
  world = undefined;
});

/** A run that nothing executes, which ends in an hour. */
async function opened(given: Partial<Run> = {}): Promise<Run> {
  world ??= await aWorld();
  const { table } = world.clients;
  const deadlineAt = iso(Date.parse(startedAt) + 3_600_000);
  const run = await createRun(table, aRun({ startedAt, deadlineAt, ...given }));
  await openLedger(table, run.run);
  return run;
}
const table = () => (world as TestWorld).clients.table;
const now = () => iso((world as TestWorld).clock.now());

type Phase = 'always' | 'undo' | undefined;
/** What the gate says to a step of each phase: of Recovery, of `always`, of the undoing. */
async function said({ execution }: Run, held = true): Promise<string[]> {
  const phases: Phase[] = [undefined, 'always', 'undo'];
  const all = phases.map((phase) =>
    passGate(execution, (world as TestWorld).parts(), { held, phase }).then(
      () => 'passes',
      (error: unknown) => codeOf(error) ?? explain(error),
    ),
  );
  return Promise.all(all);
}
const aborted = () => ({ by: 'ana', at: now(), because: 'no' });

test('an open run: nothing is taken back of it', async () => {
  expect(await said(await opened())).toEqual(['passes', 'passes', 'NotApproved']);
});

test('an aborted run takes back, and tells; once that is stopped it only tells', async () => {
  const run = await opened();
  await abortLedger(table(), run.run, aborted());
  expect(await said(run)).toEqual(['Aborted', 'passes', 'passes']);
  await stopUndo(table(), run.run, aborted());
  expect(await said(run)).toEqual(['Aborted', 'passes', 'Aborted']);
});

test('past its deadline there is time for what comes after Recovery, not for ever', async () => {
  const run = await opened();
  await abortLedger(table(), run.run, aborted());
  await world?.pass(3_600_001);
  expect(await said(run)).toEqual(['Aborted', 'passes', 'passes']);
  await world?.pass(graceMs);
  expect(await said(run)).toEqual(['Aborted', 'RunDeadline', 'RunDeadline']);
});

test('a fenced run does nothing more, whatever the phase; one that handed on tells people so', async () => {
  const run = await opened();
  await abortLedger(table(), run.run, aborted());
  await fence(table(), run.run, 'taken over', now());
  expect(await said(run)).toEqual(['RunClosed', 'RunClosed', 'RunClosed']);
  const handing = await opened();
  await setHandedOn(table(), handing.run, 'bbbbbbbbbbbbbbbb');
  await fence(table(), handing.run, 'handed on', now());
  expect(await said(handing)).toEqual(['RunClosed', 'passes', 'RunClosed']);
});

test('a held run waits, but with its ending; aborted, it is taken back all the same; held again, it waits', async () => {
  const run = await opened();
  await holdRun(table(), run.run, 'bob', now());
  expect(await said(run)).toEqual(['NotReady', 'passes', 'NotApproved']);
  expect(await said(run, false)).toEqual(['passes', 'passes', 'NotApproved']);
  await abortLedger(table(), run.run, aborted());
  expect(await said(run)).toEqual(['Aborted', 'passes', 'passes']);
  const again = await opened();
  await abortLedger(table(), again.run, aborted());
  await world?.pass(1000);
  await holdRun(table(), again.run, 'bob', now());
  expect(await said(again)).toEqual(['Aborted', 'passes', 'NotReady']);
});

test('what holds of a run holds of those that its steps started, and of theirs', async () => {
  const top = await opened();
  const middle = await opened({ parent: top.run, deadlineAt: iso(Date.parse(startedAt) + 7_200_000) });
  const lowest = await opened({ parent: middle.run, deadlineAt: middle.deadlineAt });
  expect(await said(lowest)).toEqual(['passes', 'passes', 'NotApproved']);
  await holdRun(table(), top.run, 'bob', now());
  expect(await said(lowest)).toEqual(['NotReady', 'passes', 'NotApproved']);
  await abortLedger(table(), top.run, aborted());
  // Of itself it is told by the abort; until then it begins nothing.
  expect(await said(lowest)).toEqual(['Aborted', 'passes', 'NotApproved']);
  await abortLedger(table(), lowest.run, aborted());
  expect(await said(lowest)).toEqual(['Aborted', 'passes', 'passes']);
  await fence(table(), top.run, 'closed', now());
  expect(await said(lowest)).toEqual(['RunClosed', 'RunClosed', 'RunClosed']);
});

test('an aborted run waits for the runs of its steps to end, and then hears it', async () => {
  const top = await opened();
  const nested = await opened({ parent: top.run });
  await noteNested(table(), top.run, nested.run, 'inner');
  await abortLedger(table(), top.run, aborted());
  expect(await said(top)).toEqual(['NotReady', 'passes', 'passes']);
  await expect(passGate(top.execution, (world as TestWorld).parts())).rejects.toThrow(
    new RegExp(`run ${nested.run}, which a step of it started, ends first`),
  );
  const end = { outcome: 'aborted' as const, endedBecause: 'no', endedAt: now() };
  await closeRun(table(), nested.run, end);
  expect(await said(top)).toEqual(['Aborted', 'passes', 'passes']);
});

test('the time of the run above is over: RunDeadline, naming it', async () => {
  const top = await opened();
  const lowest = await opened({ parent: top.run, deadlineAt: iso(Date.parse(startedAt) + 36_000_000) });
  await world?.pass(3_600_001);
  expect(await said(lowest)).toEqual(['RunDeadline', 'passes', 'NotApproved']);
  await expect(passGate(lowest.execution, (world as TestWorld).parts())).rejects.toThrow(
    new RegExp(`the time of run ${top.run}, whose step this run is, is over`),
  );
});

test('a run above that nobody knows: RunClosed', async () => {
  expect(await said(await opened({ parent: 'bbbbbbbbbbbbbbbb' }))).toEqual([
    'RunClosed',
    'RunClosed',
    'RunClosed',
  ]);
});
