import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { asksOf, untoldAsks } from '../../lib/history/asks.ts';
import { putEvent } from '../../lib/history/events.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import { closeRun, getRun } from '../../lib/history/runs.ts';
import { getStart } from '../../lib/history/starts.ts';
import { explain, ReboundError } from '../../lib/model/errors.ts';
import { runIdOf } from '../../lib/model/run.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import { aRun, anAsk, at, newWorld, tryToChange, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world.close());

const event = (
  run: string,
  kind: 'step-started' | 'step-done' | 'step-failed',
  step: string,
  seconds: number,
  more = {},
) =>
  putEvent(world.table, {
    run,
    at: at(seconds),
    kind,
    state: step,
    step,
    iteration: 0,
    generation: 0,
    attempt: 0,
    n: kind === 'step-started' ? 0 : 1,
    text: step,
    ...more,
  });

describe('start', () => {
  const request = {
    runbook: 'restore-namespace',
    inputs: { cluster: 'prod-blue', namespace: 'payments' },
    mode: 'real' as const,
    by: 'Ana Lima',
    because: 'gone',
  };

  test('the start record is there before Step Functions is asked', async () => {
    world.trouble.next = new ReboundError('AccessDenied', { what: 'no right to' });
    await expect(world.operations.start(request)).rejects.toMatchObject({ code: 'AccessDenied' });
    const started = await world.operations.start(request);
    const [{ name = '', body } = {}] = world.told;
    expect(name).toMatch(/^Ana-Lima-20261124T031244-[a-z2-7]+$/);
    expect(body).toEqual(request.inputs);
    expect(started).toEqual({
      run: runIdOf(started.execution),
      execution: `arn:aws:states:eu-west-1:111122223333:execution:restore-namespace:${name}`,
      fresh: true,
    });
    expect(await getStart(world.table, name)).toMatchObject({
      by: { kind: 'person', name: 'Ana Lima' },
      mode: 'real',
      because: 'gone',
    });
  });

  test('one lost answer is asked for again, under the same name', async () => {
    world.trouble.next = new ReboundError('Unavailable', { what: 'no answer' });
    const started = await world.operations.start(request);
    expect(world.told.map(({ name }) => name)).toEqual([started.execution.split(':').at(-1)]);
  });

  test('nobody answers: the person is told which run it may have become', async () => {
    const none = () => Promise.reject(new ReboundError('Unavailable', { what: 'no answer' }));
    const { start } = makeOperations({ ...world, states: { ...world.states, start: none } });
    const failed: unknown = await start(request).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'Unavailable' });
    expect(explain(failed)).toMatch(/whether run [a-z2-7]{16} has started is not known.*rebound show/);
  });

  test('two starts have two names', async () => {
    const one = await world.operations.start(request);
    expect((await world.operations.start(request)).run).not.toBe(one.run);
  });

  test.each([
    [
      'a runbook that does not exist',
      { runbook: 'restore-namspace' },
      'UnknownRunbook',
      /did you mean restore-namespace/,
    ],
    ['a name of JavaScript', { runbook: 'constructor' }, 'UnknownRunbook', /no runbook "constructor"/],
    ['an input missing', { inputs: { cluster: 'prod-blue' } }, 'BadInput', /namespace is missing/],
    [
      'an input of a wrong type',
      { inputs: { cluster: 'prod-blue', namespace: 'Not a name' } },
      'BadInput',
      /found "Not a name"/,
    ],
    [
      'an unknown cluster',
      { inputs: { cluster: 'prod-bleu', namespace: 'p' } },
      'BadInput',
      /did you mean prod-blue/,
    ],
    [
      'an unknown input',
      { inputs: { cluster: 'prod-blue', namespce: 'p' } },
      'BadInput',
      /no input namespce \(did you mean namespace\?\)/,
    ],
  ])('%s starts nothing', async (_what, more, code, message) => {
    const error: unknown = await world.operations
      .start({ ...request, ...more })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify((error as ReboundError).facts)).toMatch(
      new RegExp(message.source.replaceAll('"', '\\\\"')),
    );
    expect(world.told).toEqual([]);
  });

  test('an alarm whose run the history knows already has started nothing new', async () => {
    const run = await aRun(world.table, 'alarm-1');
    const starter = () => Promise.resolve({ started: [{ run, execution: 'arn', fresh: true }], held: null });
    const { alarm } = makeOperations({ ...world, starter });
    expect((await alarm({})).started).toEqual([{ run, execution: 'arn', fresh: true }]);
    world.now.seconds = 1;
    expect((await alarm({})).started).toEqual([{ run, execution: 'arn', fresh: false }]);
  });

  test('an alarm is the starter’s business', async () => {
    expect(await world.operations.alarm({ a: 1 })).toEqual({ started: [], held: '{"a":1}' });
  });
});

