import { formatTime } from '../model/duration.ts';
import type { RunReport } from '../operations/operations.ts';

/** Of an open run: who has it in hand, whether it goes step by step, and how often its target alarmed since. */
export function handLines({ run, commander, stepping, signals }: RunReport): string[] {
  const id = run.slice(0, 6);
  const offered = commander?.offered;
  const offer = offered
    ? `; offered to ${offered.to} at ${time(offered.at)}, not confirmed yet; they do with rebound take ${id}`
    : '';
  return [
    commander
      ? `  commander: ${commander.by} since ${time(commander.since)}${offer}`
      : `  commander: nobody; rebound take ${id} makes it you`,
    ...(stepping
      ? [
          `  step by step, as ${stepping.by} said at ${time(stepping.since)}: rebound step ${id} --off ends it`,
        ]
      : []),
    ...(signals > 0
      ? [
          `  ${signals} more ${signals === 1 ? 'signal' : 'signals'} for the same target since it began: rebound brief ${id}`,
        ]
      : []),
  ];
}

/** What people wrote down, the newest last. */
export function noteLines({ notes }: RunReport): string[] {
  return notes.map(({ by, at, text }) => `note of ${by}, ${time(at)}: ${text}`);
}

const time = (at: string): string => formatTime(Date.parse(at));
