import type { Clock } from '../model/clock.ts';
import { codeOf, type ErrorCode } from '../model/errors.ts';

/** Reads what is called `name` by `read`, or remembers it. Errors: those of `read`. */
export type Remembered = (name: string, clock: Clock, read: () => Promise<string>) => Promise<string>;

/** So long it is taken as it was read. Whoever floods a door that has to read its key must not make a call, and a bill, of each request. */
const freshMs = 30_000;
/** A keeper that has not answered by then is not waited for, where it is known what it said before. */
const patienceMs = 3000;
/** And so long that counts. */
const keptMs = 24 * 3_600_000;
/** It may still be kept there, and cannot be read now. Whoever takes a key away or changes it says something else. */
const unheard: readonly (ErrorCode | undefined)[] = ['Unavailable', 'Throttled'];

/**
 * What was read, for as long as the process lives; in memory alone. A function lives for many calls: each key is read once in a while, and
 * people are still reached when Secrets Manager or Parameter Store do not answer in the disaster that they are to hear of.
 */
export function newRemembered(): Remembered {
  const known = new Map<string, { text: string; at: number }>();
  return async (name, clock, read) => {
    const before = known.get(name);
    const age = before ? clock.now() - before.at : Number.POSITIVE_INFINITY;
    if (before && age >= 0 && age < freshMs) return before.text;
    const reading = read().then((text) => {
      known.set(name, { text, at: clock.now() });
      return text;
    });
    if (!before || age > keptMs) return reading;
    const timer = new AbortController();
    const late = clock.sleep(patienceMs, timer.signal).then(() => before.text);
    late.catch(() => undefined); // the answer came first
    try {
      return await Promise.race([reading, late]);
    } catch (error) {
      if (!unheard.includes(codeOf(error))) throw error;
      return before.text;
    } finally {
      reading.catch(() => undefined);
      timer.abort(answered);
    }
  };
}

const answered = new Error('answered');
