import type { Measurement, Row } from '../measurement.ts';
import { rounds } from '../rounds.ts';
import { spread } from '../spread.ts';
import { day } from './loads.ts';
import { begin, stage, withJournal, type Stage } from './stage.ts';
import { wallMs } from './stopwatch.ts';

const steps = 30;
const aimMs = 20;

export const measurement: Measurement = {
  summary: 'cost of virtual time: a day in a run of 30 steps, without polling, and an hour of it',
  measure: () => measureTime(steps, 15),
};

export async function measureTime(stepCount: number, count: number): Promise<Row[]> {
  const machine = day(stepCount);
  const passed = async (opened: Stage): Promise<number> => {
    const from = opened.clock.now();
    const ms = await wallMs(() => {
      const ended = begin(opened, machine, 1);
      return Promise.all([ended, opened.clock.until(ended)]);
    });
    if (opened.clock.now() - from !== 86_400_000) throw new Error('it was not a day');
    return ms;
  };
  const took = await rounds(count, { day: () => passed(stage()), journal: () => withJournal(passed) });
  const hour = took.day.map((ms) => (ms * 1000) / 24);
  return [
    {
      name: 'engine.time.day',
      what: `a day of virtual time in a run of ${stepCount} steps`,
      unit: 'ms',
      ...spread(took.day),
      aim: aimMs,
    },
    { name: 'engine.time.hour', what: 'an hour of it', unit: 'µs', ...spread(hour) },
    {
      name: 'engine.time.day.journal',
      what: 'the day, each step journalled on the disk',
      unit: 'ms',
      ...spread(took.journal),
    },
  ];
}
