/**
 * How much one evaluation may cost. Counted, not timed: the same expression on the same values ends at the same place on
 * every machine. Depth and memory are what the service was measured to accept; it bounds time as well, in seconds
 * that it does not tell, for which the steps stand here.
 */
export const depthMax = 100;
/** Bytes of one value that is made: 8 for each item of a list, 1 for each character of a text. */
export const valueBytesMax = 6_990_256;
/** Steps of one evaluation: about a second. */
export const stepsMax = 500_000;

/** An evaluation that was ended because it cost too much. It carries no code: the service gives none either. */
export class BoundExceeded extends Error {}

export const messages = {
  memory: 'Expression evaluation memory limit exceeded: Check for excessive memory usage',
  time: 'Expression evaluation timeout: Check for infinite loop',
  stack:
    'Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive.',
} as const;

/** Kinds of nodes that only hand on a value that is there. */
const referring = new Set(['variable', 'block', 'condition', 'bind', 'name', 'value', 'string']);

/** The account of one evaluation. What exceeds it throws BoundExceeded. */
export class Budget {
  #depth = 0;
  #steps = 0;

  /** An expression inside the expression begins. */
  enter(): void {
    this.#depth += 1;
    if (this.#depth > depthMax)
      throw new BoundExceeded(`${messages.stack} Depth=${this.#depth} max=${depthMax}`);
    this.charge(1);
  }

  /** It has given a value. */
  leave(kind: string, value: unknown): void {
    this.#depth -= 1;
    const size = sizeOf(value);
    if (size === 0) return;
    this.hold(size * 8);
    this.charge(referring.has(kind) ? size / 1024 : size / 64);
  }

  /** A function of the library looks at values. */
  look(values: readonly unknown[]): void {
    for (const value of values) this.charge(1 + sizeOf(value) / 64);
  }

  /** A value of so many bytes is to be made. */
  hold(bytes: number): void {
    if (bytes > valueBytesMax) throw new BoundExceeded(messages.memory);
  }

  charge(steps: number): void {
    this.#steps += steps;
    if (this.#steps > stepsMax) throw new BoundExceeded(messages.time);
  }
}

/** In items of a list; eight characters are one. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length / 8;
  return Array.isArray(value) ? value.length : 0;
}
