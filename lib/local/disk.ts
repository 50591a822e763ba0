import { mkdir, open, readdir, readFile, rename, rm, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from '../engine/disk.ts';

/** A folder of this machine's disk, made where it is absent. Files are for its owner only. */
export async function openDisk(folder: string): Promise<Disk> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // One file is written at a time; opening it for each write would take longer than the write.
  let current: { file: string; handle: FileHandle } | undefined;
  const letGo = async (): Promise<void> => {
    const { handle } = current ?? {};
    current = undefined;
    await handle?.close();
  };
  const handleOf = async (file: string): Promise<FileHandle> => {
    if (current?.file === file) return current.handle;
    await letGo();
    current = { file, handle: await open(join(folder, file), 'a', 0o600) };
    return current.handle;
  };
  return {
    list: async () => (await readdir(folder)).sort(),
    read: (file) => readFile(join(folder, file)),
    append: async (file, bytes) => (await handleOf(file)).appendFile(bytes),
    sync: async (file) => (await handleOf(file)).datasync(),
    truncate: (file, length) => truncate(join(folder, file), length),
    rename: async (from, to) => {
      await letGo();
      await rename(join(folder, from), join(folder, to));
    },
    remove: async (file) => {
      if (current?.file === file) await letGo();
      await rm(join(folder, file));
    },
    syncFolder: async () => {
      const handle = await open(folder, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    close: letGo,
  };
}
