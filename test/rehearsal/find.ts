import { scheduleOf } from '../../lib/rehearsal/draw-schedule.ts';
import { type Defect, play } from '../../lib/rehearsal/play.ts';
import type { Invariant, Violation, Watched } from '../../lib/rehearsal/watched.ts';
import { campaignRunbooks, cast } from './runbooks.ts';

const parts = campaignRunbooks();

export function playSeed(seed: number, defect: Defect = {}): Promise<Watched> {
  return play(scheduleOf(seed, cast), { ...parts, defect });
}

/** Everything that an invariant says against the healthy system over these seeds. */
export async function complaints(invariant: Invariant, seeds: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for (const seed of seeds)
    for (const { text } of invariant.check(await playSeed(seed))) found.push(`seed ${seed}: ${text}`);
  return found;
}

export interface Found {
  /** How many seeds it took, beginning with 0. */
  seeds: number;
  violation: Violation;
}

/** Plays seed after seed with a planted defect until the invariant's checker sees it. Bounded ones only where it is judged only there. */
export async function find(invariant: Invariant, defect: Defect, seedsMax = 120): Promise<Found | undefined> {
  let played = 0;
  for (let seed = 0; played < seedsMax; seed += invariant.boundedOnly ? 2 : 1) {
    played += 1;
    const [violation] = invariant.check(await playSeed(seed, defect));
    if (violation) return { seeds: played, violation };
  }
  return undefined;
}

export const someSeeds: readonly number[] = Array.from({ length: 12 }, (_, n) => n * 2);
