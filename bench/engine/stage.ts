import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { openJournal } from '../../lib/engine/disk-journal.ts';
import { Engine, type EngineOptions } from '../../lib/engine/engine.ts';
import { openDisk } from '../../lib/local/disk.ts';
import { standingStill } from '../../lib/local/standing-still.ts';
import type { Definition } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { asking } from './loads.ts';

/** An engine in virtual time, whose functions answer at once. */
export interface Stage {
  engine: Engine;
  clock: Timeline;
}

const start = Date.parse('2026-11-24T03:05:00.000Z');

/** Nothing is kept. */
export function stage(more: Partial<EngineOptions> = {}, clock = newClock()): Stage {
  const engine = new Engine({
    clock,
    random: seededRandom(1),
    region: 'eu-west-1',
    account: '111122223333',
    tasks: { invoke: async () => ({ ok: { seen: true } }), publish: async () => ({ ok: null }) },
    ...more,
  });
  return { engine, clock };
}

export function newClock(): Timeline {
  return new Timeline({ start, random: seededRandom(1) });
}

/** With a journal on this machine's disk, in a folder of its own. */
export async function withJournal<T>(use: (stage: Stage) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const { journal, ...opened } = await openStage(folder);
    try {
      return await use(opened);
    } finally {
      await journal.close();
    }
  });
}

/** The engine of a folder, as the process before left it. */
export async function openStage(folder: string) {
  const clock = newClock();
  const { journal, recovered } = await openJournal({
    disk: standingStill(await openDisk(folder), clock),
    where: folder,
    pause: (signal) => clock.sleep(1000, signal),
  });
  return { ...stage({ journal, recovered }, clock), journal };
}

export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Starts executions of a definition at once; gives what resolves when all have succeeded. */
export function begin(
  { engine }: Stage,
  machine: Definition,
  count: number,
  input: Json = {},
): Promise<void> {
  const arn = engine.createStateMachine('machine', machine);
  const ended = Array.from({ length: count }, () => engine.ended(engine.start(arn, input).arn));
  return Promise.all(ended).then((views) => {
    for (const { status, cause } of views)
      if (status !== 'SUCCEEDED') throw new Error(`an execution ended ${status}: ${cause}`);
  });
}

/** Starts executions that ask somebody, who does not answer: a hundred in a second. Resolves when all of them wait. */
export async function beginWaiting({ engine, clock }: Stage, count: number): Promise<void> {
  const arn = engine.createStateMachine('asking', asking);
  for (let n = 0; n < count; n += 1) {
    engine.start(arn, { n: n % 100, text: 'x'.repeat(200) });
    if (n % 100 === 99) await clock.until(clock.sleep(1000));
  }
  await clock.until(clock.sleep(1000));
  checkWaiting(engine, count);
}

/** Throws when not so many executions wait for an answer. */
export function checkWaiting(engine: Engine, count: number): void {
  const asks = engine
    .executions()
    .filter(({ frames }) =>
      Object.values(frames).some(({ state, waits }) => state === 'Ask' && waits.for === 'task'),
    );
  if (asks.length !== count) throw new Error(`${asks.length} executions wait, not ${count}`);
}

/** State transitions of all executions: states that were entered. */
export function transitionsOf({ engine }: Stage): number {
  return engine
    .executions()
    .flatMap(({ events }) => events)
    .filter(({ type }) => type.endsWith('StateEntered')).length;
}
