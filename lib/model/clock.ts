/** The only source of time. Handed in everywhere; real, accelerated or virtual. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves `ms` milliseconds from now; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The only source of chance: a number in [0, 1). */
export type Random = () => number;

/** ISO 8601 in UTC with milliseconds, from milliseconds since the epoch. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds since the epoch, from ISO 8601; NaN when the text is no time. */
export function parseIso(text: string): number {
  return Date.parse(text);
}
