import { seededRandom } from '../../engine/clock.ts';
import type { Random } from '../../model/clock.ts';
import { pick, whole } from '../draw.ts';
import { type Schedule, type Start } from '../schedule.ts';
import { drawPeopleFaults } from './draw-people-faults.ts';
import { drawReplies } from './draw-replies.ts';
import type { Drawing, Happening } from './drawing.ts';
import { happenings } from './happenings.ts';
import type { PeopleCast } from './people-cast.ts';

/** A seed → its schedule, always the same. Even seeds are bounded, odd ones may have any number of faults. */
export function peopleScheduleOf(seed: number, cast: PeopleCast): Schedule {
  const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995);
  const mode = seed % 2 === 0 ? 'bounded' : 'any';
  const runbook = pick(random, [cast.one, cast.two, cast.groups, cast.all]);
  const chosen = drawHappenings(random);
  const drawing: Drawing = {
    random,
    cast,
    runbook,
    starts: [startOf(random, cast, runbook)],
    people: drawReplies(random, cast),
    acts: [],
    duplicates: [],
    outages: [],
    circumstances: drawShift(random, cast),
  };
  for (const { happens } of chosen) happens(drawing);
  const { starts, people, acts, duplicates, circumstances } = drawing;
  const faults = drawPeopleFaults(random, mode);
  return {
    seed,
    name: `${runbook}: ${chosen.map(({ name }) => name).join(', ') || 'nothing else'}, ${mode} faults`,
    mode,
    given: worldOf(cast),
    starts,
    people,
    acts,
    duplicates,
    faults: { ...faults, outages: [...faults.outages, ...drawing.outages] },
    ...circumstances,
  };
}

/** One or two, sometimes three; each at most once. */
function drawHappenings(random: Random): Happening[] {
  const count = 1 + whole(random, 2) + (random() < 0.15 ? 1 : 0);
  const chosen: Happening[] = [];
  for (let n = 0; n < count; n += 1) {
    const one = pick(random, happenings);
    if (!chosen.includes(one)) chosen.push(one);
  }
  return chosen;
}

/** Mostly by its alarm; by somebody who may not say yes then, or by whom nobody knows. */
function startOf(random: Random, { cluster, namespace, people }: PeopleCast, runbook: string): Start {
  const by = pick(random, people);
  const how = random();
  const start: Start = {
    at: 1,
    how: 'alarm',
    runbook,
    inputs: { cluster, namespace },
    stamp: 0,
    by,
    mode: 'real',
  };
  if (how < 0.7) return start;
  return how < 0.93 ? { ...start, how: 'person' } : { ...start, how: 'console' };
}

/** In every other play the shift changes while something is asked. */
function drawShift(random: Random, { next }: PeopleCast): Drawing['circumstances'] {
  return random() < 0.5 ? { shift: { at: 5 + whole(random, 240), rotation: 'platform', who: next } } : {};
}

/** A namespace was deleted, and there is a backup of last midnight. */
function worldOf({ cluster, namespace }: PeopleCast): Schedule['given'] {
  return {
    clusters: { [cluster]: { state: 'active', api: 'healthy', namespaces: { [namespace]: 'deleted' } } },
    backups: [{ namespace, age: 10_800, phase: 'Completed' }],
    storage: 'available',
    pagers: 'up',
  };
}
