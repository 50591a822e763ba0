import { expect, test } from '@jest/globals';
import { readLedger } from '../../lib/history/ledger.ts';
import { holderOf, releaseLock, signalsOf, takeLock, takeOver } from '../../lib/history/lock.ts';
import { createRun, setTarget } from '../../lib/history/runs.ts';
import { runIdOf } from '../../lib/model/run.ts';
import { type Hold, rootKey } from '../../lib/model/target.ts';
import { aHold, aRun, at, newExecution } from './builders.ts';
import { again, codeFrom, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

let clusters = 0;
/** A cluster that no other test locks. */
const newCluster = () => `cluster-${(clusters += 1)}`;

function aRequest(holds: Hold[], runbook = 'restore-namespace') {
  const execution = newExecution();
  return { run: runIdOf(execution), runbook, execution, holds, at: at(0) };
}
const taken = { status: 'taken' };
const lockItem = (hold: Hold) => ({ pk: `LOCK#${rootKey(hold.root)}`, sk: 'LOCK' });

inBothWorlds((world) => {
  test('what is free is taken, and by the holder again', async () => {
    const { table } = world();
    const hold = aHold(newCluster(), 'payments');
    const request = aRequest([hold]);
    expect(await holderOf(table, hold)).toBeUndefined();
    expect(await takeLock(table, request)).toEqual(taken);
    expect(await takeLock(table, { ...request, at: at(60) })).toEqual(taken);
    const { run, runbook, execution } = request;
    expect(await holderOf(table, hold)).toEqual({ run, runbook, execution, since: at(0), hold });
    expect(await signalsOf(table, run, [hold])).toBe(0);
  });

  test.each([
    ['the same part, same runbook', 'payments', 'payments', 'restore-namespace', 'joined'],
    ['the whole, same runbook', null, null, 'restore-namespace', 'joined'],
    ['a part of the whole, same runbook', null, 'payments', 'restore-namespace', 'joined'],
    ['the whole of a part, same runbook', 'payments', null, 'restore-namespace', 'refused'],
    ['another part, same runbook', 'payments', 'orders', 'restore-namespace', 'taken'],
    ['the same part, another runbook', 'payments', 'payments', 'scale-down', 'refused'],
    ['the whole, another runbook', null, null, 'scale-down', 'refused'],
    ['a part of the whole, another runbook', null, 'payments', 'scale-down', 'refused'],
    ['the whole of a part, another runbook', 'payments', null, 'scale-down', 'refused'],
    ['another part, another runbook', 'payments', 'orders', 'scale-down', 'taken'],
  ])('%s', async (_name, held, wanted, runbook, status) => {
    const { table } = world();
    const cluster = newCluster();
    const first = aRequest([aHold(cluster, held)]);
    await takeLock(table, first);
    const second = aRequest([aHold(cluster, wanted)], runbook);
    const result = await takeLock(table, second);
    expect(result.status).toBe(status);
    if (result.status === 'joined') expect(result).toEqual({ status, run: first.run, hold: first.holds[0] });
    if (result.status === 'refused')
      expect(result).toEqual({
        status,
        holder: { run: first.run, runbook: 'restore-namespace' },
        hold: first.holds[0],
      });
    expect(await signalsOf(table, first.run, first.holds)).toBe(status === 'joined' ? 1 : 0);
  });

  test('the same names of another account or Region, and of another kind, are other roots', async () => {
    const { table } = world();
    const hold = aHold(newCluster());
    const others = [{ account: '222' }, { region: 'us-east-1' }, { kind: 'database' as const }];
    await takeLock(table, aRequest([hold]));
    for (const other of others)
      expect(await takeLock(table, aRequest([{ ...hold, root: { ...hold.root, ...other } }], 'x'))).toEqual(
        taken,
      );
  });

  test('each run that joins is one signal, however often it comes', async () => {
    const { table } = world();
    const hold = aHold(newCluster());
    const holder = aRequest([hold]);
    const [one, two] = [aRequest([hold]), aRequest([hold])];
    await takeLock(table, holder);
    for (const request of [one, one, two, one, two])
      expect((await takeLock(table, request)).status).toBe('joined');
    expect(await signalsOf(table, holder.run, [hold])).toBe(2);
  });

  test('it is released only when as many signals are handled as came, and nothing is left of it', async () => {
    const { table } = world();
    const hold = aHold(newCluster(), 'payments');
    const { run } = aRequest([hold]);
    const request = { ...aRequest([hold]), run };
    await takeLock(table, request);
    await takeLock(table, aRequest([hold]));
    const release = (handledSignals: number) => releaseLock(table, { run, holds: [hold], handledSignals });
    expect(await release(0)).toEqual({ released: false, signals: 1 });
    expect((await holderOf(table, hold))?.run).toBe(run);
    expect(await release(1)).toEqual({ released: true });
    expect(await release(1)).toEqual({ released: true });
    expect(await release(0)).toEqual({ released: true });
    expect(await table.get(lockItem(hold))).toBeUndefined();
  });

  test('releasing a part leaves the others; releasing what another holds is nothing', async () => {
    const { table } = world();
    const cluster = newCluster();
    const [payments, orders] = [aRequest([aHold(cluster, 'payments')]), aRequest([aHold(cluster, 'orders')])];
    await takeLock(table, payments);
    await takeLock(table, orders);
    await releaseLock(table, { run: payments.run, holds: payments.holds, handledSignals: 0 });
    const other = { run: payments.run, holds: orders.holds, handledSignals: 0 };
    expect(await releaseLock(table, other)).toEqual({ released: true });
    expect((await holderOf(table, aHold(cluster)))?.run).toBe(orders.run);
    expect(await takeLock(table, aRequest(payments.holds, 'another'))).toEqual(taken);
  });

  test('several roots are taken together or not at all', async () => {
    const { table } = world();
    const [a, b] = [aHold(newCluster()), aHold(newCluster())];
    const other = aRequest([b], 'other');
    await takeLock(table, other);
    const both = aRequest([b, a]);
    expect(await takeLock(table, both)).toEqual({
      status: 'refused',
      holder: { run: other.run, runbook: 'other' },
      hold: b,
    });
    expect(await table.get(lockItem(a))).toBeUndefined();
    await releaseLock(table, { run: other.run, holds: [b], handledSignals: 0 });
    expect(await takeLock(table, both)).toEqual(taken);
    expect((await holderOf(table, a))?.run).toBe(both.run);
    expect((await holderOf(table, b))?.run).toBe(both.run);
  });

  test('what lies within several roots of one run joins it; what reaches outside is refused', async () => {
    const { table } = world();
    const [a, b, c] = [aHold(newCluster()), aHold(newCluster()), aHold(newCluster())];
    const holder = aRequest([a, b]);
    await takeLock(table, holder);
    expect((await takeLock(table, aRequest([b, a]))).status).toBe('joined');
    expect((await takeLock(table, aRequest([aHold(b.root.name, 'payments')]))).status).toBe('joined');
    expect((await takeLock(table, aRequest([a, c]))).status).toBe('refused');
    expect(await table.get(lockItem(c))).toBeUndefined();
    const release = (handledSignals: number) =>
      releaseLock(table, { run: holder.run, holds: [a, b], handledSignals });
    expect(await release(1)).toEqual({ released: false, signals: 2 });
    expect((await takeLock(table, aRequest([a]))).status).toBe('joined');
    expect(await release(2)).toEqual({ released: false, signals: 3 });
    expect(await release(3)).toEqual({ released: true });
    expect([await table.get(lockItem(a)), await table.get(lockItem(b))]).toEqual([undefined, undefined]);
  });

  test('what was taken before an attempt was cut short is given back when the rest is refused', async () => {
    const { table } = world();
    const [a, b] = [aHold(newCluster()), aHold(newCluster())];
    const both = aRequest([a, b]);
    const [first] = both.holds;
    const cut = losingAnswers(world(), 1); // a is taken, and the handler hears nothing of it
    expect(await codeFrom(takeLock(cut, both))).toBe('Unavailable');
    expect((await holderOf(table, a))?.run).toBe(first && both.run);
    expect(await codeFrom(takeLock(table, aRequest([a])))).toBe('Conflict'); // neither taken nor joined yet
    await takeLock(table, aRequest([b], 'other'));
    expect((await takeLock(table, both)).status).toBe('refused');
    expect(await table.get(lockItem(a))).toBeUndefined();
  });

  test('of many that come at once one takes it and all others join', async () => {
    const { table } = world();
    const hold = aHold(newCluster());
    const requests = Array.from({ length: 6 }, () => aRequest([hold]));
    const results = await Promise.all(requests.map((request) => again(() => takeLock(table, request))));
    const holders = requests.filter((_, index) => results[index]?.status === 'taken');
    expect(holders).toHaveLength(1);
    expect(results.filter((result) => result.status === 'joined')).toHaveLength(5);
    expect(await signalsOf(table, holders[0]?.run ?? '', [hold])).toBe(5);
  });

  test('a takeover fences the old run first, and hands over or removes its holds, signals included', async () => {
    const { table } = world();
    const holds = [aHold(newCluster(), 'payments')];
    const old = aRequest(holds);
    await takeLock(table, old);
    await takeLock(table, aRequest(holds));
    const { run, runbook, execution } = aRequest(holds, 'rebuild-cluster');
    const to = { run, runbook, execution };
    const request = { from: old.run, to, holds, because: 'handed on', at: at(100) };
    expect(await takeOver(table, request)).toEqual(holds);
    expect(await takeOver(table, request)).toEqual([]);
    expect(await readLedger(table, old.run)).toMatchObject({ fencedAt: at(100), fencedBecause: 'handed on' });
    expect(await holderOf(table, holds[0] ?? aHold())).toMatchObject({ ...to, since: at(100) });
    expect(await signalsOf(table, run, holds)).toBe(1);
    expect(await releaseLock(table, { run: old.run, holds, handledSignals: 9 })).toEqual({ released: true });
    expect((await holderOf(table, holds[0] ?? aHold()))?.run).toBe(run);
    await takeOver(table, { from: run, holds, because: 'dead', at: at(200) });
    expect(await table.get(lockItem(holds[0] ?? aHold()))).toBeUndefined();
  });

  test('a takeover knows from the run what it holds, and leaves alone what others hold', async () => {
    const { table } = world();
    const holds = [aHold(newCluster()), aHold(newCluster())];
    const [first = aHold(), second = aHold()] = holds;
    const run = await createRun(table, aRun());
    await setTarget(table, run.run, { cluster: 'x' }, holds);
    await takeLock(table, { ...run, holds: [first], at: at(0) });
    const other = aRequest([second], 'other');
    await takeLock(table, other);
    expect(await takeOver(table, { from: run.run, because: 'dead', at: at(1) })).toEqual([first]);
    expect(await holderOf(table, first)).toBeUndefined();
    expect((await holderOf(table, second))?.run).toBe(other.run);
  });

  test('a whole that was handed on, and a part of it that was taken in its place, are given back whichever it is', async () => {
    const { table } = world();
    const cluster = newCluster();
    const [whole, part] = [aHold(cluster), aHold(cluster, 'payments')];
    const before = aRequest([whole], 'look-first');
    const next = aRequest([part]);
    const holds = [...next.holds, ...before.holds];
    await takeLock(table, before);
    await takeOver(table, { from: before.run, to: next, holds: [whole], because: 'handed on', at: at(1) });
    expect(await takeLock(table, next)).toEqual(taken);
    await takeLock(table, aRequest([part]));
    expect(await signalsOf(table, next.run, holds)).toBe(1);
    const third = aRequest([whole], 'look-last');
    await takeOver(table, { from: next.run, to: third, holds, because: 'handed on', at: at(2) });
    expect((await holderOf(table, part))?.run).toBe(third.run);
    await releaseLock(table, { run: third.run, holds, handledSignals: 1 });
    expect(await table.get(lockItem(whole))).toBeUndefined();
  });

  test('lost answers: taken is taken once, a signal is one signal, released is released', async () => {
    const holds = [aHold(newCluster()), aHold(newCluster())];
    const table = losingAnswers(world(), 1, 2, 4, 5, 7, 9, 10, 12, 13, 15);
    const holder = aRequest(holds);
    expect(await again(() => takeLock(table, holder))).toEqual(taken);
    const joining = aRequest(holds);
    const lossy = losingAnswers(world(), 1);
    expect((await again(() => takeLock(lossy, joining))).status).toBe('joined');
    expect(await signalsOf(world().table, holder.run, holds)).toBe(1);
    const release = (handledSignals: number) =>
      again(() => releaseLock(table, { run: holder.run, holds, handledSignals }));
    expect(await release(0)).toEqual({ released: false, signals: 1 });
    expect(await release(1)).toEqual({ released: true });
    for (const hold of holds) expect(await world().table.get(lockItem(hold))).toBeUndefined();
  });
});