describe('answer', () => {
  test('approve: durable, then told, and both are in the events', async () => {
    const run = await aRun(world.table, 'one');
    await anAsk(world.table, run);
    world.now.seconds = 250;
    const decision = await world.operations.answer(run.slice(0, 5), 'approve', 'ana', 'as drilled');
    expect(decision).toEqual({ answer: 'approve', by: 'ana', because: 'as drilled', at: at(250) });
    expect(world.told).toEqual([
      {
        call: 'succeed',
        token: 'token-s3',
        body: { approved: true, ...decision, values: null, to: null, record: null },
      },
    ]);
    expect((await asksOf(world.table, run))[0]).toMatchObject({ decision, told: true });
    const { events } = await world.operations.events(run, '');
    expect(events.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'answered ana said approve: as drilled',
      'decided "Restore over it?": approve by ana',
    ]);
    await tryToChange(world.table, run);
  });

  test('a quorum of two needs two people, not one twice', async () => {
    const run = await aRun(world.table, 'one');
    await anAsk(world.table, run, { quorum: 2 });
    expect(await world.operations.answer(run, 'approve', 'ana', '')).toBeNull();
    expect(await world.operations.answer(run, 'approve', 'ana', '')).toBeNull();
    expect(world.told).toEqual([]);
    expect(await world.operations.answer(run, 'approve', 'ben', '')).toMatchObject({ by: 'ana and ben' });
  });

  test('reject: no change is begun after it, even before Step Functions knows', async () => {
    const run = await aRun(world.table, 'one');
    await anAsk(world.table, run);
    world.trouble.next = new ReboundError('Unavailable', { what: 'no answer' });
    expect(await world.operations.answer(run, 'reject', 'ana', 'too risky')).toMatchObject({
      answer: 'reject',
    });
    await expect(tryToChange(world.table, run)).rejects.toMatchObject({ code: 'Aborted' });
    // the janitor finds it, and tells it again
    expect(await untoldAsks(world.table)).toHaveLength(1);
  });

  test('the second answer finds it decided, and by whom', async () => {
    const run = await aRun(world.table, 'one');
    await anAsk(world.table, run);
    await world.operations.answer(run, 'approve', 'ana', '');
    await expect(world.operations.answer(run, 'reject', 'ben', '')).rejects.toMatchObject({
      code: 'AlreadyDecided',
      facts: { what: expect.stringMatching(/already decided by ana at 03:12 UTC: approve$/) },
    });
    expect(world.told).toHaveLength(1);
  });

  test.each([
    ['an answer that this question does not take', 'retry', 'BadInput', /approve or reject/],
    ['abort is for steps that failed', 'abort', 'BadInput', /approve or reject/],
  ] as const)('%s', async (_what, answer, code, message) => {
    const run = await aRun(world.table, 'one');
    await anAsk(world.table, run);
    const error: unknown = await world.operations
      .answer(run, answer, 'ana', '')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, facts: { todo: expect.stringMatching(message) } });
  });

  test('nothing is asked', async () => {
    const run = await aRun(world.table, 'one');
    await expect(world.operations.answer(run, 'approve', 'ana', '')).rejects.toMatchObject({
      code: 'NothingToAnswer',
    });
  });

  test('the run is over: its open question is not answered any more', async () => {
    const run = await aRun(world.table, 'one');
    await anAsk(world.table, run);
    await closeRun(world.table, run, { outcome: 'failed', endedBecause: 'x', endedAt: at(30) });
    await expect(world.operations.answer(run, 'approve', 'ana', '')).rejects.toMatchObject({
      code: 'NothingToAnswer',
    });
  });
});

