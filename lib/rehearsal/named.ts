import { scheduleOf } from './draw-schedule.ts';
import { baselines, killsOf } from './kills.ts';
import { play, type PlayParts } from './play.ts';
import type { Cast, Schedule } from './schedule.ts';

/** A schedule of a campaign, with what the replay takes to play it again: a seed (`17`), or a kill (`kill-0-12`). */
export interface Named {
  id: string;
  schedule: Schedule;
}

/** The schedules of these seeds. */
export function seeded(from: number, to: number, cast: Cast): Named[] {
  return Array.from({ length: to - from }, (_, n) => ({
    id: String(from + n),
    schedule: scheduleOf(from + n, cast),
  }));
}

/** A kill before and after each call of one of the baselines that it is for. */
export async function kills(baseline: number, cast: Cast, parts: PlayParts): Promise<Named[]> {
  const found = baselines(cast)[baseline];
  if (!found) return [];
  return killsOf(await play(found.schedule, parts), found.isKilledAt).map((kill, n) => ({
    id: `kill-${baseline}-${n}`,
    schedule: kill,
  }));
}

/** The schedule of an id; undefined when there is none. */
export async function named(id: string, cast: Cast, parts: PlayParts): Promise<Schedule | undefined> {
  const kill = /^kill-(\d+)-(\d+)$/.exec(id);
  if (kill) return (await kills(Number(kill[1]), cast, parts))[Number(kill[2])]?.schedule;
  return /^\d+$/.test(id) ? scheduleOf(Number(id), cast) : undefined;
}
