import type { AskLevel } from '../model/ask.ts';
import type { Catcher } from '../model/asl.ts';
import type { Json } from '../model/json.ts';
import type { Runbook, UseStep } from '../runbook/runbook.ts';
import { functionStateSeconds } from './invoke.ts';
import { jsonata, plainText } from './jsonata.ts';

/** The levels as ASL: who is asked stays a text, whatever it looks like. */
export function levelsJson(levels: AskLevel[]): Json[] {
  return levels.map(({ who, for: seconds }) => ({ who: plainText(who), for: seconds }));
}

/** Who is asked about a failure, and how long a level has, in seconds: the runbook's owner, again and again. */
export function failureLevels(runbook: Runbook): AskLevel[] {
  return [{ who: runbook.owner, for: 600 }];
}

/** Who is asked by a step that asks: as written, or the owner. */
export function levelsOf(step: UseStep, runbook: Runbook): AskLevel[] {
  return step.ask && step.ask.length > 0 ? step.ask : [{ who: runbook.owner, for: step.timeout || 600 }];
}

/** JSONata source: seconds until the run's deadline and `more` after it. */
export const secondsLeft = (more = 0): string =>
  `$ceil(($toMillis($run.deadline_at) - $millis()) / 1000)${more === 0 ? '' : ` + ${more}`}`;

/** JSONata of seconds that are at most what is left. Past the deadline there is time for the function to be called and to say so: a second of it would go round and round. */
export function secondsWithin(own: string, more = 0): string {
  return jsonata(
    `($left := ${secondsLeft(more)}; $min([${own}, $left > 0 ? $left : ${functionStateSeconds}]))`,
  );
}

/** Seconds of the level that is asked now, at most until the run's deadline; the level after the last repeats the last. */
export function levelSeconds(levels: AskLevel[], variable: string, more = 0): string {
  const seconds = levels.map((level) => level.for);
  const last = seconds.length - 1;
  const own =
    new Set(seconds).size === 1
      ? String(seconds[0])
      : `[${seconds.join(', ')}][$min([$${variable}, ${last}])]`;
  return secondsWithin(own, more);
}

/** A level's time is over: the same question to the next one. One looping state for all levels. */
export function nextLevel(state: string, variable: string): Catcher {
  return {
    ErrorEquals: ['States.Timeout'],
    Assign: { [variable]: jsonata(`$${variable} + 1`) },
    Next: state,
  };
}
