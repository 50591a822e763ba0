import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { putEvent } from '../../lib/history/events.ts';
import type { Ask } from '../../lib/model/ask.ts';
import type { RunEvent } from '../../lib/model/event.ts';
import { anAsk, aRun, at, newWorld, type World } from './world.ts';

let world: World;
let run: string;
beforeEach(async () => {
  world = await newWorld();
  run = await aRun(world.table, 'one');
});
afterEach(() => world.close());

const failed = (step: string, more: Partial<Ask> = {}) =>
  anAsk(world.table, run, {
    step,
    title: `Step ${step}`,
    kind: 'failure',
    options: ['retry', 'skip', 'abort'],
    given: {},
    ...more,
  });
const answer = (word: string, more = {}) => world.operations.answer(run, word, 'ana', 'why', more);

describe('with several open questions', () => {
  test('the one that takes the answer is meant', async () => {
    await failed('restore');
    await anAsk(world.table, run);
    await answer('approve');
    expect(world.told.map(({ token }) => token)).toEqual(['token-s3']);
  });

  test('several take it: the person is told how to choose, and nothing is decided', async () => {
    await failed('look');
    await failed('restore');
    await expect(answer('retry')).rejects.toMatchObject({
      code: 'BadInput',
      facts: {
        what: expect.stringContaining('2 open questions'),
        why: '"Step look": --step look; "Step restore": --step restore',
      },
    });
    expect(world.told).toEqual([]);
    await answer('retry', { step: 'restore' });
    expect(world.told.map(({ token }) => token)).toEqual(['token-restore']);
  });

  test('items of a loop are told apart by the id of the question, of which the beginning is enough', async () => {
    await failed('restore', { iteration: 1, id: 'aaaabbbbccccdddd', token: 'one' });
    await failed('restore', { iteration: 2, id: 'eeeeffffgggghhhh', token: 'two' });
    await expect(answer('skip', { step: 'restore' })).rejects.toMatchObject({
      facts: { why: '"Step restore" (item 1): --ask aaaabbbb; "Step restore" (item 2): --ask eeeeffff' },
    });
    await answer('skip', { ask: 'EEEEFFFF' });
    expect(world.told.map(({ token }) => token)).toEqual(['two']);
  });

  test('whichever is answered with abort, the run ends: nobody has to choose', async () => {
    await failed('look');
    await failed('restore');
    await anAsk(world.table, run, { step: 'pause', kind: 'wait', options: ['go-on', 'abort'], levels: [] });
    await answer('abort');
    expect(world.told).toMatchObject([{ call: 'Aborted', token: 'token-look' }]);
  });

  test.each([{ step: 'nothing' }, { ask: 'zzzz' }, { ask: '' }])(
    '%j: what is open is listed',
    async (which) => {
      await failed('restore');
      await expect(answer('retry', which)).rejects.toMatchObject({
        code: 'BadInput',
        facts: { todo: expect.stringContaining('--step restore') },
      });
    },
  );

  test('an answer that none takes says what the first one takes, and knows a misspelt one', async () => {
    await failed('restore');
    await expect(answer('retyr')).rejects.toMatchObject({
      facts: { todo: 'did you mean retry? It takes retry, skip or abort' },
    });
  });
});

describe('what is written down by hand', () => {
  const record = {
    served: { type: 'boolean' as const },
    id: { type: 'string' as const },
    note: { type: 'string' as const },
  };
  const work = () =>
    anAsk(world.table, run, { step: 'work', kind: 'manual', options: ['done', 'cannot', 'abort'], record });

  test('yes and no are said as people say them', async () => {
    await work();
    const decision = await answer('done', { record: { served: 'Yes', id: '1', note: 'n' } });
    expect(decision?.record).toEqual({ served: true, id: '1', note: 'n' });
  });

  test('everything that is missing is said at once, with how it is given', async () => {
    await work();
    await expect(answer('done', { record: { served: 'perhaps' } })).rejects.toMatchObject({
      facts: {
        what: expect.stringMatching(/served: found "perhaps", expected yes or no; id, note are missing$/),
        todo: 'it takes --set served=<yes|no> --set id=<text> --set note=<text>',
      },
    });
  });
});

