import { countTransitions, type Transitions } from './count-transitions.ts';
import type { Measurement, Row } from './measurement.ts';
import { openStage, rehearse } from './rehearse.ts';
import { rounded } from './spread.ts';

const aim = 1.3;
/** The runbook that the aim is set for. */
const measured = 'restore-namespace';

export const measurement: Measurement = {
  summary: 'state transitions for each executed step, in every rehearsal of every runbook that recovers',
  measure: async () => {
    const stage = await openStage();
    const recoveries: Transitions[] = [];
    const plain: Transitions[] = [];
    for (const one of stage.shipped) {
      for (const scenario of one.runbook.rehearsals) {
        const { outcome, events, steps } = await rehearse(stage, one, scenario);
        if (outcome !== 'recovered') continue;
        const counted = countTransitions(events, steps);
        recoveries.push(counted);
        if (one.runbook.runbook === measured) plain.push(counted);
      }
    }
    return rowsOf(recoveries, plain);
  },
};

/** The worst of all recoveries for each executed step, and where the transitions of the longest went. */
export function rowsOf(recoveries: Transitions[], plain = recoveries): Row[] {
  const [longest] = recoveries.toSorted((a, b) => all(b) - all(a));
  if (!longest) throw new Error('no rehearsal of any runbook recovers');
  const worst = (of: (counted: Transitions) => number, among = plain): number =>
    rounded(Math.max(...among.map(of)));
  const part = (name: string, what: string, value: number): Row => ({
    name: `transitions.${name}`,
    what,
    unit: 'count',
    value,
  });
  return [
    {
      name: 'transitions',
      what: `state transitions for each executed step, the worst of ${plain.length} recoveries by ${measured}`,
      unit: 'per step',
      value: worst(({ steps, executed }) => steps / executed),
      aim,
    },
    {
      name: 'transitions.uses',
      what: 'the same, when `choose` and `finish` are no steps',
      unit: 'per step',
      value: worst(({ steps, executedUses }) => steps / executedUses),
      aim,
    },
    {
      name: 'transitions.worst',
      what: `the same over all ${recoveries.length} recoveries of all runbooks, nested runs (three states each) and loops among them`,
      unit: 'per step',
      value: worst(({ steps, executed }) => steps / executed, recoveries),
    },
    part('run', 'all of the longest recovery', all(longest)),
    part('steps', 'of these into steps', longest.steps),
    part('frame', 'around the steps', longest.frame),
    part('asks', 'asking again, and asking after a failure', longest.asks),
    part('retries', 'polling and retrying', longest.retries),
  ];
}

function all({ steps, asks, frame, retries }: Transitions): number {
  return steps + asks + frame + retries;
}
