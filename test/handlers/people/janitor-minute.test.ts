import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../../lib/engine/clock.ts';
import { handleJanitor } from '../../../lib/handlers/janitor.ts';
import type { Parts } from '../../../lib/handlers/parts.ts';
import { addVoice, openAsk } from '../../../lib/history/asks.ts';
import { openLedger } from '../../../lib/history/ledger.ts';
import { noticeOf, openNotices, putNotice } from '../../../lib/history/notices.ts';
import { createRun, getRun } from '../../../lib/history/runs.ts';
import type { Ask } from '../../../lib/model/ask.ts';
import { iso } from '../../../lib/model/clock.ts';
import { fail } from '../../../lib/model/errors.ts';
import type { ChannelKind } from '../../../lib/model/people.ts';
import { type Run, runIdOf } from '../../../lib/model/run.ts';
import type { Table } from '../../../lib/wire/table.ts';
import { began, peopleWorld } from '../people-world.ts';
import { directory } from './due-world.ts';

/** A function's minute, and when its calls are cut off before. */
const functionMs = 60_000;
const cutMs = 55_000;
/** How long a call outside may take. */
const callMs = 20_000;

const over = Promise.withResolvers<void>();
let clock: Timeline;
let parts: Parts;
let table: Table;
/** What hangs: every call to it takes its 20 s, and fails. */
let hangs: (channel: ChannelKind | 'topic') => boolean;
/** Who got what, as `ana by sms of <run>`. */
let reached: string[];
let told: string[];
/** Executions that are over. */
let ended: Set<string>;
let calls: { reads: number; writes: number };
let cutAt: number;

beforeEach(async () => {
  const world = await peopleWorld();
  clock = new Timeline({ start: began, random: seededRandom(1), pace: 'virtual' });
  void clock.until(over.promise, { whenIdle: 'wait' });
  [hangs, reached, told, ended, cutAt] = [() => false, [], [], new Set(), Number.POSITIVE_INFINITY];
  ({ table } = world.parts.clients);
  calls = { reads: 0, writes: 0 };
  const alive = () => {
    if (clock.now() >= cutAt) fail('Unavailable', { what: 'the function ran out of time' });
  };
  const call = async <T>(kind: 'reads' | 'writes', work: () => Promise<T>): Promise<T> => {
    alive();
    calls[kind] += 1;
    await clock.sleep(5);
    return work();
  };
  const channel = async (name: ChannelKind | 'topic') => {
    alive();
    await clock.sleep(hangs(name) ? Math.min(callMs, cutAt - clock.now()) : 200);
    if (hangs(name)) fail('Unavailable', { what: `${name} does not answer` });
  };
  parts = {
    ...world.parts,
    clock,
    directory: directory(),
    clients: {
      ...world.parts.clients,
      table: {
        get: (key) => call('reads', () => table.get(key)),
        query: (query) => call('reads', () => table.query(query)),
        put: (...given) => call('writes', () => table.put(...given)),
        update: (...given) => call('writes', () => table.update(...given)),
        delete: (...given) => call('writes', () => table.delete(...given)),
      },
      states: {
        ...world.parts.clients.states,
        describe: async (arn) => {
          alive();
          return { arn, status: ended.has(arn) ? 'FAILED' : 'RUNNING', startedAt: iso(began) };
        },
        succeed: async (token) => {
          alive();
          told.push(token);
        },
      },
      topic: { publish: () => channel('topic') },
      channels: {
        ...world.parts.clients.channels,
        send: async (address, { run, to }) => {
          await channel(address.channel);
          reached.push(`${to} by ${address.channel} of ${run}`);
          return { channel: address.channel, id: `${address.to}/${run}` };
        },
        settle: ({ channel: name }) => channel(name),
      },
    },
  };
});
afterEach(() => clock.clear());

async function aRun(nth: number): Promise<Run> {
  const execution = `arn:aws:states:eu-west-1:111122223333:execution:rebound-restore-namespace:minute-${nth}`;
  const run: Run = {
    run: runIdOf(execution),
    execution,
    runbook: 'restore-namespace',
    title: 'Restore a namespace',
    mode: 'real',
    world: 'sandbox',
    startedBy: { kind: 'person', name: 'zoe' },
    because: '',
    inputs: {},
    objectives: {},
    startedAt: iso(began),
    deadlineAt: iso(began + 86_400_000),
    clusters: {},
    status: 'open',
    held: [],
  };
  await createRun(table, run);
  await openLedger(table, run.run);
  return run;
}

