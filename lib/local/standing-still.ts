import type { Timeline } from '../engine/clock.ts';
import type { Disk } from '../engine/disk.ts';

/** A disk during whose work sandbox time stands still: how fast it is has no place in a rehearsal. */
export function standingStill(disk: Disk, clock: Timeline): Disk {
  return {
    list: () => clock.outside(disk.list()),
    read: (file) => clock.outside(disk.read(file)),
    append: (file, bytes) => clock.outside(disk.append(file, bytes)),
    sync: (file) => clock.outside(disk.sync(file)),
    truncate: (file, length) => clock.outside(disk.truncate(file, length)),
    rename: (from, to) => clock.outside(disk.rename(from, to)),
    remove: (file) => clock.outside(disk.remove(file)),
    syncFolder: () => clock.outside(disk.syncFolder()),
    close: () => disk.close(),
  };
}
