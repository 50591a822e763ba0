import { createHash } from 'node:crypto';
import { type DurationName, durations } from './sources.ts';

/** A number in [0, 1) that depends on the key alone: what happens to one thing does not depend on what else is asked for first. */
export function fraction(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;
}

/** How long it takes for the thing that the key names, whole milliseconds. */
export function lasts(duration: DurationName, key: string): number {
  const [shortest, longest] = durations[duration].ms;
  return Math.round(shortest + fraction(`${duration} ${key}`) * (longest - shortest));
}

/** A UUID for the thing that the key names. */
export function uidOf(key: string): string {
  const hex = createHash('sha256').update(`uid ${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `length` letters as Kubernetes ends generated names with: no vowels, so that no words come out. */
export function suffixOf(key: string, length: number): string {
  const known = suffixes.get(`${length} ${key}`);
  if (known !== undefined) return known;
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const suffix = [...createHash('sha256').update(`suffix ${key}`).digest().subarray(0, length)]
    .map((byte) => letters[byte % letters.length])
    .join('');
  suffixes.set(`${length} ${key}`, suffix);
  return suffix;
}

/** Every world has the same few hundred pods: their names are worked out once. */
const suffixes = new Map<string, string>();
