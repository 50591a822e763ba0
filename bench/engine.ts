import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom, Timeline } from '../lib/engine/clock.ts';
import { openJournal } from '../lib/engine/disk-journal.ts';
import { Engine } from '../lib/engine/engine.ts';
import type { Journal } from '../lib/engine/journal.ts';
import type { Recovered } from '../lib/engine/recovery.ts';
import { openDisk } from '../lib/local/disk.ts';
import { standingStill } from '../lib/local/standing-still.ts';
import type { Definition, State } from '../lib/model/asl.ts';
import type { Json } from '../lib/model/json.ts';

/** One number. `atLeast` and `atMost` are aims. */
export interface EngineRow {
  name: string;
  what: string;
  value: number;
  unit: '/s' | 'ms' | 'µs' | 'bytes' | 'count';
  atLeast?: number;
  atMost?: number;
}

const definition = (states: Record<string, State>, more: Partial<Definition> = {}): Definition => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
  ...more,
});

/** A chain of Pass states that each assign. */
function chain(length: number): Definition {
  const states: Record<string, State> = { S: { Type: 'Pass', Assign: { n: 0 }, Next: 'S1' } };
  for (let index = 1; index < length; index += 1)
    states[`S${index}`] = {
      Type: 'Pass',
      Assign: { n: '{% $n + 1 %}' },
      ...(index === length - 1 ? { End: true as const } : { Next: `S${index + 1}` }),
    };
  return definition(states);
}

/** A Pass and a Choice, `times` times. */
const loop = (times: number): Definition =>
  definition({
    A: { Type: 'Pass', Assign: { n: 0 }, Next: 'P' },
    P: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'C' },
    C: { Type: 'Choice', Choices: [{ Condition: `{% $n < ${times} %}`, Next: 'P' }], Default: 'Z' },
    Z: { Type: 'Succeed' },
  });

const mapOf = (items: number): Definition =>
  definition({
    M: {
      Type: 'Map',
      Items: `{% [1..${items}] %}`,
      ItemProcessor: definition({ P: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } }),
      End: true,
    },
  });

const call: State = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f', Payload: { n: '{% $n %}' } },
  Assign: { n: '{% $n + 1 %}' },
  Next: 'C',
};
/** A task and a Choice, `times` times: the journal is written for each. */
const tasks = (times: number): Definition =>
  definition({
    A: { Type: 'Pass', Assign: { n: 0 }, Next: 'T' },
    T: call,
    C: { Type: 'Choice', Choices: [{ Condition: `{% $n < ${times} %}`, Next: 'T' }], Default: 'Z' },
    Z: { Type: 'Succeed' },
  });

const waiting = definition({
  A: { Type: 'Pass', Assign: { n: '{% $states.input.n %}', who: 'somebody' }, Next: 'W' },
  W: { Type: 'Wait', Seconds: '{% 1000 + $n %}', End: true },
});

/** Thirty waits of 48 minutes: a day. */
function day(): Definition {
  const states: Record<string, State> = {};
  for (let index = 1; index <= 30; index += 1)
    states[`W${index}`] = {
      Type: 'Wait',
      Seconds: 2880,
      ...(index === 30 ? { End: true as const } : { Next: `W${index + 1}` }),
    };
  return definition(states);
}

function engineOn(clock: Timeline, journal?: Journal, recovered?: Recovered): Engine {
  return new Engine({
    clock,
    random: seededRandom(1),
    ...(journal ? { journal } : {}),
    ...(recovered ? { recovered } : {}),
    region: 'eu-west-1',
    account: '111122223333',
    tasks: { invoke: async () => ({ ok: 1 }), publish: async () => ({ ok: null }) },
  });
}

const start = Date.parse('2026-11-24T03:05:00.000Z');
const newClock = (): Timeline => new Timeline({ start, random: seededRandom(1) });

async function withDisk<T>(use: (engine: Engine, clock: Timeline) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'rebound-bench-'));
  const clock = newClock();
  const { journal } = await openJournal({
    disk: standingStill(await openDisk(folder), clock),
    where: folder,
    pause: (signal) => clock.sleep(1000, signal),
  });
  try {
    return await use(engineOn(clock, journal), clock);
  } finally {
    await journal.close();
    rmSync(folder, { recursive: true });
  }
}

/** Runs `together` executions at once; gives back milliseconds. */
async function timed(
  engine: Engine,
  clock: Timeline,
  machine: Definition,
  together: number,
  input: Json = {},
): Promise<number> {
  const arn = engine.createStateMachine('m', machine);
  const began = performance.now();
  const ended = Promise.all(
    Array.from({ length: together }, () => engine.ended(engine.start(arn, input).arn)),
  );
  await clock.until(ended);
  for (const { status } of await ended) if (status !== 'SUCCEEDED') throw new Error(`it ended ${status}`);
  return performance.now() - began;
}

/** The median of several rounds, after one that does not count. */
async function median(rounds: number, measure: () => Promise<number>): Promise<number> {
  await measure();
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) values.push(await measure());
  return values.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
}

const loads: [name: string, what: string, machine: Definition, together: number, transitions: number][] = [
  ['chain', 'a chain of 1,000 Pass states with Assign', chain(1000), 1, 1000],
  ['loop', 'a Pass and a Choice, 1,000 times', loop(1000), 1, 2002],
  ['map', 'a Map of 1,000 items with a Pass', mapOf(1000), 1, 1001],
  ['together', '100 executions at once, of 100 Pass states each', chain(100), 100, 10_000],
  ['tasks', '100 executions at once, of 20 tasks and choices each', tasks(20), 100, 4200],
];

