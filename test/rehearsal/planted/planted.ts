import { join } from 'node:path';
import { loadEstate, loadRunbooks } from '../../../lib/local/runbooks.ts';
import { loadPeople } from '../../../lib/local/watch-people.ts';
import { type BadEnding, isBad } from '../../../lib/rehearsal/explore/ending.ts';
import { explore, oneByOne, pathsDefault } from '../../../lib/rehearsal/explore/explore.ts';
import { straightPlayer } from '../../../lib/rehearsal/explore/player.ts';
import type { PathResult } from '../../../lib/rehearsal/explore/result.ts';
import type { Subject } from '../../../lib/rehearsal/explore/subject.ts';
import type { Defect } from '../../../lib/rehearsal/play.ts';

/** A mistake of ours or of a runbook that the exploration has to find with its default budget. */
export interface Planted {
  name: string;
  /** What is wrong, in one sentence. */
  wrong: string;
  /** It has ended in one of these when it is found. */
  endings: readonly BadEnding[];
  /** Default: restore-namespace. */
  runbook?: string;
  /** Names of the runbook's rehearsals that are explored; all others are left out, to be quick. Default: its first. */
  rehearsals?: readonly string[];
  defect: () => Defect;
}

export interface Found {
  /** How many paths it took; 0: the rehearsal as it is written. */
  paths: number;
  result: PathResult;
}

const root = join(import.meta.dirname, '../../..');

/** A shipped runbook among all that ship, with those of its rehearsals that are named; without names all. */
export async function shippedSubject(name: string, rehearsals?: readonly string[]): Promise<Subject> {
  const estate = await loadEstate(join(root, 'rebound.yaml'));
  const directory = await loadPeople(join(root, 'people.yaml'), estate);
  const shipped = await loadRunbooks(join(root, 'runbooks'), estate, directory);
  const found = shipped.find(({ runbook }) => runbook.runbook === name)?.runbook;
  if (!found) throw new Error(`no runbook ${name} ships`);
  const kept = found.rehearsals.filter((one) => rehearsals?.includes(one.name) ?? true);
  if (rehearsals && kept.length !== rehearsals.length)
    throw new Error(`${name} has no rehearsals ${rehearsals.join(', ')}`);
  return {
    runbook: { ...found, rehearsals: kept },
    compiled: shipped.map(({ compiled }) => compiled),
    estate,
    ...(directory ? { directory } : {}),
    seed: 1,
  };
}

/** Every path of an exploration in order, its rehearsals first, with how many paths were played by then. */
export async function* pathsOf(subject: Subject, max = pathsDefault): AsyncGenerator<Found, undefined> {
  const player = straightPlayer(subject);
  const { stackTraceLimit } = Error;
  // Nobody reads the errors of these plays, and their stacks are what costs.
  Error.stackTraceLimit = 0;
  try {
    let paths = 0;
    for await (const told of explore({
      max,
      seed: subject.seed,
      rehearsals: subject.runbook.rehearsals.length,
      survey: player.survey,
      play: (batch) => oneByOne(batch, player.play),
    })) {
      if (told.kind === 'survey') yield { paths: 0, result: told.survey.result };
      if (told.kind === 'path') yield { paths: (paths += 1), result: told.result };
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return undefined;
}

/** What a planted mistake is looked for in. */
export async function plantedSubject(planted: Planted): Promise<Subject> {
  const { runbook = 'restore-namespace', rehearsals = [firstOf[runbook] ?? ''] } = planted;
  return { ...(await shippedSubject(runbook, rehearsals)), defect: planted.defect() };
}

/** Explores with a defect until something ends badly; undefined: nothing did within the budget. */
export async function findPlanted(planted: Planted, max = pathsDefault): Promise<Found | undefined> {
  const subject = await plantedSubject(planted);
  for await (const found of pathsOf(subject, max)) if (isBad(found.result.ending)) return found;
  return undefined;
}

const firstOf: Record<string, string> = {
  'restore-namespace': 'namespace deleted by mistake',
  'rebuild-cluster': 'gone, built again, and restored',
};

/** One line for whoever reads the log. */
export function foundLine({ name }: Planted, found: Found | undefined): string {
  if (!found) return `planted, ${name}: NOT FOUND in ${pathsDefault} paths`;
  const { paths, result } = found;
  const [violation] = result.violations;
  return `planted, ${name}: ${result.ending} after ${paths} paths (${result.id}): ${violation?.text.slice(0, 130)}`;
}
