import type { Clock } from '../../model/clock.ts';
import { formatDuration } from '../../model/duration.ts';
import type { Subject } from '../explore/subject.ts';
import { grouped } from './grouped.ts';
import { endLines } from './lines.ts';
import { exploreLeg } from './leg.ts';
import { type RunbookState, StateFolder } from './state.ts';

export interface CampaignOptions {
  /** One for each runbook, all with one seed. */
  subjects: Subject[];
  /** Of all runbooks together. */
  paths: number;
  workers: number;
  /** Of the definitions, the estate, the people and the code. */
  fingerprint: string;
  /** Where the state is kept, and as it is shown. */
  folder: string;
  /** What to do with a state: go on where it is of the same version; `keep`: also where it is not; `anew`: begin. */
  how: 'same' | 'keep' | 'anew';
  clock: Clock;
  out: (line: string) => void;
  stopped: () => boolean;
}

/** A line now and then. */
const sayEveryMs = 10_000;
/** Each runbook gets so many first, then ten times as many, and so on: nobody waits for hours to see something of the last. */
const firstLeg = 1000;

/** Explores runbooks for as long as it takes, and goes on where it stopped. Gives the exit code: 0, 1 when anything was bad, 130 when it was stopped. */
export async function campaign(options: CampaignOptions): Promise<number> {
  const { subjects, paths, workers, clock, out, stopped } = options;
  const folder = new StateFolder(options.folder);
  await prepare(folder, options);
  const states = new Map<string, RunbookState>();
  for (const { runbook } of subjects) states.set(runbook.runbook, await folder.load(runbook.runbook));
  const share = Math.ceil(paths / subjects.length);
  const began = { at: clock.now(), paths: total(states).paths };
  if (began.paths > 0) out(`goes on at path ${grouped(began.paths + 1)}`);
  let saidAt = clock.now();

  const onPath = (name: string) => (state: RunbookState) => {
    states.set(name, state);
    if (clock.now() - saidAt < sayEveryMs) return;
    saidAt = clock.now();
    out(progressLine(name, states, { paths, began, now: saidAt }));
  };
  for (let leg = Math.min(firstLeg, share); ; leg = Math.min(share, leg * 10)) {
    for (const subject of subjects) {
      if (stopped()) break;
      const name = subject.runbook.runbook;
      const parts = { folder, clock, workers, stopped, onPath: onPath(name) };
      states.set(name, await exploreLeg(subject, leg, parts));
    }
    if (stopped() || leg >= share) break;
  }
  if (stopped()) for (const name of states.keys()) states.set(name, await folder.load(name));
  for (const line of await endLines(states, folder, options)) out(line);
  const seconds = (clock.now() - began.at) / 1000;
  const played = total(states).paths - began.paths;
  out(
    `${grouped(played)} paths in ${formatDuration(seconds)}, ${rate(played, seconds)} paths/s with ${workers} workers`,
  );
  if (stopped()) {
    out(`stopped: the same command goes on at path ${grouped(total(states).paths + 1)}`);
    return 130;
  }
  return [...states.values()].some(isBadState) ? 1 : 0;
}

async function prepare(
  folder: StateFolder,
  { subjects, fingerprint, how, out }: CampaignOptions,
): Promise<void> {
  const about = { seed: subjects[0]?.seed ?? 1, fingerprint };
  const before = how === 'anew' ? undefined : await folder.about();
  if (!before) return folder.begin(about);
  if (before.seed !== about.seed) {
    out(`begins anew: what is kept was played with seed ${before.seed}, and this is seed ${about.seed}`);
    return folder.begin(about);
  }
  if (before.fingerprint === fingerprint) return;
  if (how === 'keep') {
    out(
      `goes on although the code or the runbooks changed (${before.fingerprint}, now ${fingerprint}): what was played before counts on`,
    );
    return folder.keep(about);
  }
  out(
    `begins anew: the code or the runbooks changed since (${before.fingerprint}, now ${fingerprint}); --keep would have gone on nevertheless`,
  );
  return folder.begin(about);
}

/** Something that should not be: a bad ending, or an own rehearsal that does not hold. */
function isBadState({ paths, well, unmet, badOwn }: RunbookState): boolean {
  return paths > well || unmet.length > 0 || badOwn.length > 0;
}

function total(states: ReadonlyMap<string, RunbookState>): { paths: number; well: number } {
  const all = [...states.values()];
  return {
    paths: all.reduce((sum, one) => sum + one.paths, 0),
    well: all.reduce((sum, one) => sum + one.well, 0),
  };
}

function progressLine(
  name: string,
  states: ReadonlyMap<string, RunbookState>,
  { paths, began, now }: { paths: number; began: { at: number; paths: number }; now: number },
): string {
  const { paths: played, well } = total(states);
  const seconds = (now - began.at) / 1000;
  const perSecond = (played - began.paths) / Math.max(0.001, seconds);
  const left = perSecond > 0 ? formatDuration(Math.max(0, paths - played) / perSecond) : '?';
  const share = ((100 * well) / Math.max(1, played)).toFixed(2);
  return `${grouped(played)} of ${grouped(paths)} paths (${name}) · ${share} % ended well · ${played - well} bad · ${rate(played - began.paths, seconds)} paths/s · ${left} left`;
}

function rate(paths: number, seconds: number): string {
  return (paths / Math.max(0.001, seconds)).toFixed(1);
}
