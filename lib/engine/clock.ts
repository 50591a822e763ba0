import type { Clock, Random } from '../model/clock.ts';
import { Waiters, type Waiter } from './waiters.ts';

export { randomIds, seededRandom } from './random.ts';

/**
 * How time passes. `virtual`: at once to the next due instant, as soon as everything that can run has run. A number:
 * that many times as fast as the machine's time (1 is 1:1). `real`: the machine's own time.
 */
export type Pace = 'virtual' | 'real' | number;

/** Why driving ended: the goal was met, or (in virtual time) nobody sleeps any more and nothing outside is awaited. */
export type Driven = 'met' | 'idle';

/** What is driven towards: a condition that is looked at whenever nothing can run, or a promise that settles. */
export type Goal = (() => boolean) | Promise<unknown>;

/** The machine's own time and timers. */
export interface MachineTime {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Calls back after `ms` milliseconds; gives back what takes that back. */
  after: (ms: number, wake: () => void) => () => void;
}

const thisMachine: MachineTime = {
  now: () => Date.now(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

/** This machine's own time, for what does not happen in the sandbox's: a disk that is full until somebody makes room. */
export const machineClock: Clock = {
  now: () => thisMachine.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const cancel = thisMachine.after(ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        reject(reasonOf(signal));
      });
    }),
};

export interface TimelineOptions {
  /** Milliseconds since the epoch; the machine's time by default. Without meaning for `real`. */
  start?: number;
  /** Picks among those that are due together. */
  random: Random;
  pace?: Pace;
  machine?: MachineTime;
}

interface Drive {
  met: () => boolean;
  whenIdle: 'return' | 'wait';
  end: (driven: Driven) => void;
}

/** Longest delay that the machine's timers take. */
const timeoutMsMax = 2_147_483_647;

/**
 * Discrete-event time: sleepers in a queue, let go one at a time in the order of their due instants. Nothing fires
 * unless somebody drives (`until`). This file is the one that hands out the machine's time and timers.
 */
export class Timeline implements Clock {
  readonly #waiters: Waiters;
  readonly #machine: MachineTime;
  #pace: Pace;
  /** The last instant that fired (or at which the pace changed), and the machine's time then. */
  #anchor: { at: number; machine: number };
  #outside = 0;
  readonly #drives = new Set<Drive>();
  #driving = false;
  /** True while the driver waits, and nothing runs. */
  #pausing = false;
  /** Ends the driver's own pause, when there is news. */
  #news: (() => void) | undefined;

  constructor({ start, random, pace = 'virtual', machine = thisMachine }: TimelineOptions) {
    this.#waiters = new Waiters(random);
    this.#pace = pace;
    this.#machine = machine;
    const now = machine.now();
    this.#anchor = { at: pace === 'real' ? now : (start ?? now), machine: now };
  }

  now(): number {
    return this.#pace === 'real' ? this.#machine.now() : Math.floor(this.#exact());
  }

  /** Sandbox time without rounding, never beyond the next due instant. */
  #exact(): number {
    if (typeof this.#pace !== 'number' || !this.#flows()) return this.#anchor.at;
    const flowing = this.#anchor.at + Math.max(0, this.#machine.now() - this.#anchor.machine) * this.#pace;
    return Math.max(this.#anchor.at, Math.min(flowing, this.#waiters.next() ?? flowing));
  }

  /** Rejects with the signal's reason as soon as it is aborted; the sleeper is forgotten then. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(reasonOf(signal));
        return;
      }
      const waiter: Waiter = {
        due: this.now() + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', abandon);
          resolve();
        },
      };
      const abandon = (): void => {
        this.#waiters.remove(waiter);
        this.#tell();
        reject(signal ? reasonOf(signal) : undefined);
      };
      signal?.addEventListener('abort', abandon, { once: true });
      this.#waiters.add(waiter);
      this.#tell();
    });
  }

  /** Changes the pace now, also while the driver is waiting. */
  pace(pace: Pace): void {
    const at = this.#pace === 'real' ? this.#machine.now() : this.#exact();
    const machine = this.#machine.now();
    this.#pace = pace;
    this.#anchor = { at: pace === 'real' ? machine : at, machine };
    this.#tell();
  }

  currentPace(): Pace {
    return this.#pace;
  }

  /** Virtual time goes on without anybody being woken, as while a machine sleeps: whoever was due meanwhile is late. */
  skip(ms: number): void {
    this.#standAt(this.#exact() + Math.max(0, ms));
    this.#tell();
  }

  /** The next instant at which somebody is due. */
  nextDue(): number | undefined {
    return this.#waiters.next();
  }

  /** Marks real input and output in flight: virtual and paced time stand still until the promise has settled. */
  async outside<T>(promise: Promise<T>): Promise<T> {
    this.#standAt(this.#exact());
    this.#outside += 1;
    try {
      return await promise;
    } finally {
      this.#outside -= 1;
      this.#standAt(this.#anchor.at);
      this.#tell();
    }
  }

  /** Paced time flows only while nothing works: a slow machine must not make a handler late. */
  #flows(): boolean {
    return this.#pausing && this.#outside === 0;
  }

