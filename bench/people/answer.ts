import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeApi } from '../../lib/console/api.ts';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { openEngineFolder } from '../../lib/local/engine-folder.ts';
import { listen } from '../../lib/local/server.ts';
import { openStorage } from '../../lib/local/storage.ts';
import { loadPeople } from '../../lib/local/watch-people.ts';
import { type LocalWorld, openWorld } from '../../lib/local/world.ts';
import type { Measurement, Row } from '../measurement.ts';
import { firstRehearsal, openStage, type Stage } from '../rehearse.ts';
import { root } from '../root.ts';
import { spread } from '../spread.ts';

const rounds = 9;
const aimMs = 100;
/** Longer than any call of the sandbox takes. */
const quietMs = 1000;
const token = 'bench';

/** Milliseconds from the request that answers. */
interface Answered {
  goneOn: number;
  begun: number;
  http: number;
}

export const measurement: Measurement = {
  summary:
    'from the HTTP request of an answer to the state machine going on, in the local server, history on disk',
  measure: async () => {
    const stage = await openStage();
    const took: Answered[] = [];
    for (let round = 0; round <= rounds; round += 1) took.push(await once(stage));
    return rowsOf(took.slice(1));
  },
};

/**
 * It ends where SendTaskSuccess was taken: journalled, and the state machine in its next state. Each call of the simulated AWS takes 2 to
 * 5 ms, as real ones do, so that most of it are the four that wait for one another (test/operations/answer-path.test.ts counts them).
 */
export function rowsOf(took: Answered[]): Row[] {
  const row = (name: string, what: string, of: (one: Answered) => number): Row => ({
    name,
    what,
    unit: 'ms',
    ...spread(took.map(of)),
  });
  return [
    {
      ...row(
        'people.answer',
        'from the HTTP request of an answer until the state machine has taken it and entered the next state',
        ({ goneOn }) => goneOn,
      ),
      aim: aimMs,
    },
    row(
      'people.answer.step',
      'the same, until the next step’s function has begun, as the history tells it',
      ({ begun }) => begun,
    ),
    row(
      'people.answer.http',
      'the same, until the request is answered: told, noted, and those who were asked hear of it',
      ({ http }) => http,
    ),
  ];
}

/** One run up to its question in virtual time, and from there in real time: the answer comes over HTTP. */
async function once(stage: Stage): Promise<Answered> {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-bench-'));
  const { scenario } = firstRehearsal(stage, 'restore-namespace');
  const random = seededRandom(1);
  const clock = new Timeline({ start: Date.parse('2026-11-24T03:12:00Z'), random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const storage = await openStorage(folder, clock);
  const kept = await openEngineFolder(folder, clock, undefined, storage.sync);
  const directory = await loadPeople(join(root, 'people.yaml'), stage.estate);
  const seen = { began: 0, told: 0, begun: 0, last: 0 };
  const world = await openWorld({
    clock,
    random,
    estate: stage.estate,
    given: scenario.given,
    people: {},
    runbooks: stage.shipped.map(({ compiled }) => compiled),
    table: storage.table,
    ...(storage.evidence ? { evidence: storage.evidence } : {}),
    ...(directory ? { directory } : {}),
    engine: { journal: kept.journal, recovered: kept.recovered, endedMax: kept.endedMax },
    keepWorld: kept.keepWorld,
    observe: ({ headers, body }) => {
      seen.last = performance.now();
      if (headers['x-amz-target']?.endsWith('.SendTaskSuccess')) seen.told ||= performance.now();
      if (seen.told > 0 && textOf(body).includes('"step-started"')) seen.begun ||= performance.now();
    },
  });
  const { operations } = world;
  const app = makeApi({ operations, attendance: { attend: () => Promise.resolve() }, token });
  const listening = await listen((request) => app.fetch(request), 0);
  try {
    const { run, execution } = await untilAsked(world, clock, scenario.inputs);
    const events = () => world.engine.executions().find(({ arn }) => arn === execution)?.events ?? [];
    const known = events().length;
    // who is asked by several channels is still being paged
    await until(() => performance.now() - seen.last > quietMs);
    seen.began = performance.now();
    const http = await answer(listening.port, run).then(() => performance.now() - seen.began);
    const entered = events()
      .slice(known)
      .some(({ type }) => type === 'TaskStateEntered');
    if (!entered || seen.told === 0) throw new Error('the state machine did not go on');
    await until(() => seen.begun > 0);
    return { goneOn: seen.told - seen.began, begun: seen.begun - seen.began, http };
  } finally {
    await listening.close();
    world.engine.kill();
    over.resolve();
    clock.clear();
    await kept.close();
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function answer(port: number, run: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/answer`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ run, answer: 'approve', by: 'ana', because: 'as measured' }),
  });
  const said = await response.text();
  if (!response.ok) throw new Error(`the answer was refused with ${response.status}: ${said}`);
}

/** The run waits for its question; from that moment on, sandbox time is real time. */
async function untilAsked(
  { operations, sandbox }: LocalWorld,
  clock: Timeline,
  inputs: Parameters<LocalWorld['operations']['start']>[0]['inputs'],
): Promise<{ run: string; execution: string }> {
  let asked = false;
  sandbox.onPage((page) => {
    if (page.ask === undefined) return;
    clock.pace(1);
    asked = true;
  });
  const started = await operations.start({
    runbook: 'restore-namespace',
    inputs,
    mode: 'real',
    by: 'ben',
    because: 'measured',
  });
  await until(() => asked);
  return started;
}

function textOf(body: string | Uint8Array | undefined): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

async function until(is: () => boolean): Promise<void> {
  const latest = performance.now() + 10_000;
  while (!is()) {
    if (performance.now() > latest) throw new Error('it took more than 10 s');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
