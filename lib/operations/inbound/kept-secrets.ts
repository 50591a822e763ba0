import type { Clock } from '../../model/clock.ts';
import type { Reference } from '../../model/people.ts';

type Read = (reference: Reference) => Promise<string>;

/**
 * Keeps what is read for so long, also that it could not be read: anybody may send requests that look as if they were signed, and each would
 * be a read of the secret. Parameter Store answers forty a second, of all that is in the account. Whoever makes it, keeps it between
 * requests; a secret that was changed is known after that time.
 */
export function keptFor(ms: number): (read: Read, clock: Pick<Clock, 'now'>) => Read {
  const known = new Map<string, { at: number; text: Promise<string> }>();
  return (read, clock) => (reference) => {
    const key = JSON.stringify(reference);
    const kept = known.get(key);
    const now = clock.now();
    if (kept && Math.abs(now - kept.at) < ms) return kept.text;
    const text = read(reference);
    text.catch(() => undefined); // whoever asked hears of it
    known.set(key, { at: now, text });
    return text;
  };
}
