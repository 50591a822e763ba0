import { explain, ReboundError } from '../model/errors.ts';
import { encodeBatch } from './batch.ts';
import { isDiskFull, type Disk } from './disk.ts';
import type { Checkpoint, Journal, JournalEntry } from './journal.ts';
import { fileOf, headerOf, readJournal, type Segment } from './read-journal.ts';
import { linesOf } from './record.ts';
import type { Recovered } from './recovery.ts';

export interface JournalOptions {
  disk: Disk;
  /** What people call the disk's folder. */
  where: string;
  /** Waits a little before a full disk is tried again. */
  pause: (signal: AbortSignal) => Promise<void>;
  /** Told when nothing gets safe any more, and (undefined) when it does again. */
  onProblem?: (problem: Error | undefined) => void;
  /** A file that is longer is followed by a new one, which begins with the present state. Default: 8 MiB. */
  segmentBytesMax?: number;
}

interface Waiter {
  upTo: number;
  resolve: () => void;
}

/** Opens the journal of a disk, or makes one, and gives what it knew. Errors: FolderUnreadable. */
export async function openJournal(
  options: JournalOptions,
): Promise<{ journal: DiskJournal; recovered: Recovered }> {
  const { disk, where } = options;
  const { segments, recovered } = await readJournal(disk, where);
  const last = segments.at(-1);
  for (const file of await disk.list()) if (isLeftOver(file, segments[0])) await disk.remove(file);
  if (last && last.torn > 0) await disk.truncate(fileOf(last.number), last.length);
  // A process that was killed may have left what it wrote without a sync: what goes on from it must not outlive it.
  if (last) await disk.sync(fileOf(last.number));
  if (last) await disk.syncFolder();
  const journal = new DiskJournal(options, segments);
  if (!last) await journal.begin();
  return { journal, recovered };
}

function isLeftOver(file: string, first: Segment | undefined): boolean {
  return file.endsWith('.part') || (first !== undefined && file < fileOf(first.number));
}

/**
 * A journal on a disk. All that was appended while a sync was under way goes into the next one, so many executions share
 * one. A full disk is tried again until there is room; after any other failure nothing gets safe any more, since what
 * the disk holds then is not known.
 */
export class DiskJournal implements Journal {
  readonly #options: JournalOptions;
  readonly #over = new AbortController();
  #segment: number;
  #batches: number;
  /** Bytes of the present file that are safe. */
  #length: number;
  #written: Set<string>;
  #rollAt: number;
  /** Files up to this number can go when the present one is complete. */
  #olderFrom: number;
  #complete: boolean;
  #checkpoint: Checkpoint | undefined;

  #lines: string[] = [];
  #appended = 0;
  #safe = 0;
  #waiters: Waiter[] = [];
  #working = false;
  #problem: Error | undefined;
  readonly #troubled = new Set<(problem: Error) => void>();

  /** For `openJournal`. */
  constructor(options: JournalOptions, segments: readonly Segment[]) {
    const last = segments.at(-1);
    this.#options = options;
    this.#segment = last?.number ?? 0;
    this.#batches = last?.batches ?? 0;
    this.#length = last?.length ?? 0;
    this.#written = new Set(last?.records.flatMap((record) => ('hash' in record ? [record.hash] : [])));
    this.#complete = segments.length <= 1;
    this.#olderFrom = segments[0]?.number ?? 1;
    this.#rollAt = Math.max(this.#segmentBytesMax, 2 * this.#length);
  }

