import type { Disk } from '../engine/disk.ts';
import { fail } from '../model/errors.ts';

/** What a reader sees of a file, and what a power cut leaves of it. */
interface File {
  now: Buffer;
  safe: Buffer;
}

/** A disk in this process. A power cut takes all that was not synced: what was written, and what was made, renamed or removed. */
export class LosingDisk {
  #files = new Map<string, File>();
  #safe = new Map<string, File>();
  #life = 0;
  readonly #takesTime: () => Promise<void>;

  /** `takesTime`: how long a sync takes. */
  constructor(takesTime: () => Promise<void>) {
    this.#takesTime = takesTime;
  }

  /** The disk as one process has it, until the power is cut: then nothing that it asks for is done, or answered. */
  open(): Disk {
    const life = this.#life;
    const act = async <T>(perform: () => T): Promise<T> =>
      life === this.#life ? perform() : new Promise<never>(() => {});
    return {
      list: () => act(() => [...this.#files.keys()].sort()),
      read: (name) => act(() => new Uint8Array(this.#file(name).now)),
      append: (name, bytes) =>
        act(() => {
          const file = this.#files.get(name) ?? { now: Buffer.alloc(0), safe: Buffer.alloc(0) };
          file.now = Buffer.concat([file.now, bytes]);
          this.#files.set(name, file);
        }),
      sync: async (name) => {
        await this.#takesTime();
        return act(() => {
          const file = this.#file(name);
          file.safe = file.now;
        });
      },
      truncate: (name, length) =>
        act(() => {
          const file = this.#file(name);
          file.now = file.now.subarray(0, length);
        }),
      rename: (from, to) =>
        act(() => {
          this.#files.set(to, this.#file(from));
          this.#files.delete(from);
        }),
      remove: (name) => act(() => void this.#files.delete(name)),
      syncFolder: () =>
        act(() => {
          this.#safe = new Map(this.#files);
        }),
      close: async () => {},
    };
  }

  cut(): void {
    this.#life += 1;
    this.#files = new Map(this.#safe);
    for (const file of this.#files.values()) file.now = file.safe;
  }

  #file(name: string): File {
    return this.#files.get(name) ?? fail('Broken', { what: `the simulated disk has no file ${name}` });
  }
}
