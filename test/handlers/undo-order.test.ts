import { afterEach, describe, expect, test } from '@jest/globals';
import { asksOf, decideAsk } from '../../lib/history/asks.ts';
import { abortLedger, intend, markDone, readLedger } from '../../lib/history/ledger.ts';
import { iso } from '../../lib/model/clock.ts';
import type { PersonScript } from '../../lib/model/scenario.ts';
import { anEntry } from '../history/builders.ts';
import { leads, restoreAndAsk, start, undoCall, untilAsked } from './restore-and-ask.ts';
import { aWorld, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());
async function inWorld(options: Parameters<typeof aWorld>[0]): Promise<TestWorld> {
  world = await aWorld(options);
  return world;
}

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