describe('what happened is in the events', () => {
  test('with what the answer brought', async () => {
    await failed('restore', { given: { size: 1 } });
    await answer('retry', { values: { size: 2 } });
    const { events } = await world.operations.events(run, '');
    expect(events.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'answered: ana said retry with size = 2: why',
      'decided: "Step restore": retry by ana',
    ]);
  });

  test('of a quorum by group: who spoke for whom', async () => {
    await anAsk(world.table, run, { quorum: { data: 1, leads: 1 } });
    expect(await answer('approve', { for: 'data' })).toBeNull();
    await world.operations.answer(run, 'approve', 'ben', '', { for: 'leads' });
    const { events } = await world.operations.events(run, '');
    expect(events.map(({ text }) => text)).toEqual([
      'ana said approve for data: why',
      'ben said approve for leads',
      '"Restore over it?": approve by ana and ben (2; wanted 1 of data, 1 of leads)',
    ]);
  });
});

describe('how far a step is', () => {
  const event = (kind: RunEvent['kind'], seconds: number, more: Partial<RunEvent> = {}) =>
    putEvent(world.table, {
      run,
      at: at(seconds),
      kind,
      state: 'Restore',
      step: 'restore',
      iteration: 0,
      generation: 0,
      attempt: 0,
      n: 0,
      text: '',
      ...more,
    });
  const status = async () =>
    (await world.operations.show(run)).steps.find(({ id }) => id === 'restore')?.status;

  test.each([
    ['skip', 'skipped-by-hand', {}],
    ['by-hand', 'skipped-by-hand', {}],
    ['back', 'waiting', { to: 'look' }],
    ['retry', 'running', {}],
    ['abort', 'failed', {}],
  ])('that failed and was answered with %s: %s', async (word, expected, more) => {
    await event('step-started', 1);
    await event('step-failed', 2, { error: { code: 'NotFound', facts: {} } });
    const options = ['retry', 'skip', 'back', 'by-hand', 'abort'];
    await failed('restore', { options, back: [{ step: 'look', title: 'Look' }] });
    expect(await status()).toBe('asking');
    await answer(word, more);
    expect(await status()).toBe(expected);
  });

  test('in a loop: the item that needs a person before those that are done', async () => {
    for (const iteration of [1, 2, 3]) await event('step-started', iteration, { iteration });
    await event('step-done', 10, { iteration: 1 });
    await event('step-failed', 20, { iteration: 2, error: { code: 'NotFound', facts: {} } });
    expect(await status()).toBe('running');
    await event('step-done', 30, { iteration: 3 });
    expect(await status()).toBe('failed');
    await failed('restore', { iteration: 2 });
    expect(await status()).toBe('asking');
    await answer('skip');
    expect(await status()).toBe('skipped-by-hand');
  });

  test('a change that asked itself is not done by the yes alone', async () => {
    await event('step-started', 1);
    await anAsk(world.table, run, { step: 'restore' });
    expect(await status()).toBe('asking');
    await answer('approve');
    expect(await status()).toBe('running');
    await event('step-done', 30);
    expect(await status()).toBe('done');
  });
});

test('a question is reported with all that a person needs, and without its token', async () => {
  await anAsk(world.table, run, {
    kind: 'manual',
    options: ['done', 'cannot', 'abort'],
    question: '# Do it',
    checklist: ['look'],
    record: { case_id: { type: 'string' } },
  });
  await failed('look', { back: [{ step: 's1', title: 'First' }] });
  await anAsk(world.table, run, {
    step: 'choice',
    kind: 'decision',
    options: ['a', 'b', 'abort'],
    labels: { a: 'the one', b: 'the other' },
    recommend: 'a',
  });
  const { asks } = await world.operations.show(run);
  expect(asks).toMatchObject([
    { labels: { a: 'the one', b: 'the other' }, recommend: 'a' },
    { back: [{ step: 's1' }] },
    { checklist: ['look'], record: { case_id: { type: 'string' } } },
  ]);
  expect(JSON.stringify(asks)).not.toContain('token');
});
