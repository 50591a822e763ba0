import { machineClock, type Timeline } from '../engine/clock.ts';
import { openJournal, type DiskJournal } from '../engine/disk-journal.ts';
import type { Disk } from '../engine/disk.ts';
import type { Recovered } from '../engine/recovery.ts';
import { explain } from '../model/errors.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { openDisk } from './disk.ts';
import { readWorld, type World, worldKeeper } from './kept-world.ts';
import { standingStill } from './standing-still.ts';

/** How often a full disk is tried again. */
const againMs = 1000;

/** Some fifty runs: what is read, and done again, at a start. */
const segmentBytesMax = 2 * 1024 * 1024;
/** Runs that have ended are in the history: the engine keeps a few, for whoever looks at once. */
const endedMax = 20;

/** What an engine on disk goes on from. */
export interface EngineFolder {
  journal: DiskJournal;
  recovered: Recovered;
  endedMax: number;
  /** The simulated world as the process before left it. */
  world?: World;
  keepWorld: (sandbox: Sandbox) => Promise<void>;
  close: () => Promise<void>;
}

/**
 * The engine's journal and the simulated world, below a folder. Sandbox time stands still while the disk works, and while it
 * is full. `history` makes the history safe: a journal that says that something was done must not survive a power cut that the
 * record of it does not. Errors: FolderUnreadable.
 */
export async function openEngineFolder(
  folder: string,
  clock: Timeline,
  log: ((line: string) => void) | undefined,
  history: () => Promise<void> = async () => {},
): Promise<EngineFolder> {
  const where = `${folder}/engine`;
  const disk = standingStill(after(history, await openDisk(where)), clock);
  const worldDisk = standingStill(await openDisk(`${folder}/world`), clock);
  const world = await readWorld(worldDisk, `${folder}/world`);
  const pause = (signal: AbortSignal) => clock.outside(machineClock.sleep(againMs, signal));
  const keeper = worldKeeper(worldDisk, pause);
  const { journal, recovered } = await openJournal({
    disk,
    where,
    pause,
    segmentBytesMax,
    onProblem: (problem) =>
      log?.(problem ? explain(problem) : `there is room again in ${where}: everything goes on`),
  });
  return {
    journal,
    recovered,
    endedMax,
    ...(world ? { world } : {}),
    keepWorld: keeper.keep,
    close: async () => {
      await journal.close();
      await keeper.close();
    },
  };
}

function after(first: () => Promise<void>, disk: Disk): Disk {
  return {
    ...disk,
    sync: async (file) => {
      await first();
      await disk.sync(file);
    },
  };
}
