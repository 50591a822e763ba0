import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { putEvent } from '../../lib/history/events.ts';
import { intend } from '../../lib/history/ledger.ts';
import { addAck, addPages } from '../../lib/history/paging.ts';
import { closeRun } from '../../lib/history/runs.ts';
import { codeOf } from '../../lib/model/errors.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import type { Page } from '../../lib/wire/pager.ts';
import type { Table } from '../../lib/wire/table.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import { aRun, anAsk, at, newWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world.close());

const byAlarm = {
  startedBy: {
    kind: 'alarm' as const,
    name: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-namespace-gone',
  },
  because: 'no replicas in payments',
};
/** Ana is on call until 24 Nov 08:00 UTC (09:00 in Madrid). */
const directory = aDirectory({
  people: {
    ana: aPerson('ana', { name: 'Ana Lopez' }),
    ben: aPerson('ben', { name: 'Ben Adler', zone: 'America/New_York' }),
    cleo: aPerson('cleo', { name: 'Cleo Marsh' }),
  },
  groups: {
    'platform-oncall': { name: 'platform-oncall', members: ['ana', 'ben', 'cleo'], rotation: 'platform' },
    'platform-leads': { name: 'platform-leads', members: ['ben'] },
  },
  rotations: {
    platform: {
      kind: 'turns',
      name: 'platform',
      people: ['ana', 'cleo'],
      zone: 'Europe/Madrid',
      start: '2026-11-23',
      at: '09:00',
      days: 1,
      overrides: [],
    },
  },
});

const aNote = (run: string, seconds: number, text: string) =>
  putEvent(world.table, {
    run,
    at: at(seconds),
    kind: 'noted',
    state: 'Note of ben',
    step: '',
    iteration: 0,
    generation: 0,
    attempt: 0,
    n: 0,
    text,
    person: 'ben',
  });

describe('brief', () => {
  test('tells whoever takes over all they need, with people and their time', async () => {
    const { table } = world;
    const run = await aRun(table, 'al', byAlarm);
    const ask = await anAsk(table, run, {
      levels: [
        { who: 'platform-leads', for: 300 },
        { who: 'platform-oncall', for: 300 },
      ],
    });
    await addPages(table, {
      run,
      ask: ask.id,
      pages: [{ person: 'ben', for: 'platform-leads', level: 0, channel: 'slack', at: at(11), sent: 'C1/1' }],
    });
    await addAck(table, { run, ask: ask.id, ack: { by: 'ben', at: at(20), level: 0, channel: 'slack' } });
    await intend(table, run, {
      external: `rb-${run}-0-0-restore`,
      step: 'restore',
      uses: 'restore-backup',
      generation: 0,
      iteration: 0,
      specHash: 'h',
      spec: {},
      root: 'prod-blue',
      intendedAt: at(20),
      writeId: 'w',
    });
    await putEvent(table, {
      run,
      at: at(30),
      kind: 'signal',
      state: 'Lock of run b',
      step: '',
      iteration: 0,
      generation: 0,
      attempt: 0,
      n: 0,
      text: 'joined by run b (alarm payments-slow: 9 s)',
    });
    await aNote(run, 40, 'the provider has case 4711');
    world.now.seconds = 60;
    const operations = makeOperations({ ...world, directory });
    await operations.ack(run, 'ben', { channel: 'slack' });
    world.now.seconds = 80;
    await operations.take(run, 'Ana Lopez');
    await operations.give(run, 'ana', 'cleo');
    expect(await operations.brief(run)).toEqual([
      `payments @ prod-blue · restore-namespace · run ${run} · running · high`,
      'broke: alarm payments-namespace-gone: no replicas in payments',
      'since 03:12 UTC: 1 m 20 s of RTO 75 m; expected end: no data',
      'done: 0 of 5 steps',
      `changed outside: rb-${run}-0-0-restore (begun, not seen done) by step restore`,
      'asked: platform-leads until 03:17 UTC, then platform-oncall: "Restore over it?"',
      "next decision: approve, reject; the run's deadline is 04:42 UTC",
      'commander: Ana Lopez since 03:14 UTC; offered to Cleo Marsh at 03:14 UTC, not confirmed yet',
      'awake: Ben Adler (looks at it, 22:14 in New York); Ana Lopez (on call, 04:14 in Madrid)',
      '1 more signal, at 03:13 UTC: joined by run b (alarm payments-slow: 9 s)',
      'note of Ben Adler, 03:13 UTC: the provider has case 4711',
      `rebound show ${run}`,
    ]);
    // Step Functions' token is what nobody may see.
    expect((await operations.brief(run)).join()).not.toContain(ask.token);
  });

  test('of a run that is over: how it ended', async () => {
    const run = await aRun(world.table, 'al');
    await closeRun(world.table, run, {
      outcome: 'failed',
      endedBecause: 'nobody answered',
      endedAt: at(600),
    });
    expect(await world.operations.brief(run)).toEqual([
      `payments @ prod-blue · restore-namespace · run ${run} · failed · high`,
      'broke: started by person ana: Restore a namespace',
      'since 03:12 UTC: 10 m 0 s of RTO 75 m',
      'done: 0 of 5 steps',
      'changed outside: nothing',
      'ended: nobody answered',
      'commander: ana since 03:12 UTC',
      `rebound show ${run}`,
    ]);
  });
});

