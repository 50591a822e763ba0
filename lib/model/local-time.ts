/** Zones as the IANA database has them, without a clock: what a wall shows at an instant, and which instant a wall's time is. */

const dayMs = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether the runtime knows the zone: `Europe/Madrid`, `UTC`. */
export function isZone(zone: string): boolean {
  if (formatters.has(zone)) return true;
  // A fixed offset (`+02:00`) is taken by Intl too, but knows no daylight saving: whoever writes one would be paged an hour off.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * What a clock on the wall shows at `at`, as milliseconds of a day without zones: `Date.UTC` of the local date and time.
 * Throws RangeError for a zone that does not exist.
 */
export function localTime(zone: string, at: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return wall + (((at % 1000) + 1000) % 1000);
}

/**
 * The instant at which a wall in `zone` shows `wall` (as of `localTime`). A time that comes twice, because the clock is put back, is the
 * first of the two. One that does not come, because it is put forward, is counted as if it were not put forward: 02:30 of that night is
 * the moment that the wall calls 03:30.
 */
export function instantOf(zone: string, wall: number): number {
  const before = offsetAt(zone, wall - dayMs);
  const after = offsetAt(zone, wall + dayMs);
  const [first, second] = [wall - before, wall - after];
  const real = [first, second].filter((at) => localTime(zone, at) === wall);
  return real.length === 0 ? first : Math.min(...real);
}

/** Days since 1970 of a date as people write it (`2026-11-02`); undefined for a day that no calendar has. */
export function dayNumber(date: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  if (year === undefined) return undefined;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return new Date(at).toISOString().slice(0, 10) === date ? at / dayMs : undefined;
}

/** Milliseconds since midnight of a time of day (`09:00`); undefined for one that no clock shows. */
export function timeOfDay(text: string): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? undefined : (Number(hour) * 60 + Number(minute)) * 60_000;
}

/** The instant of a time of day on a day (`dayNumber`) in a zone. */
export function instantOn(zone: string, day: number, ofDay: number): number {
  return instantOf(zone, day * dayMs + ofDay);
}

/** The local day (`dayNumber`) at an instant. */
export function localDay(zone: string, at: number): number {
  return Math.floor(localTime(zone, at) / dayMs);
}

function offsetAt(zone: string, at: number): number {
  return localTime(zone, at) - at;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}
