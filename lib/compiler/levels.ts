import type { AskLevel } from '../model/ask.ts';
import type { Catcher } from '../model/asl.ts';
import { jsonata } from './jsonata.ts';

/**
 * Seconds of the level that is asked now, at most until the run's deadline, at least one.
 * The level after the last repeats the last.
 */
export function levelSeconds(levels: AskLevel[], variable: string): string {
  const seconds = levels.map((level) => level.for);
  const last = seconds.length - 1;
  const own =
    new Set(seconds).size === 1
      ? String(seconds[0])
      : `[${seconds.join(', ')}][$min([$${variable}, ${last}])]`;
  const left = '$floor(($toMillis($run.deadline_at) - $millis()) / 1000)';
  return jsonata(`$max([1, $min([${own}, ${left}])])`);
}

/** A level's time is over: the same question to the next one. One looping state for all levels. */
export function nextLevel(state: string, variable: string): Catcher {
  return {
    ErrorEquals: ['States.Timeout'],
    Assign: { [variable]: jsonata(`$${variable} + 1`) },
    Next: state,
  };
}
