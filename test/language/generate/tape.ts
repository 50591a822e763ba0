import * as fc from 'fast-check';

/** Choices, one after the other, out of a list of numbers: whoever has the numbers makes the same again, and shorter lists make less. */
export interface Tape {
  /** From 0 to below `count`. At the tape's end it is 0, the plainest choice everywhere. */
  below: (count: number) => number;
  one: <T>(first: T, ...more: T[]) => T;
  /** One of a list that is not empty. */
  of: <T>(list: readonly T[]) => T;
  /** True in so many of 100 cases; never at the tape's end. */
  chance: (percent: number) => boolean;
}

export function tapeOf(numbers: readonly number[]): Tape {
  let at = 0;
  const below = (count: number): number => {
    const number = numbers[at] ?? 0;
    at += 1;
    return number % count;
  };
  const of = <T>(list: readonly T[]): T => {
    const chosen = list[below(list.length)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  };
  return {
    below,
    of,
    one: (first, ...more) => of([first, ...more]),
    chance: (percent) => below(100) >= 100 - percent,
  };
}

/** Long enough for the largest runbook, and its play. */
export const tapes = fc.noBias(fc.array(fc.nat(9999), { minLength: 100, maxLength: 900, size: 'max' }));
