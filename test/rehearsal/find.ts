import { scheduleOf } from '../../lib/rehearsal/draw-schedule.ts';
import { type Defect, play } from '../../lib/rehearsal/play.ts';
import type { Invariant, Violation } from '../../lib/rehearsal/watched.ts';
import { print } from './campaign.ts';
import { campaignRunbooks, cast } from './runbooks.ts';

const parts = campaignRunbooks();

/** Everything that an invariant says against the healthy system over these seeds. */
export async function complaints(invariant: Invariant, seeds: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for (const seed of seeds)
    for (const { text } of invariant.check(await play(scheduleOf(seed, cast), parts)))
      found.push(`seed ${seed}: ${text}`);
  return found;
}

export interface Found {
  /** How many plays it took. */
  plays: number;
  seed: number;
  violation: Violation;
}

/**
 * Plays seed after seed, from 0, with a planted defect until the invariant's checker sees it; bounded ones only where it is judged
 * only there, and only those whose name fits `among`.
 */
export async function find(
  invariant: Invariant,
  defect: Defect,
  playsMax: number,
  among = /./,
): Promise<Found | undefined> {
  let plays = 0;
  for (let seed = 0; plays < playsMax; seed += invariant.boundedOnly ? 2 : 1) {
    const schedule = scheduleOf(seed, cast);
    if (!among.test(schedule.name)) continue;
    plays += 1;
    const [violation] = invariant.check(await play(schedule, { ...parts, defect }));
    if (!violation) continue;
    print(
      `invariant ${invariant.number}: found after ${plays} plays, seed ${seed}: ${violation.text.slice(0, 150)}`,
    );
    return { plays, seed, violation };
  }
  return undefined;
}

/** A few of each kind: the campaign judges all of its seeds by all invariants. */
export const someSeeds: readonly number[] = [0, 2, 10, 12];