describe('who it is', () => {
  test.each([
    ['  Ana\n Lima ', 'Ana Lima'],
    ['\u001b[2Jana\u0007', 'ana'],
    ['a\u200bna', 'ana'],
    ['Jose\u0301', 'José'],
  ])('%j is kept as %j', async (given, kept) => {
    const run = await aRun(world.table, 'named');
    await anAsk(world.table, run);
    expect(await world.operations.answer(run, 'approve', given, '')).toMatchObject({ by: kept });
  });

  test.each(['', ' \n', '\u0000', 'x'.repeat(101)])('%j is nobody', async (given) => {
    const run = await aRun(world.table, 'nobody');
    await anAsk(world.table, run);
    const calls = [
      () => world.operations.answer(run, 'approve', given, ''),
      () => world.operations.hold(run, given),
      () => world.operations.continue(run, given),
      () => world.operations.abort(run, given, ''),
      () => world.operations.stopEverything(given, ''),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'BadInput' });
    expect((await asksOf(world.table, run))[0]?.voices).toEqual([]);
    expect(await world.operations.stopped()).toBeNull();
  });
});

describe('hold, continue, abort', () => {
  test('held is written, once, and ends with continue', async () => {
    const run = await aRun(world.table, 'one');
    await world.operations.hold(run, 'ana');
    await world.operations.hold(run, 'ben');
    world.now.seconds = 60;
    await world.operations.continue(run, 'ana');
    expect((await getRun(world.table, run))?.held).toEqual([{ from: at(0), to: at(60), by: 'ana' }]);
  });

  test('abort: ledger first, then the questions, and the state machine hears of it', async () => {
    const run = await aRun(world.table, 'one');
    await anAsk(world.table, run);
    await anAsk(world.table, run, { step: 'restore', kind: 'failure', options: ['retry', 'abort'] });
    await world.operations.abort(run, 'ana', 'wrong cluster');
    expect((await readLedger(world.table, run))?.aborted).toEqual({
      by: 'ana',
      at: at(0),
      because: 'wrong cluster',
    });
    await expect(tryToChange(world.table, run)).rejects.toMatchObject({ code: 'Aborted' });
    expect(world.told.map(({ call, token }) => `${call} ${token}`).sort()).toEqual([
      'Aborted token-restore',
      'Aborted token-s3',
    ]);
    for (const ask of await asksOf(world.table, run))
      expect(ask.decision).toMatchObject({ answer: 'abort', by: 'ana' });
  });

  test.each(['hold', 'continue', 'abort'] as const)(
    '%s of a run that is over says how it ended',
    async (operation) => {
      const run = await aRun(world.table, 'one');
      await closeRun(world.table, run, { outcome: 'recovered', endedBecause: 'seen', endedAt: at(30) });
      await expect(world.operations[operation](run, 'ana', '')).rejects.toMatchObject({
        code: 'RunClosed',
        facts: { what: expect.stringContaining('recovered') },
      });
    },
  );
});

describe('the stop switch', () => {
  test('the first reason stays, until it is released', async () => {
    expect(await world.operations.stopped()).toBeNull();
    await world.operations.stopEverything('ana', 'wrong region');
    await world.operations.stopEverything('ben', 'me too');
    expect(await world.operations.stopped()).toEqual({ by: 'ana', because: 'wrong region', at: at(0) });
    await world.operations.release('ben');
    expect(await world.operations.stopped()).toBeNull();
  });
});

