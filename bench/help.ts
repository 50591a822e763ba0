import type { Measurement } from './measurement.ts';
import { launcher } from './root.ts';
import { rounds } from './rounds.ts';
import { runNode } from './run-node.ts';
import { spread } from './spread.ts';

const aimMs = 100;

export const measurement: Measurement = {
  summary: 'how long rebound --help takes, with Node 24 at hand',
  measure: async () => {
    const took = await rounds(11, {
      node: async () => (await runNode(['--eval', '0'])).ms,
      help: async () => (await runNode([launcher, '--help'])).ms,
      first: async () => (await runNode([launcher, '--help'], withoutCache)).ms,
    });
    return [
      { name: 'help', what: '`rebound --help`', unit: 'ms', ...spread(took.help), aim: aimMs },
      {
        name: 'help.first',
        what: 'the same, the first time after an installation',
        unit: 'ms',
        ...spread(took.first),
      },
      { name: 'help.node', what: 'of it Node itself: `node --eval 0`', unit: 'ms', ...spread(took.node) },
    ];
  },
};

/** Node keeps what it stripped and compiled; without that every start is the first. */
export const withoutCache = { NODE_DISABLE_COMPILE_CACHE: '1' };
