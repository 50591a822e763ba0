import { iso } from './clock.ts';
import { parseDuration } from './duration.ts';

/** A date, a time of day and where that is (ISO 8601): without a zone nobody knows which moment is meant. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** What a person may write for a time. */
export const timeForm = 'a time such as 2026-11-24T03:05Z, or 15m ago';

/**
 * `2026-11-24T03:05Z`, another zone's `2026-11-24T04:05+01:00`, or `15m ago`, counted from `now` (milliseconds since the epoch): ISO 8601
 * in UTC with milliseconds. Undefined when the text is no time, or a day that no calendar has.
 */
export function parseTime(text: string, now: number): string | undefined {
  const ago = /^(\d{1,9}[smhd]) ago$/.exec(text)?.[1];
  if (ago !== undefined) {
    const seconds = parseDuration(ago);
    const at = seconds === undefined ? Number.NaN : now - seconds * 1000;
    return at >= 0 ? iso(at) : undefined;
  }
  if (!moment.test(text) || !hasDay(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : iso(at);
}

/** The 30th of February parses, as the 2nd of March. */
function hasDay(text: string): boolean {
  const day = text.slice(0, 10);
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && iso(at).slice(0, 10) === day;
}
