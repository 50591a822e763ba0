import type { Named } from '../named.ts';
import type { Schedule } from '../schedule.ts';
import { peopleScheduleOf } from './draw-people-schedule.ts';
import type { PeopleCast } from './people-cast.ts';

/** The schedules of these seeds of the people's campaign; the replay takes `people-17`. */
export function peopleSeeded(from: number, to: number, cast: PeopleCast): Named[] {
  return Array.from({ length: to - from }, (_, n) => ({
    id: `people-${from + n}`,
    schedule: peopleScheduleOf(from + n, cast),
  }));
}

/** The schedule of such an id; undefined for every other. */
export function namedPeople(id: string, cast: PeopleCast): Schedule | undefined {
  const seed = /^people-(\d+)$/.exec(id)?.[1];
  return seed === undefined ? undefined : peopleScheduleOf(Number(seed), cast);
}
