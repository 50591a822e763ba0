import { isObject } from '../model/json.ts';

/**
 * One folder of a disk, by file name. What was written is safe from a power cut only after `sync` of the file, and that a
 * file is there, gone or renamed only after `syncFolder`. A full disk rejects with the code ENOSPC or EDQUOT, and may have
 * taken a part.
 */
export interface Disk {
  /** Names of the files, in order. */
  list(): Promise<string[]>;
  read(file: string): Promise<Uint8Array>;
  /** Writes at the end of the file, which is made where it is absent. */
  append(file: string, bytes: Uint8Array): Promise<void>;
  sync(file: string): Promise<void>;
  /** Cuts the file to its first `length` bytes. */
  truncate(file: string, length: number): Promise<void>;
  /** Puts `from` in the place of `to`. */
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  syncFolder(): Promise<void>;
  /** Lets go of what is held open. */
  close(): Promise<void>;
}

/** Whether an error says that there is no room: it goes away when somebody makes room. */
export function isDiskFull(error: unknown): boolean {
  const code = isObject(error) ? error['code'] : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
