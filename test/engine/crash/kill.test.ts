import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bundleChild, killChildren } from './killing.ts';

/** `npm run kill` does it a thousand times. A failure names the seed: REBOUND_SEED=<seed> begins there. */
const wanted = Number(process.env['REBOUND_KILLS'] ?? 50);
const firstSeed = Number(process.env['REBOUND_SEED'] ?? 1);

let child: Awaited<ReturnType<typeof bundleChild>>;
beforeAll(async () => {
  child = await bundleChild();
});
afterAll(() => child.remove());

test(`a process that is killed ${wanted} times loses nothing, and does nothing twice`, async () => {
  const counts = await killChildren(child.file, { wanted, firstSeed });
  process.stdout.write(`kills: seeds from ${firstSeed}: ${JSON.stringify(counts)}\n`);
  expect(counts.kills).toBeGreaterThanOrEqual(wanted);
  expect(counts.histories).toBeGreaterThan(3);
}, 1_800_000);

test('an engine that does not wait for its journal is found out', async () => {
  await expect(killChildren(child.file, { wanted: 200, firstSeed, planted: 'hasty' })).rejects.toThrow(
    /seed \d+: .*(lost|nobody knows why)/,
  );
}, 120_000);
