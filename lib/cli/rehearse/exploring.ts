import { explore, oneByOne } from '../../rehearsal/explore/explore.ts';
import { makePlayer } from '../../rehearsal/explore/make-player.ts';
import type { Path } from '../../rehearsal/explore/path.ts';
import type { PathResult, Survey } from '../../rehearsal/explore/result.ts';
import type { Subject } from '../../rehearsal/explore/subject.ts';
import type { Clock } from '../../model/clock.ts';

/** Plays paths of one runbook, wherever that is done. */
export interface Players {
  survey: (rehearsal: number) => Promise<Survey>;
  play: (paths: readonly Path[]) => AsyncIterable<PathResult>;
  close: () => Promise<void>;
}

/** What was explored of one runbook. */
export interface Explored {
  subject: Subject;
  surveys: Survey[];
  results: PathResult[];
  /** How many single deviations there are. */
  singles: number;
  /** False: it was stopped half-way. */
  complete: boolean;
}

export interface Told {
  survey: (survey: Survey) => void;
  /** All own rehearsals are played, the exploring begins. */
  begins: () => void;
  path: (result: PathResult) => void;
}

/** All paths in this process, one after the other. Between two of them Ctrl-C is heard. */
export function playersHere(subject: Subject, clock: Clock, stopped: () => boolean): Players {
  const { survey, play } = makePlayer(subject);
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    await clock.sleep(0);
    return work();
  };
  return {
    survey: (rehearsal) => turn(() => survey(rehearsal)),
    play: (paths) => oneByOne(paths, (path) => turn(() => play(path)), stopped),
    close: () => Promise.resolve(),
  };
}

/** The same on several processors. What comes of them is the same. */
export async function playersIn(
  subject: Subject,
  workers: number | undefined,
  stopped: () => boolean,
): Promise<Players> {
  const { openPool } = await import('../../rehearsal/workers/pool.ts');
  const pool = openPool({ subject, ...(workers === undefined ? {} : { workers }) });
  return {
    survey: pool.survey,
    close: pool.close,
    async *play(paths) {
      for await (const result of pool.play(paths)) {
        if (stopped()) return;
        yield result;
      }
    },
  };
}

/** Explores a runbook, and tells as it goes on. */
export async function exploreAll(
  subject: Subject,
  { max, players, stopped, told }: { max: number; players: Players; stopped: () => boolean; told: Told },
): Promise<Explored> {
  const explored: Explored = { subject, surveys: [], results: [], singles: 0, complete: false };
  const { seed, runbook } = subject;
  const { survey, play } = players;
  const options = { max, seed, survey, play, stopped, rehearsals: runbook.rehearsals.length };
  for await (const one of explore(options)) {
    switch (one.kind) {
      case 'survey':
        explored.surveys.push(one.survey);
        told.survey(one.survey);
        break;
      case 'singles':
        explored.singles = one.count;
        told.begins();
        break;
      case 'path':
        explored.results.push(one.result);
        told.path(one.result);
        break;
      case 'end':
        explored.complete = one.complete;
    }
  }
  return explored;
}
