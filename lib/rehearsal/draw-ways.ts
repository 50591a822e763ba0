import type { Random } from '../model/clock.ts';
import { pick, whole } from './draw.ts';
import { drawFaults } from './draw-faults.ts';
import { type Cast, type Drawn, helpful, noFaults, type Schedule, twoNamespaces } from './schedule.ts';
import { abortedAnywhere, saidByPeople, saidOfAFailure, undoneUnderFire, waits } from './ways-of-one-run.ts';
import { handsOn, meets, runsWithin } from './ways-of-runs.ts';
import { first } from './ways-parts.ts';

type Family = (random: Random, cast: Cast) => Partial<Drawn>;

/**
 * Schedules of the runbooks that go every way: aborted at any moment, taken back under fire, handed on, run within one another, asked,
 * waited in, and met by others. With any number of faults, chance does its part besides.
 */
export function drawWays(random: Random, cast: Cast, mode: Schedule['mode']): Drawn {
  const draw = pick(random, families);
  const quiet: Drawn = {
    name: '',
    given: twoNamespaces(cast, [pick(random, broken), pick(random, broken)]),
    starts: [first(cast, cast.carefully)],
    people: helpful(cast, 5 + whole(random, 20), 5),
    acts: [],
    duplicates: [],
    faults: noFaults,
  };
  const drawn = { ...quiet, ...draw(random, cast) };
  if (mode === 'bounded') return drawn;
  const { planned, ...chance } = drawFaults(random, mode);
  return { ...drawn, faults: { ...chance, planned: [...drawn.faults.planned, ...planned] } };
}

const broken = ['deleted', 'deleted', 'degraded'] as const;

const families: readonly [Family, ...Family[]] = [
  abortedAnywhere,
  abortedAnywhere,
  undoneUnderFire,
  undoneUnderFire,
  saidOfAFailure,
  saidOfAFailure,
  saidOfAFailure,
  saidByPeople,
  handsOn,
  handsOn,
  runsWithin,
  runsWithin,
  waits,
  meets,
  meets,
];
