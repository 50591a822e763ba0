import { fileURLToPath } from 'node:url';
import type { Measurement } from './measurement.ts';
import { firstRehearsal, openStage, rehearse } from './rehearse.ts';
import { runNode } from './run-node.ts';
import { spread } from './spread.ts';

const script = fileURLToPath(new URL('./recovery-process.ts', import.meta.url));
const processes = 5;
/** Of each process: the first is cold, some more until the compiler has seen everything, and those that count. */
const plays = 20;
const warmFrom = 8;

export const measurement: Measurement = {
  summary: 'one recovery in the sandbox, in virtual time: restore-namespace, its first rehearsal',
  measure: async () => {
    const cold: number[] = [];
    const warm: number[] = [];
    for (let nth = 0; nth < processes; nth += 1) {
      const took: number[] = JSON.parse((await runNode([script, String(plays)])).out);
      cold.push(...took.slice(0, 1));
      warm.push(...took.slice(warmFrom));
    }
    const stage = await openStage();
    const { one, scenario } = firstRehearsal(stage, 'restore-namespace');
    const { seconds, events } = await rehearse(stage, one, scenario);
    return [
      {
        name: 'recovery',
        what: 'one recovery in the sandbox, in virtual time, warm',
        unit: 'ms',
        ...spread(warm),
      },
      { name: 'recovery.cold', what: 'the first one of a process', unit: 'ms', ...spread(cold) },
      { name: 'recovery.virtual', what: 'the virtual time that passes in it', unit: 's', value: seconds },
      {
        name: 'recovery.events',
        what: 'events of its execution’s history',
        unit: 'count',
        value: events.length,
      },
    ];
  },
};
