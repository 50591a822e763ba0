import * as z from 'zod/mini';
import { formatDuration } from '../../model/duration.ts';
import { duration, expected, onlyFields, sentence } from '../fields.ts';

const levelsError = expected('who is asked, in order: [{ who: platform-leads, for: 5m }]');

/** Who is woken, in order, and how long each has, in seconds. */
export function askLevels() {
  const level = z.strictObject(
    { who: sentence('a person or a group, such as platform-leads'), for: duration() },
    { error: onlyFields('who, for') },
  );
  return z.array(level, { error: levelsError }).check(z.minLength(1, { error: levelsError }));
}

/** What `ask` means, for the types that have it. */
export const askLine =
  'Who is woken, in order, and how long each has: the next is woken when that time is over, the last again and again';

/** `platform-leads (5 m 0 s), then platform-managers (10 m 0 s)` */
export function levelsText(levels: readonly { who: string; for: number }[]): string {
  return levels.map(({ who, for: seconds }) => `${who} (${formatDuration(seconds)})`).join(', then ');
}
