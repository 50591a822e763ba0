import { expect, test } from '@jest/globals';
import { Simulation } from './simulation.ts';

/** Seeds differ from day to day; a failure says which one it was. */
const crashesWanted = 2000;
const crashesOfOne = 4;

test(`${crashesWanted} crashes: nothing is lost, done twice or late`, async () => {
  const seen = { seeds: 0, crashes: 0, files: 0, torn: 0, rubbish: 0, lostMoves: 0, full: 0 };
  for (let seed = 1; seen.crashes < crashesWanted; seed += 1) {
    const simulation = new Simulation(seed);
    try {
      await simulation.run(crashesOfOne);
    } catch (error) {
      throw new Error(`seed ${seed}, after ${simulation.crashes} crashes: ${String(error)}`, {
        cause: error,
      });
    }
    seen.seeds += 1;
    seen.crashes += simulation.crashes;
    seen.files += simulation.rolls;
    for (const key of ['torn', 'rubbish', 'lostMoves', 'full'] as const)
      seen[key] += simulation.disk.seen[key];
  }
  process.stdout.write(`crashes: seeds 1 to ${seen.seeds}: ${JSON.stringify(seen)}\n`);
  // A simulation in which nothing happens proves nothing.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
}, 120_000);
