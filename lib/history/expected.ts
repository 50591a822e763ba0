import { iso } from '../model/clock.ts';
import { formatTime } from '../model/duration.ts';
import type { Durations, RunKind } from './durations.ts';
import { remainingOf } from './remaining.ts';
import { stepTimes, type StepsInTime } from './step-times.ts';

/** When an open run will end; ISO 8601, never before now. */
export type Expected =
  | { known: true; p50: string; p95: string; from: RunKind; runs: number }
  | { known: false };

/** From how long the steps that are left took before. `now`: milliseconds. */
export function expectedOf(recorded: StepsInTime, durations: Durations, now: number): Expected {
  const left = remainingOf(durations, stepTimes(recorded, now), now);
  if (!left) return { known: false };
  const { p50, p95, from, runs } = left;
  return { known: true, p50: iso(now + p50 * 1000), p95: iso(now + p95 * 1000), from, runs };
}

const kinds: Record<RunKind, string> = { real: 'real runs', drill: 'drills', simulation: 'simulated runs' };

/** `expected end 03:34–03:41 (p50–p95 of 7 drills)`, UTC, with the day where it is another than that of `now`. */
export function expectedWords(expected: Expected, now: number): string {
  if (!expected.known) return 'expected end: no data';
  const { p50, p95, from, runs } = expected;
  const [first, last] = [timeOn(p50, now), timeOn(p95, now)];
  const when = first === last ? first : `${first}–${last}`;
  return `expected end ${when} (p50–p95 of ${runs} ${kinds[from]})`;
}

/** `03:34`; of another day than `now`, `25 Nov 00:04`. */
export function timeOn(at: string, now: number): string {
  if (at.slice(0, 10) === iso(now).slice(0, 10)) return at.slice(11, 16);
  return formatTime(Date.parse(at)).replace(/ UTC$/, '');
}
