import type { RunEvent } from '../../lib/model/event.ts';
import type { Measurement, Row } from '../measurement.ts';
import { openStage, rehearse } from '../rehearse.ts';
import { spread } from '../spread.ts';

const aimSeconds = 30;

export const measurement: Measurement = {
  summary: 'from the first page of a run to the first fact that whoever was woken can read, in virtual time',
  measure: async () => {
    const stage = await openStage();
    const stories: RunEvent[][] = [];
    for (const one of stage.shipped)
      for (const scenario of one.runbook.rehearsals)
        stories.push((await rehearse(stage, one, scenario)).story);
    return rowsOf(stories);
  },
};

/**
 * A fact is what a step saw: the first event with a finding, which `rebound brief` and `rebound show` have from then on. When it was
 * there before the page, whoever was woken waits 0 s for it. Runs that paged nobody are left out.
 */
export function rowsOf(stories: RunEvent[][]): Row[] {
  const waits = stories.flatMap((events) => {
    const page = events.find(({ kind }) => kind === 'paged');
    if (!page) return [];
    const fact = events.find(({ findings = [] }) => findings.length > 0);
    const seconds = fact ? (Date.parse(fact.at) - Date.parse(page.at)) / 1000 : Number.POSITIVE_INFINITY;
    return [Math.max(0, seconds)];
  });
  if (waits.length === 0) throw new Error('no rehearsal pages anybody');
  const what =
    'virtual time from the first page to the first finding that can be read, the slowest rehearsal';
  return [
    { name: 'people.fact', what, unit: 's', value: spread(waits).max, aim: aimSeconds },
    {
      name: 'people.fact.rehearsals',
      what: 'rehearsals that page somebody',
      unit: 'count',
      value: waits.length,
    },
  ];
}