describe('looking', () => {
  test('a run by the beginning of its id', async () => {
    const run = await aRun(world.table, 'one');
    expect((await world.operations.show(run.slice(0, 4))).run).toBe(run);
  });

  test('an id that no run has names the nearest', async () => {
    const run = await aRun(world.table, 'one');
    const typed = `${run.slice(0, -1)}${run.endsWith('a') ? 'b' : 'a'}`;
    await expect(world.operations.show(typed)).rejects.toMatchObject({
      code: 'UnknownRun',
      facts: { todo: `did you mean ${run}?` },
    });
  });

  test('an id that several begin with lists them', async () => {
    // of 33 ids two begin with the same letter of 32
    const runs = await Promise.all(
      Array.from({ length: 33 }, (_, index) => aRun(world.table, `run-${index}`)),
    );
    const letters = runs.map((run) => run.slice(0, 1));
    const letter = letters.find((one, index) => letters.indexOf(one) !== index) ?? '';
    await expect(world.operations.show(letter)).rejects.toMatchObject({
      code: 'UnknownRun',
      facts: { what: expect.stringContaining('several') },
    });
  });

  test('the newest runs first', async () => {
    await aRun(world.table, 'old', { startedAt: at(0) });
    const newer = await aRun(world.table, 'new', { startedAt: at(100) });
    expect((await world.operations.runs({ limit: 1 })).map(({ run }) => run)).toEqual([newer]);
  });

  test('a run that asks: steps as far as they got, the question without its token', async () => {
    const run = await aRun(world.table, 'one');
    await event(run, 'step-started', 'look', 1);
    await event(run, 'step-done', 'look', 8, {
      findings: [{ text: '0 of 14', bad: true }],
      output: { api: 'HEALTHY' },
    });
    await event(run, 'step-started', 's3', 9);
    await anAsk(world.table, run);
    world.now.seconds = 69;
    const report = await world.operations.show(run);
    expect(report.steps.map(({ id, status, seconds }) => [id, status, seconds])).toEqual([
      ['look', 'done', 7],
      ['s2', 'done', null],
      ['s3', 'asking', 60],
      ['restore', 'waiting', null],
      ['s5', 'waiting', null],
    ]);
    expect(report.steps[0]).toMatchObject({
      findings: [{ text: '0 of 14', bad: true }],
      output: { api: 'HEALTHY' },
    });
    expect(report).toMatchObject({
      status: 'open',
      outcome: null,
      seconds: 69,
      target: 'payments @ prod-blue',
      world: 'sandbox',
    });
    expect(report.asks).toHaveLength(1);
    expect(JSON.stringify(report)).not.toContain('token-s3');
  });

  test('a step that failed, was tried again, and a run that ended before the rest', async () => {
    const run = await aRun(world.table, 'one');
    await anAsk(world.table, run);
    await event(run, 'step-started', 's3', 9);
    await world.operations.answer(run, 'approve', 'ana', '');
    await event(run, 'step-started', 'restore', 20);
    await event(run, 'step-failed', 'restore', 30, { error: { code: 'NotFound', facts: { what: 'gone' } } });
    await anAsk(world.table, run, {
      step: 'restore',
      kind: 'failure',
      options: ['retry', 'abort'],
      openedAt: at(30),
    });
    const failed = (await world.operations.show(run)).steps[3];
    expect(failed).toMatchObject({ status: 'asking', error: { code: 'NotFound' }, seconds: 10 });
    await world.operations.answer(run, 'retry', 'ana', '');
    await event(run, 'step-started', 'restore', 40, { generation: 1, state: 'restore again' });
    expect((await world.operations.show(run)).steps[3]).toMatchObject({ status: 'running', error: null });
    await closeRun(world.table, run, { outcome: 'aborted', endedBecause: 'ana', endedAt: at(50) });
    const report = await world.operations.show(run);
    expect(report.steps.map(({ status }) => status)).toEqual([
      'skipped',
      'done',
      'done',
      'failed',
      'skipped',
    ]);
    expect(report).toMatchObject({ status: 'closed', outcome: 'aborted', because: 'ana', seconds: 50 });
  });

  test('what was changed outside, and whether it was seen done', async () => {
    const run = await aRun(world.table, 'one');
    await tryToChange(world.table, run);
    expect((await world.operations.show(run)).changed).toEqual([
      { external: `rb-${run}-0-0-restore`, step: 'restore', done: false },
    ]);
  });

  test('an event that is written late under an earlier time is not lost', async () => {
    const run = await aRun(world.table, 'one');
    await event(run, 'step-done', 'look', 100);
    const first = await world.operations.events(run, '');
    await event(run, 'step-started', 's3', 99);
    const second = await world.operations.events(run, first.after);
    expect(second.events.map(({ step }) => step)).toContain('s3');
    await event(run, 'step-done', 's3', 1000);
    const third = await world.operations.events(run, second.after);
    const fourth = await world.operations.events(run, third.after);
    expect(fourth.events.map(({ at: when }) => when)).toEqual([at(1000)]);
  });
});
