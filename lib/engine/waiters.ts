import type { Random } from '../model/clock.ts';

/** Somebody who sleeps until an instant. */
export interface Waiter {
  /** Milliseconds since the epoch. */
  due: number;
  wake: () => void;
}

/** Sleepers by due instant. Those that are due at the same instant come out in an order picked by chance. */
export class Waiters {
  readonly #buckets = new Map<number, Waiter[]>();
  /** A binary heap of the keys of `#buckets`; keys whose bucket was emptied stay until they come up. */
  readonly #dues: number[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  add(waiter: Waiter): void {
    const bucket = this.#buckets.get(waiter.due);
    if (bucket) {
      bucket.push(waiter);
      return;
    }
    this.#buckets.set(waiter.due, [waiter]);
    this.#dues.push(waiter.due);
    this.#up(this.#dues.length - 1);
  }

  remove(waiter: Waiter): void {
    const bucket = this.#buckets.get(waiter.due);
    const index = bucket?.indexOf(waiter) ?? -1;
    if (index >= 0) bucket?.splice(index, 1);
  }

  /** The earliest due instant; undefined when nobody sleeps. */
  next(): number | undefined {
    for (let due = this.#dues[0]; due !== undefined; due = this.#dues[0]) {
      if ((this.#buckets.get(due)?.length ?? 0) > 0) return due;
      this.#buckets.delete(due);
      this.#dropFirst();
    }
    return undefined;
  }

  /** Takes one of those who are due first. */
  take(): Waiter | undefined {
    const due = this.next();
    const bucket = due === undefined ? undefined : this.#buckets.get(due);
    if (!bucket) return undefined;
    const index = bucket.length > 1 ? Math.floor(this.#random() * bucket.length) : 0;
    return bucket.splice(index, 1)[0];
  }

  clear(): void {
    this.#buckets.clear();
    this.#dues.length = 0;
  }

  #dropFirst(): void {
    const last = this.#dues.pop();
    if (last === undefined || this.#dues.length === 0) return;
    this.#dues[0] = last;
    this.#down(0);
  }

  #at(index: number): number {
    return this.#dues[index] ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const kept = this.#at(a);
    this.#dues[a] = this.#at(b);
    this.#dues[b] = kept;
  }

  #up(from: number): void {
    for (let index = from; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= this.#at(index)) return;
      this.#swap(parent, index);
      index = parent;
    }
  }

  #down(from: number): void {
    for (let index = from; ; ) {
      const left = 2 * index + 1;
      const smaller = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(smaller) >= this.#at(index)) return;
      this.#swap(smaller, index);
      index = smaller;
    }
  }
}
