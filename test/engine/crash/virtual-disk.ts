import { Buffer } from 'node:buffer';
import type { Disk } from '../../../lib/engine/disk.ts';
import type { Random } from '../../../lib/model/clock.ts';

/** A file: what a reader sees, and what a power cut leaves for sure. */
interface File {
  now: Buffer;
  safe: Buffer;
}

type Move = { put: string; file: File } | { take: string };

/**
 * A disk that loses what was not synced. A power cut leaves of each file what was synced, and of what was written since,
 * nothing, a part, a part with rubbish behind it, or all; of files made, renamed and removed since the folder's last
 * sync, the first few.
 */
export class VirtualDisk {
  #files = new Map<string, File>();
  #safe = new Map<string, File>();
  #moves: Move[] = [];
  #life = 0;
  readonly #random: Random;
  /** How many bytes fit; then it is full. */
  room = Infinity;
  /** What power cuts did. */
  readonly seen = { torn: 0, rubbish: 0, lostMoves: 0, full: 0 };

  constructor(random: Random) {
    this.#random = random;
  }

  /** The disk as one process has it, until the power is cut. `before` runs before each operation, and may take its time. */
  open(before: (operation: string) => Promise<void> = async () => {}): Disk {
    const life = this.#life;
    const act = async <T>(operation: string, perform: () => T): Promise<T> => {
      await before(operation);
      // A process that is dead neither does anything nor hears of it.
      return life === this.#life ? perform() : new Promise<never>(() => {});
    };
    const move = (one: Move): void => {
      apply(this.#files, one);
      this.#moves.push(one);
    };
    return {
      list: () => act('list', () => [...this.#files.keys()].sort()),
      read: (name) => act('read', () => new Uint8Array(this.#file(name).now)),
      append: (name, bytes) =>
        act('append', () => {
          if (!this.#files.has(name))
            move({ put: name, file: { now: Buffer.alloc(0), safe: Buffer.alloc(0) } });
          const file = this.#file(name);
          const fits = Math.max(0, Math.min(bytes.length, this.room - this.#used()));
          file.now = Buffer.concat([file.now, bytes.subarray(0, fits)]);
          if (fits === bytes.length) return;
          this.seen.full += 1;
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        }),
      sync: (name) =>
        act('sync', () => {
          const file = this.#file(name);
          file.safe = file.now;
        }),
      truncate: (name, length) =>
        act('truncate', () => {
          const file = this.#file(name);
          file.now = file.now.subarray(0, length);
        }),
      rename: (from, to) =>
        act('rename', () => {
          const file = this.#file(from);
          move({ take: from });
          move({ put: to, file });
        }),
      remove: (name) =>
        act('remove', () => {
          this.#file(name);
          move({ take: name });
        }),
      syncFolder: () =>
        act('syncFolder', () => {
          this.#safe = new Map(this.#files);
          this.#moves = [];
        }),
      close: async () => {},
    };
  }

  /** The process is killed: nothing of what it wrote is lost, and nothing gets safe by it. */
  kill(): void {
    this.#life += 1;
  }

  /** The power is cut: what was open hears nothing any more. */
  cut(): void {
    this.#life += 1;
    // A rename is two moves, and happens as a whole.
    let kept = Math.floor(this.#random() * (this.#moves.length + 1));
    const next = this.#moves[kept];
    if (next && 'put' in next && kept > 0 && 'take' in (this.#moves[kept - 1] ?? {})) kept -= 1;
    this.seen.lostMoves += this.#moves.length - kept;
    for (const one of this.#moves.slice(0, kept)) apply(this.#safe, one);
    this.#moves = [];
    this.#files = new Map(this.#safe);
    for (const file of new Set(this.#files.values())) this.#cutFile(file);
  }

  #cutFile(file: File): void {
    const { now, safe } = file;
    const written = now.subarray(safe.length);
    const kind = Math.floor(this.#random() * 4);
    const part = Math.floor(this.#random() * written.length);
    const left = [Buffer.alloc(0), written.subarray(0, part), this.#rubbish(written, part), written][kind];
    if (written.length > 0 && (kind === 1 || kind === 2)) this.seen.torn += 1;
    if (written.length > 0 && kind === 2) this.seen.rubbish += 1;
    file.now = Buffer.concat([safe, left ?? written]);
    file.safe = file.now;
  }

  /** The length is there, and some of the content: sectors are written in any order. */
  #rubbish(written: Buffer, part: number): Buffer {
    const left = Buffer.from(written);
    left.fill(this.#random() < 0.5 ? 0 : 0xf8, part, Math.min(left.length, part + 512));
    return left;
  }

  #file(name: string): File {
    const file = this.#files.get(name);
    if (!file) throw Object.assign(new Error(`no such file: ${name}`), { code: 'ENOENT' });
    return file;
  }

  #used(): number {
    return [...this.#files.values()].reduce((sum, { now }) => sum + now.length, 0);
  }

  /** For damage: the bytes of a file, to be changed in place. */
  bytes(name: string): Buffer {
    const file = this.#file(name);
    file.now = Buffer.from(file.now);
    file.safe = file.now;
    return file.now;
  }

  names(): string[] {
    return [...this.#files.keys()].sort();
  }
}

function apply(files: Map<string, File>, move: Move): void {
  if ('put' in move) files.set(move.put, move.file);
  else files.delete(move.take);
}
