import type { Random } from '../model/clock.ts';

/** One step of mulberry32: the next state and the number in [0, 1) that it gives. The state is a 32-bit integer, so it can be kept as data. */
export function mulberry32(state: number): { state: number; value: number } {
  const next = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return { state: next, value: ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 };
}

/** A source of chance that gives the same numbers for the same seed, on any machine. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    const step = mulberry32(state);
    state = step.state;
    return step.value;
  };
}

/** Text of `length` characters out of lower-case letters and digits without look-alikes (base32 of RFC 4648): 5 bits each. */
export function randomIds(random: Random, length = 26): () => string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  return () => Array.from({ length }, () => alphabet.charAt(Math.floor(random() * 32))).join('');
}

/** A version 4 UUID out of handed-in chance. */
export function uuidOf(random: Random): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

/** The first number that java.util.Random gives for a seed: what `$random(seed)` was measured to be. */
export function javaRandom(seed: number): number {
  const mask = (1n << 48n) - 1n;
  const next = (state: bigint) => (state * 0x5deece66dn + 0xbn) & mask;
  const first = next((BigInt(Math.trunc(seed)) ^ 0x5deece66dn) & mask);
  const second = next(first);
  return Number(((first >> 22n) << 27n) + (second >> 21n)) / 2 ** 53;
}
