import { type Disk, isDiskFull } from '../engine/disk.ts';
import { fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** The simulated world as plain data. */
export type World = ReturnType<Sandbox['state']>;

const file = 'world.json';
const version = 1;

/** The simulated world that a process before left; undefined when there is none. FolderUnreadable when it cannot be read. */
export async function readWorld(disk: Disk, where: string): Promise<World | undefined> {
  if (!(await disk.list()).includes(file)) return undefined;
  const kept = parse(await disk.read(file));
  if (!isObject(kept) || typeof kept['version'] !== 'number' || !isObject(kept['world']))
    return fail('FolderUnreadable', {
      what: `${where}/${file} is damaged`,
      why: 'it does not hold a simulated world',
      todo: 'remove it: runs that are open then find the world as their scenario says, and ask when it is not as they left it',
    });
  if (kept['version'] !== version)
    return fail('FolderUnreadable', {
      what: `${where}/${file} was written by another Rebound (version ${kept['version']}, this one reads ${version})`,
      todo: 'start that Rebound here, or work in another folder',
    });
  // What this project wrote, whole or not at all, is trusted.
  const world: unknown = kept['world'];
  return world as World;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

export interface WorldKeeper {
  /** Resolves when the world of the moment of the call, or a later one, is safe. */
  keep: (sandbox: Sandbox) => Promise<void>;
  /** Resolves when nothing is written any more. */
  close: () => Promise<void>;
}

/** Writes the simulated world down, whole or not at all. All who come while a write is under way share the next. */
export function worldKeeper(disk: Disk, pause: (signal: AbortSignal) => Promise<void>): WorldKeeper {
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const over = new AbortController();
  const write = async (sandbox: Sandbox): Promise<void> => {
    const bytes = new TextEncoder().encode(JSON.stringify({ version, world: sandbox.state() }));
    const part = `${file}.part`;
    if ((await disk.list()).includes(part)) await disk.remove(part);
    await disk.append(part, bytes);
    await disk.sync(part);
    await disk.rename(part, file);
    await disk.syncFolder();
  };
  /** As often as the disk is full: who changed the world hears of it when it is kept. */
  const writeUntilKept = async (sandbox: Sandbox): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        return await write(sandbox);
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        await pause(over.signal).catch(() => {});
      }
    }
    return closed();
  };
  const begin = (sandbox: Sandbox): Promise<void> => {
    next = undefined;
    writing = writeUntilKept(sandbox).finally(() => {
      writing = undefined;
    });
    return writing;
  };
  return {
    keep: (sandbox) => {
      // Also in the moment between the end of one write and the beginning of the next that waits for it: two at once
      // would write into one file.
      if (next) return next;
      if (!writing) return begin(sandbox);
      next = writing.catch(() => {}).then(() => begin(sandbox));
      return next;
    },
    close: async () => {
      over.abort();
      await writing?.catch(() => {});
      await disk.close();
    },
  };
}

/** Nothing is kept any more, so that no call which changes the world is heard to have done so. */
function closed(): never {
  return fail('Unavailable', { what: 'the simulated world is closed' });
}