function asked({ run }: Run, who = 'team'): Promise<Ask> {
  return openAsk(table, {
    id: `ask-of-${run}`,
    run,
    step: 's2',
    title: 'May we?',
    iteration: 0,
    generation: 0,
    kind: 'approval',
    question: 'May we?',
    options: ['approve', 'reject'],
    plans: [],
    planHash: 'h',
    levels: [{ who, for: 3600 }],
    level: 0,
    quorum: 1,
    openedAt: iso(began),
    levelEndsAt: iso(began + 3_600_000),
    voices: [],
    told: false,
    token: `token-${run}`,
  });
}

const times = <T>(count: number, make: (nth: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, nth) => make(nth)));

/** One turn; how long it took, and the next one is due a minute after its beginning. */
async function minute(): Promise<number> {
  const from = clock.now();
  cutAt = from + cutMs;
  calls = { reads: 0, writes: 0 };
  await handleJanitor(null, parts);
  const took = clock.now() - from;
  cutAt = Number.POSITIVE_INFINITY;
  await clock.sleep(Math.max(0, functionMs - took));
  return took;
}

test('twenty open runs with a question each: what a minute in which nothing happens costs', async () => {
  const runs = await times(20, aRun);
  await Promise.all(runs.map((run) => asked(run)));
  await minute();
  expect(reached).toHaveLength(40);
  // who was paged by Slack two minutes ago is not due yet
  const took = await minute();
  expect(reached).toHaveLength(40);
  expect(calls.writes).toBe(0);
  expect(calls.reads).toBeLessThanOrEqual(20 * 7 + 5);
  expect(took).toBeLessThanOrEqual(2000);
});

test('channels that hang: decisions are told and runs are closed in that minute, and everybody is reached in the next', async () => {
  hangs = (channel) => channel === 'slack' || channel === 'pagerduty';
  const runs = await times(20, aRun);
  await Promise.all(runs.map((run) => asked(run)));
  const dying = await times(10, (nth) => aRun(100 + nth));
  for (const run of dying) ended.add(run.execution);
  const decided = await times(5, (nth) => aRun(200 + nth));
  for (const run of decided) {
    const ask = await asked(run);
    await addVoice(table, ask, { by: 'cleo', answer: 'approve', because: '', at: iso(began) });
  }
  expect(await minute()).toBeLessThanOrEqual(cutMs);
  expect(told).toEqual(expect.arrayContaining(decided.map(({ run }) => `token-${run}`)));
  for (const { run } of dying) expect((await getRun(table, run))?.status).toBe('closed');
  expect(await minute()).toBeLessThanOrEqual(cutMs);
  for (const { run } of runs)
    for (const person of ['ana', 'ben']) expect(reached).toContain(`${person} by sms of ${run}`);
});

test('everything hangs, the topic too: what the state machine waits for is told all the same', async () => {
  hangs = () => true;
  const runs = await times(20, aRun);
  await Promise.all(runs.map((run) => asked(run)));
  const dying = await times(10, (nth) => aRun(100 + nth));
  for (const run of dying) ended.add(run.execution);
  const late = await aRun(200);
  const ask = await asked(late);
  expect(await minute()).toBeLessThanOrEqual(functionMs);
  await addVoice(table, ask, { by: 'cleo', answer: 'approve', because: '', at: iso(clock.now()) });
  expect(await minute()).toBeLessThanOrEqual(functionMs);
  expect(told).toEqual([`token-${late.run}`]);
  for (const { run } of dying) expect((await getRun(table, run))?.status).toBe('closed');
  // and when it is over, everybody hears of it
  hangs = () => false;
  for (let nth = 0; nth < 6; nth += 1) await minute();
  for (const { run } of runs) expect(reached.some((line) => line.endsWith(run))).toBe(true);
});

test('notices that nobody takes for hours keep none of the others from being delivered', async () => {
  hangs = (channel) => channel === 'slack' || channel === 'pagerduty';
  const [stuck, other] = [await aRun(1), await aRun(2)];
  const settleOf = (run: string, nth: number) => ({
    key: noticeOf(run, `decided-${String(nth).padStart(3, '0')}`),
    run,
    at: iso(began),
    kind: 'page' as const,
    who: ['nobody-there'],
    title: 'Lost',
    text: 'lost',
  });
  const first = [stuck.run, other.run].sort()[0] ?? '';
  const last = [stuck.run, other.run].sort()[1] ?? '';
  hangs = (channel) => channel === 'topic';
  for (let nth = 0; nth < 90; nth += 1) await putNotice(table, settleOf(first, nth));
  await putNotice(table, { ...settleOf(last, 0), who: ['ana'] });
  for (let nth = 0; nth < 4; nth += 1) expect(await minute()).toBeLessThanOrEqual(functionMs);
  expect(reached).toContain(`ana by slack of ${last}`);
  expect((await openNotices(table, 1000)).every(({ run }) => run === first)).toBe(true);
});
