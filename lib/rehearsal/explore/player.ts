import { play } from '../play.ts';
import type { Watched } from '../watched.ts';
import type { Path } from './path.ts';
import { resultOf } from './result-of.ts';
import type { PathResult, Survey } from './result.ts';
import { scheduleOfPath } from './schedule-of.ts';
import type { Subject } from './subject.ts';
import { surveyOf } from './survey-of.ts';

/** Plays paths of one runbook. The same path gives the same result, whatever was played before. */
export interface Player {
  survey: (rehearsal: number) => Promise<Survey>;
  play: (path: Path) => Promise<PathResult>;
}

/** Plays everything from its beginning, in this process. */
export function straightPlayer(subject: Subject): Player {
  return {
    survey: async (rehearsal) => {
      const path = { rehearsal, faults: [], people: [], happens: [] };
      return surveyOf(path, await watch(path, subject), subject);
    },
    play: async (path) => resultOf(path, await watch(path, subject), subject),
  };
}

/** One path, with everything that was watched of it. */
export function watch(path: Path, subject: Subject): Promise<Watched> {
  const { compiled: runbooks, estate, directory, defect } = subject;
  const people = directory ? { directory } : {};
  return play(scheduleOfPath(path, subject), {
    estate,
    runbooks,
    ...people,
    ...(defect ? { defect } : {}),
  });
}
