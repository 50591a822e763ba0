import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeApi } from '../../lib/console/api.ts';
import { openLocal } from '../../lib/local/local.ts';
import type { Local } from '../../lib/local/local-contract.ts';
import { listen } from '../../lib/local/server.ts';
import type { Measurement } from '../measurement.ts';
import { firstRehearsal, openStage } from '../rehearse.ts';
import { root } from '../root.ts';
import { spread } from '../spread.ts';

const rounds = 7;
const aimMs = 100;
const token = 'bench';

export const measurement: Measurement = {
  summary:
    'from the HTTP request of an answer to the state machine going on, in the local server, history on disk',
  measure: async () => {
    const took: { answered: number; goneOn: number }[] = [];
    for (let round = 0; round <= rounds; round += 1) took.push(await once());
    const warm = took.slice(1);
    return [
      {
        name: 'people.answer',
        what: 'from the request that answers to the next step that has begun, as the history tells it',
        unit: 'ms',
        ...spread(warm.map(({ goneOn }) => goneOn)),
        aim: aimMs,
      },
      {
        name: 'people.answer.http',
        what: 'of it, until the request is answered: the decision is durable, and told',
        unit: 'ms',
        ...spread(warm.map(({ answered }) => answered)),
      },
    ];
  },
};

/** One run up to its question in virtual time, and from there in real time: the answer comes over HTTP. */
async function once(): Promise<{ answered: number; goneOn: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-bench-'));
  const { scenario } = firstRehearsal(await openStage(), 'restore-namespace');
  const local = await openLocal({
    folder,
    runbooksFolder: join(root, 'runbooks'),
    estateFile: join(root, 'rebound.yaml'),
    scenario,
    startAt: Date.parse('2026-11-24T03:12:00Z'),
    seed: 1,
    pace: 'virtual',
  });
  local.peopleAnswer(false);
  const attendance = { attend: () => Promise.resolve() };
  const app = makeApi({ operations: local.operations, attendance, token });
  const listening = await listen((request) => app.fetch(request), 0);
  try {
    const run = await untilAsked(local, scenario.inputs);
    const { after } = await local.operations.events(run, '');
    const began = performance.now();
    const [answered, goneOn] = await Promise.all([
      answer(listening.port, run).then(() => performance.now() - began),
      restoring(local, run, after).then(() => performance.now() - began),
    ]);
    return { answered, goneOn };
  } finally {
    await listening.close();
    await local.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function answer(port: number, run: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/answer`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ run, answer: 'approve', by: 'ana', because: 'as measured' }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the answer was refused with ${response.status}`);
}

/** The restore has begun: its function has read the approval's decision, and has written so. */
async function restoring(local: Local, run: string, after: string): Promise<void> {
  const latest = performance.now() + 10_000;
  for (;;) {
    const { events } = await local.operations.events(run, after);
    if (events.some(({ kind, step }) => kind === 'step-started' && step === 'restore')) return;
    if (performance.now() > latest) throw new Error('the state machine did not go on');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The run waits for its question; from that moment on, sandbox time is real time. */
async function untilAsked(
  local: Local,
  inputs: Parameters<Local['operations']['start']>[0]['inputs'],
): Promise<string> {
  const asked = Promise.withResolvers<void>();
  local.onQuestion(() => {
    local.clock.pace(1);
    asked.resolve();
  });
  const start = {
    runbook: 'restore-namespace',
    inputs,
    mode: 'real',
    by: 'bench',
    because: 'measured',
  } as const;
  const { run } = await local.operations.start(start);
  await asked.promise;
  // whoever asks still writes that somebody was paged
  await new Promise((resolve) => setTimeout(resolve, 50));
  return run;
}
