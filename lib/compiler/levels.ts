import type { AskLevel } from '../model/ask.ts';
import type { Catcher } from '../model/asl.ts';
import type { Json } from '../model/json.ts';
import { functionStateSeconds } from './invoke.ts';
import { jsonata, plainText } from './jsonata.ts';

/** The levels as ASL: who is asked stays a text, whatever it looks like. */
export function levelsJson(levels: AskLevel[]): Json[] {
  return levels.map(({ who, for: seconds }) => ({ who: plainText(who), for: seconds }));
}

/**
 * Seconds of the level that is asked now, at most until the run's deadline; the level after the last repeats the last. Past
 * the deadline there is time for the function to be called and to say so: a second of it would go round and round.
 */
export function levelSeconds(levels: AskLevel[], variable: string): string {
  const seconds = levels.map((level) => level.for);
  const last = seconds.length - 1;
  const own =
    new Set(seconds).size === 1
      ? String(seconds[0])
      : `[${seconds.join(', ')}][$min([$${variable}, ${last}])]`;
  const left = '$ceil(($toMillis($run.deadline_at) - $millis()) / 1000)';
  return jsonata(`($left := ${left}; $min([${own}, $left > 0 ? $left : ${functionStateSeconds}]))`);
}

/** A level's time is over: the same question to the next one. One looping state for all levels. */
export function nextLevel(state: string, variable: string): Catcher {
  return {
    ErrorEquals: ['States.Timeout'],
    Assign: { [variable]: jsonata(`$${variable} + 1`) },
    Next: state,
  };
}