  get #segmentBytesMax(): number {
    return this.#options.segmentBytesMax ?? 8 * 1024 * 1024;
  }

  /** Makes the first file. */
  async begin(): Promise<void> {
    await this.#persist(() => this.#nextFile());
  }

  append(entry: JournalEntry): void {
    for (const line of linesOf(entry, this.#written)) this.#lines.push(line);
    this.#appended += 1;
  }

  synced(): Promise<void> | undefined {
    if (this.#safe === this.#appended) return undefined;
    return new Promise((resolve) => {
      this.#waiters.push({ upTo: this.#appended, resolve });
      if (!this.#working) void this.#work();
    });
  }

  problem(): Error | undefined {
    return this.#problem;
  }

  onTrouble(tell: (problem: Error) => void): () => void {
    this.#troubled.add(tell);
    return () => void this.#troubled.delete(tell);
  }

  attach(checkpoint: Checkpoint): void {
    this.#checkpoint = checkpoint;
    // A crash came between a new file and its completion.
    if (!this.#complete) void this.#completeFile();
  }

  /** Makes safe what was appended, unless the disk is in trouble, and lets go of it. Whoever still waits, waits for ever. */
  async close(): Promise<void> {
    const kept = this.synced();
    if (kept && !this.#problem)
      await new Promise<void>((resolve) => {
        void kept.then(resolve);
        this.onTrouble(() => resolve());
      });
    this.#over.abort();
    await this.#options.disk.close();
  }

  async #work(): Promise<void> {
    this.#working = true;
    await Promise.resolve(); // whoever comes in the same turn comes along
    while (this.#lines.length > 0 && !this.#over.signal.aborted) {
      if (!(await this.#commit())) return;
      if (this.#length > this.#rollAt && this.#complete && this.#checkpoint && !(await this.#roll())) return;
    }
    this.#working = false;
  }

  /** Makes safe what is there now. False when that is not possible any more. */
  async #commit(): Promise<boolean> {
    const lines = this.#lines;
    const upTo = this.#appended;
    this.#lines = [];
    const batch = encodeBatch(this.#batches, lines);
    if (!(await this.#persist(() => this.#write(batch)))) return false;
    this.#batches += 1;
    this.#length += batch.length;
    this.#safe = upTo;
    this.#wake();
    return true;
  }

  #wake(): void {
    while (this.#waiters[0] && this.#waiters[0].upTo <= this.#safe) this.#waiters.shift()?.resolve();
  }

  async #write(batch: Uint8Array): Promise<void> {
    const { disk } = this.#options;
    const file = fileOf(this.#segment);
    await disk.append(file, batch);
    await disk.sync(file);
  }

  /** Does it, as often as the disk is full. False when it cannot be done any more, or is not wanted any more. */
  async #persist(act: () => Promise<void>): Promise<boolean> {
    for (;;) {
      try {
        await act();
        if (this.#problem) this.#tell(undefined);
        return true;
      } catch (error) {
        if (this.#over.signal.aborted) return false;
        if (!(await this.#isFullAndCleaned(error))) return false;
        await this.#options.pause(this.#over.signal).catch(() => {});
        if (this.#over.signal.aborted) return false;
      }
    }
  }

  async #isFullAndCleaned(error: unknown): Promise<boolean> {
    try {
      if (!isDiskFull(error)) throw error;
      if (!this.#problem) this.#tell(fullDisk(this.#options.where));
      // A part may have been taken.
      if (this.#length > 0) await this.#options.disk.truncate(fileOf(this.#segment), this.#length);
      return true;
    } catch (failure) {
      this.#tell(brokenDisk(this.#options.where, failure));
      return false;
    }
  }

  #tell(problem: Error | undefined): void {
    this.#problem = problem;
    if (problem) for (const tell of this.#troubled) tell(problem);
    this.#options.onProblem?.(problem);
  }

  /** A new file with nothing in it: there as a whole, or not at all. */
  async #nextFile(): Promise<void> {
    const { disk } = this.#options;
    const header = headerOf(this.#segment + 1);
    const file = fileOf(this.#segment + 1);
    const part = `${file}.part`;
    if ((await disk.list()).includes(part)) await disk.remove(part);
    await disk.append(part, header);
    await disk.sync(part);
    await disk.rename(part, file);
    await disk.syncFolder();
    this.#segment += 1;
    this.#batches = 0;
    this.#length = header.length;
  }

  /** Goes on in a new file. False when nothing can be written any more. */
  async #roll(): Promise<boolean> {
    // What is appended from here on names no definition that stands in the old file; what was before, goes there.
    this.#written = new Set();
    if (this.#lines.length > 0 && !(await this.#commit())) return false;
    const { disk, where } = this.#options;
    const older = this.#segment;
    try {
      await this.#nextFile();
    } catch (error) {
      if (this.#over.signal.aborted) return false;
      try {
        if (!isDiskFull(error)) throw error;
        // The old one goes on, as long as there is room for it: a new one must not stand beside it.
        const files = await disk.list();
        for (const file of [fileOf(older + 1), `${fileOf(older + 1)}.part`])
          if (files.includes(file)) await disk.remove(file);
        await disk.syncFolder();
        this.#rollAt = this.#length + this.#segmentBytesMax;
        return true;
      } catch (failure) {
        this.#tell(brokenDisk(where, failure));
        return false;
      }
    }
    this.#olderFrom = older;
    this.#complete = false;
    void this.#completeFile();
    return true;
  }

  /** Has the present state written, marks the file as complete when that is safe, and removes what is older. */
  async #completeFile(): Promise<void> {
    const { disk } = this.#options;
    const segment = this.#segment;
    await this.#checkpoint?.();
    this.#lines.push(JSON.stringify({ kind: 'complete' }));
    this.#appended += 1;
    await this.synced();
    try {
      for (let older = this.#olderFrom; older < segment; older += 1) await disk.remove(fileOf(older));
      await disk.syncFolder();
    } catch {
      // The next start removes them.
    }
    this.#rollAt = Math.max(this.#segmentBytesMax, 2 * this.#length);
    this.#complete = true;
  }
}

function fullDisk(where: string): ReboundError {
  return new ReboundError('Unavailable', {
    what: `there is no room left on the disk of ${where}`,
    why: 'nothing goes on that was not written down first',
    todo: 'make room: everything goes on by itself then',
  });
}

function brokenDisk(where: string, error: unknown): ReboundError {
  return new ReboundError(
    'Unavailable',
    {
      what: `the engine's journal in ${where} cannot be written any more`,
      why: explain(error),
      todo: 'look at the disk, then start again: what was safe goes on',
    },
    { cause: error },
  );
}
