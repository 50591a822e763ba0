import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measurement.ts';
import { launcher } from './root.ts';
import { rounds } from './rounds.ts';
import { runNode } from './run-node.ts';
import { rounded, spread } from './spread.ts';

const aimSeconds = 15;

export const measurement: Measurement = {
  summary: 'how long the demonstration takes without a terminal: npm start -- --once </dev/null',
  measure: async () => {
    const took = await rounds(3, { once });
    const what = '`rebound start --once`, packages installed, no terminal';
    return [{ name: 'start', what, unit: 's', ...spread(took.once), aim: aimSeconds }];
  },
};

/** Seconds, with a folder and a port of its own. */
async function once(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-bench-'));
  try {
    const args = [launcher, 'start', '--once', '--folder', join(folder, '.rebound'), '--port', '0', '--json'];
    return rounded((await runNode(args)).ms / 1000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
