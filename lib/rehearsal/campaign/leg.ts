import type { Clock } from '../../model/clock.ts';
import { type BadEnding, isBad } from '../explore/ending.ts';
import { explore, type ExploreOptions } from '../explore/explore.ts';
import type { Position } from '../explore/position.ts';
import type { PathResult, Survey } from '../explore/result.ts';
import type { Subject } from '../explore/subject.ts';
import { openPool } from '../workers/pool.ts';
import { type BadLine, badWrittenMax, type RunbookState, type StateFolder } from './state.ts';

/** How often the state is written, in milliseconds of real time. A kill costs what was played since. */
const saveEveryMs = 10_000;

export interface LegParts {
  folder: StateFolder;
  clock: Clock;
  workers: number;
  stopped: () => boolean;
  /** After each path. */
  onPath: (state: RunbookState) => void;
}

/** What was counted up to the end of a batch, and how many of the bad endings that are not written yet. */
interface Whole {
  counted: RunbookState;
  position: () => Position;
  bad: number;
}

/**
 * Explores one runbook on from where its state is, until so many paths of it were played. What is counted is of whole batches: those of one that
 * was stopped in the middle are played again.
 */
export async function exploreLeg(
  subject: Subject,
  until: number,
  { folder, clock, workers, stopped, onPath }: LegParts,
): Promise<RunbookState> {
  const { runbook: name, rehearsals } = subject.runbook;
  let kept = await folder.load(name);
  if (kept.exhausted || kept.paths >= until) return kept;
  const pool = openPool({ subject, workers });
  let state: RunbookState = { ...kept, unmet: [], badOwn: [], endings: { ...kept.endings } };
  const bad: BadLine[] = [];
  let written = (await folder.bad(name, kept.badBytes)).length;
  let savedAt = clock.now();
  let whole: Whole | undefined;

  async function* play(paths: Parameters<ExploreOptions['play']>[0]): AsyncGenerator<PathResult, undefined> {
    for await (const result of pool.play(paths)) {
      yield result;
      if (stopped()) return undefined;
    }
    return undefined;
  }

  async function save({ counted, position, bad: until }: Whole): Promise<void> {
    const badBytes = await folder.addBad(name, kept.badBytes, bad.splice(0, until));
    const seconds = kept.seconds + (clock.now() - savedAt) / 1000;
    kept = { ...counted, badBytes, seconds, position: position() };
    await folder.save(name, kept);
    state = { ...state, seconds };
    savedAt = clock.now();
    whole = undefined;
  }

  function count(result: PathResult): void {
    const { ending, calls, virtualSeconds, id, violations } = result;
    state = {
      ...state,
      paths: state.paths + 1,
      well: state.well + (isBad(ending) ? 0 : 1),
      endings: { ...state.endings, [ending]: (state.endings[ending] ?? 0) + 1 },
      calls: state.calls + calls,
      virtualSeconds: state.virtualSeconds + virtualSeconds,
    };
    if (isBad(ending) && written < badWrittenMax) {
      written += 1;
      bad.push(badLine(id, ending, violations));
    }
    onPath(state);
  }

  function own({ rehearsal, unmet, result }: Survey): void {
    const called = rehearsals[rehearsal]?.name ?? String(rehearsal + 1);
    state.unmet.push(...unmet.map(({ text }) => `${called}: ${text}`));
    if (isBad(result.ending)) state.badOwn.push(result.id);
  }

  let complete = false;
  try {
    const from = kept.position ? { from: kept.position } : {};
    const told = explore({
      max: until - kept.paths,
      seed: subject.seed,
      rehearsals: rehearsals.length,
      survey: pool.survey,
      play,
      stopped,
      ...from,
      onBatch: async (position) => {
        whole = { counted: state, position, bad: bad.length };
        if (clock.now() - savedAt >= saveEveryMs) await save(whole);
      },
    });
    for await (const one of told) {
      if (one.kind === 'survey') own(one.survey);
      else if (one.kind === 'singles') state.singles = one.count;
      else if (one.kind === 'path') count(one.result);
      else complete = one.complete;
    }
    // stopped in the middle of a batch: what is kept is of the whole ones
    if (whole) await save(whole);
    if (complete && kept.paths < until) {
      kept = { ...kept, exhausted: true };
      await folder.save(name, kept);
    }
    return kept;
  } finally {
    await pool.close();
  }
}

function badLine(id: string, ending: BadEnding, violations: PathResult['violations']): BadLine {
  return {
    id,
    ending,
    violations: violations.slice(0, 5).map(({ at, text }) => `${at} s: ${text.split('\n')[0]}`),
  };
}
