import { withoutCache } from './help.ts';
import type { Measurement } from './measurement.ts';
import { launcher } from './root.ts';
import { rounds } from './rounds.ts';
import { runNode } from './run-node.ts';
import { spread } from './spread.ts';

const args = [launcher, 'check', 'runbooks/restore-namespace.yaml'];

export const measurement: Measurement = {
  summary: 'how long rebound check takes on one file',
  measure: async () => {
    const took = await rounds(9, {
      check: async () => (await runNode(args)).ms,
      first: async () => (await runNode(args, withoutCache)).ms,
    });
    return [
      { name: 'check', what: '`rebound check` on one file', unit: 'ms', ...spread(took.check) },
      {
        name: 'check.first',
        what: 'the same, the first time after an installation',
        unit: 'ms',
        ...spread(took.first),
      },
    ];
  },
};
