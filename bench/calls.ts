import { systems } from '../lib/model/transport.ts';
import { countTransitions } from './count-transitions.ts';
import type { Measurement, Row } from './measurement.ts';
import { firstRehearsal, openStage, type Rehearsed, rehearse } from './rehearse.ts';
import { rounded } from './spread.ts';

export const measurement: Measurement = {
  summary: 'calls outside of all functions in one recovery: restore-namespace, its first rehearsal',
  measure: async () => {
    const stage = await openStage();
    const { one, scenario } = firstRehearsal(stage, 'restore-namespace');
    return rowsOf(await rehearse(stage, one, scenario));
  },
};

/** All calls, those of the steps' functions for each executed step, and how many went where. */
export function rowsOf({ calls, events, steps }: Pick<Rehearsed, 'calls' | 'events' | 'steps'>): Row[] {
  const ofSteps = calls.filter((call) => call.function.startsWith('step-')).length;
  const { executed } = countTransitions(events, steps);
  const bySystem = systems.map((system): Row => {
    const value = calls.filter((call) => call.system === system).length;
    return { name: `calls.${system}`, what: `to ${system}`, unit: 'count', value };
  });
  return [
    {
      name: 'calls',
      what: 'calls outside of all functions in one recovery',
      unit: 'count',
      value: calls.length,
    },
    {
      name: 'calls.step',
      what: 'those of the steps’ functions for each executed step, polls included',
      unit: 'per step',
      value: rounded(ofSteps / executed),
    },
    ...bySystem.filter(({ value }) => value > 0),
  ];
}