async function speeds(): Promise<EngineRow[]> {
  const rows: EngineRow[] = [];
  for (const [name, what, machine, together, transitions] of loads) {
    const without = await median(9, () => {
      const clock = newClock();
      return timed(engineOn(clock), clock, machine, together);
    });
    const kept = await median(5, () => withDisk((engine, clock) => timed(engine, clock, machine, together)));
    const perSecond = (ms: number): number => Math.round((transitions / ms) * 1000);
    rows.push(
      {
        name: `engine.${name}`,
        what: `transitions, ${what}`,
        value: perSecond(without),
        unit: '/s',
        atLeast: 50_000,
      },
      {
        name: `engine.${name}.journal`,
        what: 'the same, kept on the disk',
        value: perSecond(kept),
        unit: '/s',
        atLeast: 10_000,
      },
    );
  }
  return rows;
}

/** What one transition costs when the history is longer, and when others wait beside it. */
async function growth(): Promise<EngineRow[]> {
  const rows: EngineRow[] = [];
  for (const times of [60, 600, 6000]) {
    const ms = await median(9, () => {
      const clock = newClock();
      return timed(engineOn(clock), clock, loop(times), Math.max(1, 600 / times));
    });
    const transitions = 2 * times * Math.max(1, 600 / times);
    rows.push({
      name: `engine.history.${times * 4}`,
      what: `one transition in a history of ${times * 4} events`,
      value: Math.round((ms / transitions) * 10_000) / 10,
      unit: 'µs',
    });
  }
  for (const others of [100, 1000, 10_000]) {
    const clock = newClock();
    const engine = engineOn(clock);
    await wait(engine, clock, others);
    const ms = await median(9, () => timed(engine, clock, loop(600), 1));
    rows.push({
      name: `engine.others.${others}`,
      what: `one transition while ${others} executions wait`,
      value: Math.round((ms / 1200) * 10_000) / 10,
      unit: 'µs',
    });
    engine.kill();
  }
  return rows;
}

async function wait(engine: Engine, clock: Timeline, count: number): Promise<void> {
  const arn = engine.createStateMachine('waiting', waiting);
  for (let n = 0; n < count; n += 1) engine.start(arn, { n: n % 100, text: 'x'.repeat(200) }, `w-${n}`);
  await clock.until(clock.sleep(1));
}

function collected(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function memory(): Promise<EngineRow[]> {
  const rows: EngineRow[] = [];
  for (const count of [1000, 10_000]) {
    const before = collected();
    const clock = newClock();
    const engine = engineOn(clock);
    await wait(engine, clock, count);
    rows.push({
      name: `engine.waiting.${count}`,
      what: `memory of ${count} executions that wait`,
      value: collected() - before,
      unit: 'bytes',
      ...(count === 10_000 ? { atMost: 300e6 } : {}),
    });
    engine.kill();
  }
  return [...rows, ...(await resumed(10_000))];
}

/** Memory and time of executions that were read back from a journal. */
async function resumed(count: number): Promise<EngineRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rebound-bench-'));
  const open = async (clock: Timeline) =>
    openJournal({
      disk: standingStill(await openDisk(folder), clock),
      where: folder,
      pause: (signal) => clock.sleep(1000, signal),
    });
  const first = newClock();
  const written = await open(first);
  const engine = engineOn(first, written.journal);
  await wait(engine, first, count);
  await first.until(Promise.resolve(written.journal.synced()));
  engine.kill();
  await written.journal.close();
  const before = collected();
  const clock = newClock();
  const began = performance.now();
  let opened: Awaited<ReturnType<typeof open>> | undefined = await open(clock);
  const again = engineOn(clock, opened.journal, opened.recovered);
  const { journal } = opened;
  opened = undefined;
  await again.resume();
  const ms = performance.now() - began;
  const bytes = collected() - before;
  if (again.executions().length !== count) throw new Error('not all came back');
  again.kill();
  await journal.close();
  rmSync(folder, { recursive: true });
  return [
    {
      name: `engine.resumed.${count}`,
      what: `memory of ${count} that were read back`,
      value: bytes,
      unit: 'bytes',
      atMost: 300e6,
    },
    { name: `engine.resume.${count}`, what: `reading ${count} back`, value: Math.round(ms), unit: 'ms' },
  ];
}

async function time(): Promise<EngineRow[]> {
  const ms = await median(9, () => {
    const clock = newClock();
    return timed(engineOn(clock), clock, day(), 1);
  });
  return [
    {
      name: 'engine.day',
      what: 'a day of virtual time in a run of 30 steps',
      value: Math.round(ms * 100) / 100,
      unit: 'ms',
      atMost: 20,
    },
    { name: 'engine.hour', what: 'an hour of it', value: Math.round((ms / 24) * 1000) / 1000, unit: 'ms' },
  ];
}

/** All that the engine costs: speed with and without journal, growth, memory, and virtual time. */
export async function measureEngine(): Promise<EngineRow[]> {
  return [...(await speeds()), ...(await growth()), ...(await memory()), ...(await time())];
}
