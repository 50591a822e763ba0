import { expect, test } from '@jest/globals';
import type { Disk } from '../../lib/engine/disk.ts';
import { seededRandom } from '../../lib/engine/random.ts';
import { readWorld, worldKeeper } from '../../lib/local/kept-world.ts';
import type { Sandbox } from '../../lib/sandbox/sandbox.ts';
import { VirtualDisk } from '../engine/crash/virtual-disk.ts';

/** A simulated world of which only its number of changes matters here. */
function counting() {
  const world = { changes: 0 };
  const sandbox = { state: () => ({ ...world }) } as unknown as Sandbox;
  return { world, sandbox };
}

test('whenever somebody comes, one write at a time, and what they changed is in it', async () => {
  // The moment in which somebody comes, counted in turns of the queue of promises.
  for (let moment = 0; moment < 60; moment += 1) {
    const virtual = new VirtualDisk(seededRandom(1));
    const opened = virtual.open();
    let writing = 0;
    let most = 0;
    const disk: Disk = {
      ...opened,
      append: (file, bytes) => {
        writing += 1;
        most = Math.max(most, writing);
        return opened.append(file, bytes);
      },
      rename: (from, to) => opened.rename(from, to).finally(() => void (writing -= 1)),
    };
    const { world, sandbox } = counting();
    const keeper = worldKeeper(disk, () => Promise.resolve());
    const kept: Promise<void>[] = [keeper.keep(sandbox)];
    world.changes += 1;
    kept.push(keeper.keep(sandbox));
    for (let turn = 0; turn < moment; turn += 1) await Promise.resolve();
    world.changes += 1;
    kept.push(keeper.keep(sandbox));
    await Promise.all(kept);
    expect([moment, most]).toEqual([moment, 1]);
    expect(await readWorld(opened, 'world')).toEqual({ changes: 2 });
  }
});
