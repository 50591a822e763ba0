import { expect, test } from '@jest/globals';
import { Simulation } from './simulation.ts';

/** A failure names the seed: REBOUND_SEED=<seed> begins there, REBOUND_CRASHES is how many. */
const crashesWanted = Number(process.env['REBOUND_CRASHES'] ?? 2000);
const firstSeed = Number(process.env['REBOUND_SEED'] ?? 1);
const crashesOfOne = 4;

test(`${crashesWanted} crashes: nothing is lost, done twice or late`, async () => {
  const seen = { seeds: 0, crashes: 0, files: 0, torn: 0, rubbish: 0, lostMoves: 0, full: 0 };
  for (let seed = firstSeed; seen.crashes < crashesWanted; seed += 1) {
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
  process.stdout.write(`crashes: seeds from ${firstSeed}: ${JSON.stringify(seen)}\n`);
  // A simulation in which nothing happens proves nothing.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
}, 1_800_000);
