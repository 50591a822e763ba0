import type { Measurement, Row } from '../measurement.ts';
import { rounds } from '../rounds.ts';
import { spread } from '../spread.ts';
import { loop, twoLoops } from './loads.ts';
import { begin, beginWaiting, stage, type Stage } from './stage.ts';
import { processorMs } from './stopwatch.ts';

/** Times round the loop before; each makes four events. The longest comes close to the most that a history may have. */
const lengths = [60, 600, 6000];
const others = [100, 1000, 10_000];
/** Times round the loop that is measured, each two transitions. */
const times = 100;
const together = 4;

export const measurement: Measurement = {
  summary: 'cost of a transition with a history 1, 10 and 100 times as long, and beside as many executions',
  measure: () => measureGrowth(lengths, others, 11),
};

export async function measureGrowth(histories: number[], beside: number[], count: number): Promise<Row[]> {
  const long = histories.map((length) => [`history.${length * 4}`, () => behind(length)] as const);
  const took = await rounds(count, Object.fromEntries(long));
  // Only now: what is left of long histories is cleared away meanwhile.
  const crowds = await Promise.all(beside.map(async (size) => [size, await crowd(size)] as const));
  const many = crowds.map(([size, waiting]) => [`others.${size}`, () => among(waiting)] as const);
  Object.assign(took, await rounds(count, Object.fromEntries(many)));
  for (const [, { engine }] of crowds) engine.kill();
  const row = (name: string, what: string): Row => {
    return { name: `engine.growth.${name}`, what, unit: 'µs', ...spread(took[name] ?? []) };
  };
  return [
    ...histories.map((length) =>
      row(`history.${length * 4}`, `a transition after ${(length * 4).toLocaleString('en')} events`),
    ),
    ...beside.map((size) =>
      row(`others.${size}`, `a transition while ${size.toLocaleString('en')} executions wait`),
    ),
  ];
}

/** Microseconds of a transition once the history is that long. */
async function behind(length: number): Promise<number> {
  const opened = stage();
  const ended = begin(opened, twoLoops(length, times), together);
  await opened.clock.until(() => opened.engine.executions().every(({ frames }) => waits(frames)));
  return perTransition(opened, ended);
}

function waits(frames: Record<string, { waits: { for: string } }>): boolean {
  return Object.values(frames).some((frame) => frame.waits.for === 'instant');
}

async function among(opened: Stage): Promise<number> {
  return perTransition(opened, begin(opened, loop(times), together));
}

async function perTransition({ clock }: Stage, ended: Promise<void>): Promise<number> {
  const ms = await processorMs(() => Promise.all([ended, clock.until(ended)]));
  return (ms * 1000) / (2 * times * together);
}

/** Executions that wait, and go on waiting. */
async function crowd(size: number): Promise<Stage> {
  const opened = stage();
  await beginWaiting(opened, size);
  return opened;
}
