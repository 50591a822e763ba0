import { expect, test } from '@jest/globals';
import { holderOf, releaseLock, signalsOf, takeLock, takeOver } from '../../lib/history/lock.ts';
import { runIdOf } from '../../lib/model/run.ts';
import { type Hold, rootKey } from '../../lib/model/target.ts';
import { aHold, at, newExecution } from './builders.ts';
import { inBothWorlds } from './in-both-worlds.ts';

let clusters = 0;
const newCluster = () => `nested-${(clusters += 1)}`;

function aRequest(holds: Hold[], runbook = 'restore-namespace', above: string[] = []) {
  const execution = newExecution();
  return { run: runIdOf(execution), runbook, execution, holds, at: at(0), above };
}
const taken = { status: 'taken' };
const release = ({ run, holds }: { run: string; holds: Hold[] }, handledSignals = 0) => ({
  run,
  holds,
  handledSignals,
});

inBothWorlds((world) => {
  test('a nested run takes what lies within its parent, and what does not; nothing is left of either', async () => {
    const { table } = world();
    const [mine, other] = [newCluster(), newCluster()];
    const parent = aRequest([aHold(mine)], 'fleet');
    await takeLock(table, parent);
    const child = aRequest([aHold(mine, 'payments'), aHold(other)], 'restore-namespace', [parent.run]);
    expect(await takeLock(table, child)).toEqual(taken);
    expect(await takeLock(table, child)).toEqual(taken);
    // The parent comes again: what its steps took is not in its way.
    expect(await takeLock(table, parent)).toEqual(taken);
    expect((await takeLock(table, aRequest([aHold(other)], 'else'))).status).toBe('refused');
    expect(await releaseLock(table, release(child))).toEqual({ released: true });
    expect((await holderOf(table, aHold(mine)))?.run).toBe(parent.run);
    await releaseLock(table, release(parent));
    for (const hold of [aHold(mine), aHold(other)])
      expect(await table.get({ pk: `LOCK#${rootKey(hold.root)}`, sk: 'LOCK' })).toBeUndefined();
  });

  test('the same whole, three deep; the holder that others meet is the outermost', async () => {
    const { table } = world();
    const hold = aHold(newCluster());
    const one = aRequest([hold], 'one');
    const two = aRequest([hold], 'two', [one.run]);
    const three = aRequest([hold], 'three', [two.run, one.run]);
    for (const request of [one, two, three]) expect(await takeLock(table, request)).toEqual(taken);
    const stranger = aRequest([hold], 'else');
    expect(await takeLock(table, stranger)).toMatchObject({ status: 'refused', holder: { run: one.run } });
    // Whoever ends first: what is below still keeps others out.
    await releaseLock(table, release(one));
    expect(await takeLock(table, stranger)).toMatchObject({ status: 'refused' });
    await releaseLock(table, release(three));
    expect(await takeLock(table, stranger)).toMatchObject({ status: 'refused', holder: { run: two.run } });
    await releaseLock(table, release(two));
    expect(await takeLock(table, stranger)).toEqual(taken);
  });

  test('siblings are in each other’s way, and join where it is the same runbook', async () => {
    const { table } = world();
    const cluster = newCluster();
    const parent = aRequest([aHold(cluster)], 'fleet');
    await takeLock(table, parent);
    const first = aRequest([aHold(cluster, 'payments')], 'restore-namespace', [parent.run]);
    expect(await takeLock(table, first)).toEqual(taken);
    const beside = aRequest([aHold(cluster, 'orders')], 'restore-namespace', [parent.run]);
    expect(await takeLock(table, beside)).toEqual(taken);
    const same = aRequest([aHold(cluster, 'payments')], 'restore-namespace', [parent.run]);
    expect(await takeLock(table, same)).toMatchObject({ status: 'joined', run: first.run });
    expect(await signalsOf(table, first.run, first.holds)).toBe(1);
    const whole = aRequest([aHold(cluster)], 'rebuild', [parent.run]);
    expect((await takeLock(table, whole)).status).toBe('refused');
    expect(await releaseLock(table, release(first))).toEqual({ released: false, signals: 1 });
    expect(await releaseLock(table, release(first, 1))).toEqual({ released: true });
  });

  test('who wants what a nested run of the same runbook does already joins it; who wants what the parent does, the parent', async () => {
    const { table } = world();
    const cluster = newCluster();
    const parent = aRequest([aHold(cluster)], 'fleet');
    await takeLock(table, parent);
    const child = aRequest([aHold(cluster, 'payments')], 'restore-namespace', [parent.run]);
    await takeLock(table, child);
    const alarm = aRequest([aHold(cluster, 'payments')], 'restore-namespace');
    expect(await takeLock(table, alarm)).toMatchObject({ status: 'joined', run: child.run });
    expect(await takeLock(table, aRequest([aHold(cluster)], 'fleet'))).toMatchObject({
      status: 'joined',
      run: parent.run,
    });
    expect((await takeLock(table, aRequest([aHold(cluster, 'orders')], 'restore-namespace'))).status).toBe(
      'refused',
    );
  });

  test('a nested run hands on: the next one stands where it stood', async () => {
    const { table } = world();
    const cluster = newCluster();
    const parent = aRequest([aHold(cluster)], 'fleet');
    await takeLock(table, parent);
    const child = aRequest([aHold(cluster, 'payments')], 'restore-namespace', [parent.run]);
    await takeLock(table, child);
    const next = aRequest([aHold(cluster)], 'rebuild-cluster', [parent.run]);
    await takeOver(table, {
      from: child.run,
      to: { run: next.run, runbook: next.runbook, execution: next.execution },
      holds: child.holds,
      because: 'handed on',
      at: at(10),
    });
    const stranger = aRequest([aHold(cluster, 'payments')], 'else', [parent.run]);
    expect(await takeLock(table, stranger)).toMatchObject({ status: 'refused', holder: { run: next.run } });
    // And takes more than it was handed: what it had is part of it.
    expect(await takeLock(table, next)).toEqual(taken);
    await releaseLock(table, release(next));
    expect(await takeLock(table, stranger)).toEqual(taken);
  });

  test('whoever was handed a part takes the whole, with those who joined the part; or is refused by another part', async () => {
    const { table } = world();
    const cluster = newCluster();
    const first = aRequest([aHold(cluster, 'payments')]);
    await takeLock(table, first);
    await takeLock(table, aRequest([aHold(cluster, 'payments')])); // joins
    const next = aRequest([aHold(cluster)], 'rebuild-cluster');
    const to = { run: next.run, runbook: next.runbook, execution: next.execution };
    await takeOver(table, { from: first.run, to, holds: first.holds, because: 'handed on', at: at(10) });
    const orders = aRequest([aHold(cluster, 'orders')], 'else');
    await takeLock(table, orders);
    expect(await takeLock(table, next)).toMatchObject({ status: 'refused', holder: { run: orders.run } });
    await releaseLock(table, release(orders));
    expect(await takeLock(table, next)).toEqual(taken);
    expect(await takeLock(table, orders)).toMatchObject({ status: 'refused', holder: { run: next.run } });
  });

  test('the signals of what was handed over stay', async () => {
    const { table } = world();
    const cluster = newCluster();
    const first = aRequest([aHold(cluster, 'payments')]);
    await takeLock(table, first);
    await takeLock(table, aRequest([aHold(cluster, 'payments')])); // joins
    const next = aRequest([aHold(cluster)], 'rebuild-cluster');
    const to = { run: next.run, runbook: next.runbook, execution: next.execution };
    await takeOver(table, { from: first.run, to, holds: first.holds, because: 'handed on', at: at(10) });
    expect(await takeLock(table, next)).toEqual(taken);
    expect(await signalsOf(table, next.run, next.holds)).toBe(1);
    expect(await releaseLock(table, release(next))).toEqual({ released: false, signals: 1 });
  });
});
