import type { Path } from '../explore/path.ts';
import type { PathResult, Survey } from '../explore/result.ts';
import type { Player } from '../explore/player.ts';

/** What a worker is asked to do: play a rehearsal as it is written, or some paths, one after the other. */
export type Job = { survey: number } | { paths: Path[] };

/** What came of it: as plain data, so that it can leave a thread. */
export type Done = { survey: Survey } | { results: PathResult[] };

/** Does a job with a player. The first path that cannot be played ends it. */
export async function doJob(job: Job, player: Player): Promise<Done> {
  if ('survey' in job) return { survey: await player.survey(job.survey) };
  const results: PathResult[] = [];
  for (const path of job.paths) results.push(await player.play(path));
  return { results };
}

/** Whoever does jobs, one at a time, in the order in which they are asked for. */
export interface Hand {
  do: (job: Job) => Promise<Done>;
  close: () => Promise<void>;
}
