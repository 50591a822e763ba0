import { join } from 'node:path';
import { type DiskJournal, openJournal } from '../engine/disk-journal.ts';
import type { Recovered } from '../engine/recovery.ts';
import { openDisk } from '../local/disk.ts';
import { ownFolder } from '../local/folder.ts';
import { explain } from '../model/errors.ts';
import type { Io } from './io.ts';

/** How often a full disk is tried again. */
const againMs = 1000;

/** The state of `rebound engine` on disk, ours until `close`. */
export interface Kept {
  journal: DiskJournal;
  recovered: Recovered;
  /** Says where we listen, so that a second process finds the folder owned. */
  listening: (port: number) => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Opens what `rebound engine` keeps below a folder: beside the sandbox's own engine, not in its place. `log` takes one
 * line of trouble. Errors: FolderInUse, FolderUnreadable.
 */
export async function openKept(folder: string, io: Io, log: (line: string) => void): Promise<Kept> {
  const where = join(folder, 'step-functions');
  const ownership = await ownFolder(where, {
    pid: io.pid,
    token: io.secret,
    isAlive: io.isAlive,
    answers: ({ port }) => answersAtAll(port, io),
    clock: io.clock,
  });
  try {
    const { journal, recovered } = await openJournal({
      disk: await openDisk(where),
      where,
      pause: (signal) => io.clock.sleep(againMs, signal),
      onProblem: (problem) =>
        log(problem ? explain(problem) : `there is room again in ${where}: everything goes on`),
    });
    return {
      journal,
      recovered,
      listening: ownership.listening,
      close: async () => {
        await journal.close();
        await ownership.release();
      },
    };
  } catch (error) {
    await ownership.release();
    throw error;
  }
}

/** The process lives; whatever listens on its port is taken for it. */
async function answersAtAll(port: number, io: Io): Promise<boolean> {
  try {
    await io.fetch(`http://127.0.0.1:${port}`, {});
    return true;
  } catch {
    return false;
  }
}
