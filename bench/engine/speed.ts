import type { Definition } from '../../lib/model/asl.ts';
import type { Measurement, Row } from '../measurement.ts';
import { rounds } from '../rounds.ts';
import { spread } from '../spread.ts';
import { chain, loop, mapOf, tasks } from './loads.ts';
import { begin, stage, transitionsOf, withJournal, type Stage } from './stage.ts';
import { processorMs, wallMs } from './stopwatch.ts';

export interface Load {
  name: string;
  what: string;
  machine: Definition;
  /** Executions at once. */
  together: number;
}

const loads: Load[] = [
  { name: 'chain', what: 'a chain of 1,000 Pass states with Assign', machine: chain(1000), together: 1 },
  { name: 'loop', what: 'a Pass and a Choice, 1,000 times', machine: loop(1000), together: 1 },
  { name: 'map', what: 'a Map of 1,000 items', machine: mapOf(1000), together: 1 },
  { name: 'together', what: '100 executions at once, of 100 Pass', machine: chain(100), together: 100 },
  {
    name: 'tasks',
    what: '100 executions at once, of 20 tasks and Choices',
    machine: tasks(20),
    together: 100,
  },
];
const aimWithout = 50_000;
const aimKept = 10_000;

export const measurement: Measurement = {
  summary: 'transitions per second of the engine, with and without its journal',
  measure: () => measureSpeed(loads, 9),
};

/** Two rows for each load. */
export async function measureSpeed(given: Load[], count: number): Promise<Row[]> {
  const acts = given.flatMap((load) => [
    [load.name, () => perSecond(stage(), load, processorMs)] as const,
    [`${load.name}.journal`, () => withJournal((opened) => perSecond(opened, load, wallMs))] as const,
  ]);
  const speeds = await rounds(count, Object.fromEntries(acts));
  return given.flatMap(({ name, what }): Row[] => {
    const row = { name: `engine.speed.${name}`, unit: '/s' } as const;
    const kept = speeds[`${name}.journal`] ?? [];
    return [
      {
        ...row,
        what: `transitions in a second of one core: ${what}`,
        ...whole(speeds[name] ?? []),
        atLeast: aimWithout,
      },
      {
        ...row,
        name: `${row.name}.journal`,
        what: 'the same, each journalled on the disk, in a second of the machine’s time',
        ...whole(kept),
        atLeast: aimKept,
      },
    ];
  });
}

async function perSecond(
  opened: Stage,
  { machine, together }: Load,
  stopwatch: (act: () => Promise<unknown>) => Promise<number>,
): Promise<number> {
  const ms = await stopwatch(() => {
    const ended = begin(opened, machine, together);
    return Promise.all([ended, opened.clock.until(ended)]);
  });
  return (transitionsOf(opened) / ms) * 1000;
}

function whole(values: number[]): Pick<Row, 'value' | 'min' | 'max'> {
  return spread(values.map(Math.round));
}