describe('notes', () => {
  test('are kept, harmless and in order, with who and by which channel', async () => {
    const run = await aRun(world.table, 'al');
    await world.operations.note(run, 'ben', '\u001b[31mcase\n4711 <b>is</b> open', 'slack');
    await world.operations.note(run, 'ben', 'and another, at the same moment');
    const { notes } = await world.operations.show(run);
    expect(notes.map(({ text }) => text).sort()).toEqual([
      'and another, at the same moment',
      'case 4711 <b>is</b> open',
    ]);
    const { events } = await world.operations.events(run, '');
    expect(events.find(({ text }) => text.startsWith('case'))).toMatchObject({
      kind: 'noted',
      person: 'ben',
      channel: 'slack',
    });
  });

  test.each([
    ['an empty one', ' \n\u0000 ', /the note is empty/],
    ['one of 2,001 characters', 'x'.repeat(2001), /a note of 2001 characters is too long/],
  ])('%s is refused', async (_, text, what) => {
    const run = await aRun(world.table, 'al');
    const refused: unknown = await world.operations.note(run, 'ben', text).catch((error: unknown) => error);
    expect(codeOf(refused)).toBe('BadInput');
    expect(String(refused)).toMatch(what);
    await world.operations.note(run, 'ben', 'x'.repeat(2000));
  });

  test('one that cannot be kept is not said to be', async () => {
    const run = await aRun(world.table, 'al');
    const table: Table = { ...world.table, put: () => Promise.reject(new Error('no table')) };
    const operations = makeOperations({ ...world, table });
    await expect(operations.note(run, 'ben', 'lost')).rejects.toThrow('no table');
  });

  test('a run that is over takes them, too', async () => {
    const run = await aRun(world.table, 'al');
    await closeRun(world.table, run, { outcome: 'recovered', endedBecause: 'well', endedAt: at(600) });
    await world.operations.note(run, 'ben', 'what we learned');
    expect((await world.operations.show(run)).notes).toHaveLength(1);
  });
});

test('what an alarm was about is what the run saw of it', async () => {
  const run = await aRun(world.table, 'al', byAlarm);
  await putEvent(world.table, {
    run,
    at: at(5),
    kind: 'step-done',
    state: 'Look',
    step: 'look',
    iteration: 0,
    generation: 0,
    attempt: 0,
    n: 0,
    text: 'Look',
    findings: [{ text: '3 of 3 nodes ready' }, { text: 'payments: GONE', bad: true }],
  });
  expect(await world.operations.brief(run)).toContain('broke: alarm payments-namespace-gone: payments: GONE');
});

