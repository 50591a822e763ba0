import type { Path } from './path.ts';
import { pairsOf } from './pairs.ts';
import { type Position, Progress } from './position.ts';
import type { PathResult, Survey } from './result.ts';
import { singlesOf } from './singles.ts';

/** How many paths of a runbook are played by default. */
export const pathsDefault = 1000;

export interface ExploreOptions {
  /** At most so many paths, the rehearsals themselves not counted. */
  max: number;
  seed: number;
  /** Plays paths in any order and at any time, and gives their results in the order of the paths. */
  play: (paths: readonly Path[]) => AsyncIterable<PathResult>;
  survey: (rehearsal: number) => Promise<Survey>;
  /** How many rehearsals the runbook has. */
  rehearsals: number;
  /** Asked before each batch: true ends it, and what was played counts. */
  stopped?: () => boolean;
  /** Goes on where another exploration with the same seed was, by what that said after a batch. `max` counts from here. */
  from?: Position;
  /** Told after each batch where it is; `position` makes what `from` takes. */
  onBatch?: (position: () => Position) => void | Promise<void>;
}

/** What an exploration tells as it goes on. The order of what it tells depends on the options alone. */
export type Told =
  | { kind: 'survey'; survey: Survey }
  /** How many single deviations there are. */
  | { kind: 'singles'; count: number }
  | { kind: 'path'; result: PathResult }
  /** `complete`: false when it was stopped before all of its paths were played. */
  | { kind: 'end'; complete: boolean };

/** Paths that are planned at a time: a sampled pair may rest on all results before its batch, on none within. */
const batchMax = 100;
/** Before anything is known there is nothing to sample from. */
const batchFirst = 60;
/** Of a batch so many are sampled. A runbook has a hundred thousand single deviations: pairs do not wait for the last of them. */
const sampledShare = 0.3;

/**
 * The runbook's rehearsals as they are written; single deviations from them, the most telling first; beside them pairs, and any number of
 * faults, sampled. Once the singles are exhausted all are sampled.
 */
export async function* explore(options: ExploreOptions): AsyncGenerator<Told, undefined> {
  const { max, seed, rehearsals, stopped = () => false } = options;
  const surveys: Survey[] = [];
  for (let rehearsal = 0; rehearsal < rehearsals && !stopped(); rehearsal += 1) {
    const survey = await options.survey(rehearsal);
    surveys.push(survey);
    yield { kind: 'survey', survey };
  }
  const singles = stopped() ? [] : singlesOf(surveys, seed);
  yield { kind: 'singles', count: singles.length };
  const progress = new Progress(seed, options.from);
  for (let left = max; left > 0 && !stopped(); ) {
    const size = Math.min(left, progress.basis.length === 0 ? batchFirst : batchMax);
    const { at, basis, batch } = progress;
    const sampled = basis.length === 0 ? 0 : Math.floor(size * sampledShare);
    const next = singles.slice(at, at + size - sampled);
    const pairs = pairsOf(surveys, basis, seed, { batch, anyFrom: progress.any, seen: progress.seen });
    const paths = [...next, ...taken(pairs, size - next.length)];
    if (paths.length === 0) break;
    left -= paths.length;
    const found: PathResult[] = [];
    for await (const result of options.play(paths)) {
      found.push(result);
      yield { kind: 'path', result };
    }
    if (found.length < paths.length) break;
    progress.add(paths, found.slice(0, next.length));
    await options.onBatch?.(() => progress.position());
  }
  yield { kind: 'end', complete: !stopped() };
  return undefined;
}

/** Plays one path after the other. */
export async function* oneByOne(
  paths: readonly Path[],
  play: (path: Path) => Promise<PathResult>,
  stopped: () => boolean = () => false,
): AsyncGenerator<PathResult, undefined> {
  for (const path of paths) {
    if (stopped()) return undefined;
    yield await play(path);
  }
  return undefined;
}

function taken(pairs: Generator<Path, undefined>, count: number): Path[] {
  const paths: Path[] = [];
  while (paths.length < count) {
    const next = pairs.next();
    if (next.done) break;
    paths.push(next.value);
  }
  return paths;
}
