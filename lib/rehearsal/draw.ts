import type { Random } from '../model/clock.ts';

/** One of a list that is not empty. */
export function pick<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[whole(random, from.length)] ?? from[0];
}

/** Fewer than `max` of something, `min` at least. */
export function some<T>(random: Random, max: number, draw: () => T, min = 0): T[] {
  return Array.from({ length: Math.max(min, whole(random, max)) }, draw);
}

/** A whole number from 0, below another. */
export function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** So many thousandths at most: milliseconds, as seconds. */
export function thousandths(random: Random, most: number): number {
  return whole(random, most + 1) / 1000;
}