  #standAt(at: number): void {
    if (this.#pace !== 'real') this.#anchor = { at, machine: this.#machine.now() };
  }

  /** Drives until the goal is met. When virtual time has nothing left to do it returns `idle`, or with `whenIdle: 'wait'` waits for news. */
  until(goal: Goal, { whenIdle = 'return' }: { whenIdle?: 'return' | 'wait' } = {}): Promise<Driven> {
    return new Promise((end) => {
      let settled = false;
      const settle = (): void => {
        settled = true;
        this.#tell();
      };
      if (typeof goal !== 'function') goal.then(settle, settle);
      this.#drives.add({ met: typeof goal === 'function' ? goal : () => settled, whenIdle, end });
      this.#tell();
      if (!this.#driving) void this.#drive();
    });
  }

  /** Forgets all sleepers: they stay asleep for ever. */
  clear(): void {
    this.#waiters.clear();
    this.#tell();
  }

  async #drive(): Promise<void> {
    this.#driving = true;
    while (this.#drives.size > 0) {
      await drain();
      this.#end('met', (drive) => drive.met());
      if (this.#drives.size === 0) break;
      await this.#advance();
    }
    this.#driving = false;
  }

  /** Lets one sleeper go, or pauses until one is due or there is news. */
  async #advance(): Promise<void> {
    const due = this.#waiters.next();
    if (this.#pace === 'virtual') {
      if (this.#outside > 0) return this.#pause(undefined);
      if (due !== undefined) return this.#fire(due);
      this.#end('idle', (drive) => drive.whenIdle === 'return');
      return this.#drives.size > 0 ? this.#pause(undefined) : undefined;
    }
    if (due === undefined || (this.#outside > 0 && this.#pace !== 'real')) return this.#pause(undefined);
    const remaining = this.#pace === 'real' ? due - this.#machine.now() : (due - this.#exact()) / this.#pace;
    return remaining <= 0 ? this.#fire(due) : this.#pause(remaining);
  }

  #fire(due: number): void {
    this.#anchor = { at: Math.max(this.#anchor.at, due), machine: this.#machine.now() };
    this.#waiters.take()?.wake();
  }

  #end(driven: Driven, which: (drive: Drive) => boolean): void {
    for (const drive of this.#drives) {
      if (!which(drive)) continue;
      this.#drives.delete(drive);
      drive.end(driven);
    }
  }

  async #pause(ms: number | undefined): Promise<void> {
    let cancel: (() => void) | undefined;
    this.#standAt(this.#anchor.at);
    this.#pausing = true;
    await new Promise<void>((resolve) => {
      this.#news = resolve;
      if (ms !== undefined) cancel = this.#machine.after(Math.min(Math.ceil(ms), timeoutMsMax), resolve);
    });
    cancel?.();
    this.#standAt(this.#exact());
    this.#pausing = false;
    this.#news = undefined;
  }

  #tell(): void {
    this.#news?.();
  }
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Everything that can run runs: microtasks, and what takes a turn of the event loop. */
async function drain(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
