import type { Spread } from './report.ts';

/** Whole seconds, counted: however many there are, it is as large as they differ. */
export class Histogram {
  readonly #counts = new Map<number, number>();
  count = 0;

  add(seconds: number): void {
    this.#counts.set(seconds, (this.#counts.get(seconds) ?? 0) + 1);
    this.count += 1;
  }

  /** Nearest rank: the smallest that so large a share does not exceed. */
  at(share: number): number | null {
    let left = Math.max(1, Math.ceil(share * this.count));
    for (const [seconds, count] of this.sorted()) {
      left -= count;
      if (left <= 0) return seconds;
    }
    return null;
  }

  sorted(): [seconds: number, count: number][] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }

  above(seconds: number): number {
    return this.sorted().reduce((sum, [value, count]) => (value > seconds ? sum + count : sum), 0);
  }

  spread(): Spread {
    return { p50: this.at(0.5), p95: this.at(0.95), worst: this.at(1) };
  }
}
