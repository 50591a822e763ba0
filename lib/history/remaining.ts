import { lengthOf, type Span } from '../model/spans.ts';
import { type Durations, type RunDurations, type RunKind, runKinds, type StepDuration } from './durations.ts';
import type { StepTime } from './step-times.ts';

/** Seconds, from so many runs of one kind. */
export interface Remaining {
  p50: number;
  p95: number;
  from: RunKind;
  runs: number;
}

/** Fewer runs than that say nothing. */
export const runsMin = 3;

/**
 * How long the steps that are left took in the runs before: of each run one sum (what went on at the same time counts once), and
 * of these the percentiles. Real runs before drills before simulations; undefined when there are fewer than three of each.
 */
export function remainingSeconds(durations: Durations, stepsLeft: readonly string[]): Remaining | undefined {
  return percentiles(durations, ({ steps }) =>
    lengthOf(steps.filter(({ step }) => stepsLeft.includes(step))),
  );
}

/** How long what is left of an open run took in the runs before, without what its running steps have used of it by `now`. */
export function remainingOf(
  durations: Durations,
  times: readonly StepTime[],
  now: number,
): Remaining | undefined {
  return percentiles(durations, (before) => leftIn(before, times, now));
}

function percentiles(
  { runs }: Durations,
  secondsIn: (run: RunDurations) => number | undefined,
): Remaining | undefined {
  for (const kind of runKinds) {
    const sums = runs
      .filter((run) => run.kind === kind)
      .map(secondsIn)
      .filter((sum) => sum !== undefined)
      .sort((a, b) => a - b);
    if (sums.length >= runsMin)
      return { p50: nearestRank(sums, 50), p95: nearestRank(sums, 95), from: kind, runs: sums.length };
  }
  return undefined;
}

/** The smallest value that at least so many percent of them do not exceed. */
export function nearestRank(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/**
 * What was left of a run before when it stood where this one stands. Undefined when it never stood there: it went another way.
 * A running step that takes longer than it did then has nothing left, and takes nothing from those after it.
 */
function leftIn({ steps }: RunDurations, times: readonly StepTime[], now: number): number | undefined {
  const running = times.filter(({ over }) => !over);
  const frontier = running.length > 0 ? running : newest(times);
  const then = frontier.map(({ step }) => steps.find((one) => one.step === step));
  const known = then.filter((step) => step !== undefined);
  if (known.length < then.length) return undefined;
  const left = steps.flatMap((step): Span[] => {
    const time = times.find((one) => one.step === step.step);
    // another way than this run's, and before where it stands: it will not go there any more
    if (!time && known.length > 0 && known.every(({ from }) => step.to <= from)) return [];
    if (time?.over && !comesAgain(step, time, frontier, steps)) return [];
    return [{ from: step.from + usedOf(time, now), to: step.to }];
  });
  return lengthOf(left);
}

/** Between two steps: the one that ended last says how far the run is. */
function newest(times: readonly StepTime[]): StepTime[] {
  const last = times.reduce<StepTime | undefined>(
    (one, other) => (one === undefined || other.to >= one.to ? other : one),
    undefined,
  );
  return last ? [last] : [];
}

/** A step that is over runs once more when the run went back to one before it, and for the next item of a loop. */
function comesAgain(
  step: StepDuration,
  time: StepTime,
  running: readonly StepTime[],
  steps: readonly StepDuration[],
): boolean {
  return running.some((other) => {
    const before = steps.find((one) => one.step === other.step);
    if (other.over || before === undefined || other.latestFrom < time.to) return false;
    const after = step.from >= before.from && step.step !== other.step;
    const looped = time.loops && other.loops && step.from < before.to && before.from < step.to;
    return after || looped;
  });
}

/** Seconds that the run has spent on it of what is still to be spent. */
function usedOf(time: StepTime | undefined, now: number): number {
  if (!time) return 0;
  if (time.loops) return Math.max(0, (time.over ? time.to : now) - time.from) / 1000;
  return time.over ? 0 : Math.max(0, now - time.latestFrom) / 1000;
}