describe('who has the run in hand', () => {
  test('nobody when an alarm started it, until somebody looks or answers', async () => {
    const { table, operations } = world;
    const [one, other] = [await aRun(table, 'al', byAlarm), await aRun(table, 'am', byAlarm)];
    expect((await operations.show(one)).commander).toBeNull();
    for (const run of [one, other]) await anAsk(table, run, { id: `ask-${run}`, token: `t-${run}` });
    world.now.seconds = 30;
    await operations.ack(one, 'ben');
    await operations.answer(other, 'approve', 'cleo', '');
    expect((await operations.show(one)).commander).toEqual({ by: 'ben', since: at(30) });
    expect((await operations.show(other)).commander).toEqual({ by: 'cleo', since: at(30) });
  });

  test('two take it at once by two people: one is refused, saying by whom, and can mean it', async () => {
    const run = await aRun(world.table, 'al', byAlarm);
    const both = await Promise.allSettled([
      world.operations.take(run, 'ben'),
      world.operations.take(run, 'cleo'),
    ]);
    const { commander } = await world.operations.show(run);
    const other = commander?.by === 'ben' ? 'cleo' : 'ben';
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { facts: { what: expect.stringContaining(`${commander?.by} took run ${run} in hand`) } },
    });
    expect(await world.operations.take(run, other)).toMatchObject({ by: other });
  });

  test('the offered one is paged; that nobody could reach them is a finding, and the offer stands', async () => {
    const run = await aRun(world.table, 'al');
    const pages: Page[] = [];
    const reached = makeOperations({ ...world, reach: (page) => Promise.resolve(void pages.push(page)) });
    await reached.give(run, 'ana', 'ben');
    expect(pages).toMatchObject([{ who: 'ben', run, key: `${run}-command-${at(0)}-ben` }]);
    expect(pages[0]?.text).toContain(`rebound take ${run}`);
    world.now.seconds = 60;
    const deaf = makeOperations({
      ...world,
      reach: () => Promise.reject(new Error('all channels are down')),
    });
    expect(await deaf.give(run, 'ana', 'cleo')).toMatchObject({ offered: { to: 'cleo' } });
    const { events } = await world.operations.events(run, '');
    expect(events.map(({ kind }) => kind)).toContain('page-failed');
    await deaf.take(run, 'cleo');
    expect((await world.operations.show(run)).commander).toEqual({ by: 'cleo', since: at(60) });
  });

  test("a run that is over is nobody's to take", async () => {
    const run = await aRun(world.table, 'al');
    await closeRun(world.table, run, { outcome: 'recovered', endedBecause: 'well', endedAt: at(600) });
    await expect(world.operations.take(run, 'ben')).rejects.toMatchObject({ code: 'RunClosed' });
    await expect(world.operations.give(run, 'ana', 'ben')).rejects.toMatchObject({ code: 'RunClosed' });
    await expect(world.operations.stepByStep(run, 'ana', true)).rejects.toMatchObject({ code: 'RunClosed' });
  });
});

describe('show', () => {
  test('reads each thing once: seven reads of an open run, six of one that is over', async () => {
    const run = await aRun(world.table, 'al', byAlarm);
    await anAsk(world.table, run);
    for (let seconds = 0; seconds < 40; seconds += 1) await aNote(run, seconds, `note ${seconds}`);
    let reads = 0;
    const counting: Table = {
      ...world.table,
      get: (key) => {
        reads += 1;
        return world.table.get(key);
      },
      query: (query) => {
        reads += 1;
        return world.table.query(query);
      },
    };
    const { show, brief } = makeOperations({ ...world, table: counting });
    expect((await show(run)).notes).toHaveLength(40);
    expect(reads).toBe(7);
    await brief(run);
    expect(reads).toBe(14);
    await closeRun(world.table, run, { outcome: 'recovered', endedBecause: 'well', endedAt: at(600) });
    reads = 0;
    await show(run);
    expect(reads).toBe(6);
  });
});
