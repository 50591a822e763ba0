import { beforeEach, describe, expect, test } from '@jest/globals';
import { handleDecide } from '../../lib/handlers/decide.ts';
import { handleManual } from '../../lib/handlers/manual.ts';
import { handleWait } from '../../lib/handlers/wait.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import type { AskingCall } from '../../lib/model/call.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { asking, at, type PeopleWorld, peopleWorld, run } from './people-world.ts';

let world: PeopleWorld;
beforeEach(async () => {
  world = await peopleWorld();
});

const only = async () => {
  const [ask] = await world.asks();
  if (!ask) throw new Error('nothing is asked');
  return ask;
};
const answer = (word: string, because = '', more = {}) =>
  world.operations.answer(run, word, 'ana', because, more);
const step = async (id = 's2') => (await world.operations.show(run)).steps.find((one) => one.id === id);

describe('decide', () => {
  const options = { go_on: 'Restore although blind', leave: 'I take it from here' };
  const deciding = (given: JsonObject = {}, more: Partial<AskingCall> = {}) =>
    asking('decide', { question: 'What now?', options, ...given }, more);

  test('asks with its own words and what they mean, and tells which was chosen', async () => {
    await handleDecide(deciding({ recommend: 'leave' }), world.parts);
    expect(await only()).toMatchObject({
      kind: 'decision',
      options: ['go_on', 'leave', 'abort'],
      labels: options,
      recommend: 'leave',
    });
    expect(world.pages[0]?.text).toContain('leave: I take it from here (recommended)');
    await expect(answer('approve')).rejects.toMatchObject({ code: 'BadInput' });
    await answer('go_on', 'we have a backup');
    expect(world.told).toMatchObject([
      { call: 'succeed', body: { answer: 'go_on', by: 'ana', approved: false } },
    ]);
    expect((await only()).decision).toMatchObject({ answer: 'go_on' });
  });

  test('the next level wakes the next one, with the same question', async () => {
    await handleDecide(deciding(), world.parts);
    await handleDecide(deciding({}, { level: 1, token: 'token-2', attempt: 0 }), world.parts);
    expect(world.pages.map(({ who }) => who)).toEqual(['leads', 'managers']);
    await answer('leave');
    expect(world.told).toMatchObject([{ token: 'token-2' }]);
  });

  test.each([
    ['what is recommended', { recommend: 'leave' }, 'leave', /recommended/],
    ['the first option', {}, 'go_on', /the first option/],
  ])('in a dry-run takes %s, and says so', async (_, given, taken, because) => {
    world = await peopleWorld({ mode: 'dry-run' });
    await handleDecide(deciding(given), world.parts);
    expect(world.told).toMatchObject([
      { call: 'succeed', body: { answer: taken, by: 'dry-run', because: expect.stringMatching(because) } },
    ]);
    expect(await world.asks()).toEqual([]);
  });

  test.each<[string, JsonObject]>([
    ['a word that means something everywhere', { options: { retry: 'x', leave: 'y' } }],
    ['a recommendation that is no option', { recommend: 'flee' }],
    ['no options', { options: {} }],
    ['nobody to ask', { ask: null }],
  ])('%s: BadInput', async (_, given) => {
    await expect(handleDecide(deciding(given), world.parts)).rejects.toMatchObject({ code: 'BadInput' });
  });

  test('another question under its name is found out', async () => {
    await handleDecide(deciding({ options: { yes_do: 'a', no_dont: 'b' } }), world.parts);
    await expect(handleDecide(deciding({}, { token: 't2' }), world.parts)).rejects.toMatchObject({
      code: 'Broken',
    });
  });
});

describe('manual', () => {
  const record = {
    case_id: { type: 'string', pattern: '[0-9]+', description: 'Number of the support case' },
    took: { type: 'duration' },
    size: { type: 'choice', choices: ['small', 'large'] },
  };
  const doing = (given: JsonObject = {}, more: Partial<AskingCall> = {}) =>
    asking('manual', { text: '# Do it\n\nRun `this`.', checklist: ['look', 'do'], record, ...given }, more);
  const written = { case_id: '4711', took: '5m', size: 'small' };

  test('shows what to do and what to write down; what was written is kept by its type', async () => {
    await handleManual(doing(), world.parts);
    expect(await only()).toMatchObject({
      kind: 'manual',
      options: ['done', 'cannot', 'abort'],
      question: '# Do it\n\nRun `this`.',
      checklist: ['look', 'do'],
      record,
    });
    await answer('done', 'went well', { record: written });
    expect(world.told).toMatchObject([
      {
        call: 'succeed',
        body: { answer: 'done', record: { case_id: '4711', took: 300, size: 'small' }, because: 'went well' },
      },
    ]);
  });

  test('what is missing, unknown or of another type is named, all at once, and nothing is decided', async () => {
    await handleManual(doing(), world.parts);
    await expect(answer('done')).rejects.toMatchObject({
      code: 'BadInput',
      facts: { what: expect.stringMatching(/case_id, took, size are missing/) },
    });
    const wrong = { case_id: 'abc', took: 'long', size: 'smal', extra: 1 };
    await expect(answer('done', '', { record: wrong })).rejects.toMatchObject({
      facts: { what: expect.stringMatching(/nobody asks for extra.*case_id.*took.*did you mean small/s) },
    });
    expect((await only()).decision).toBeUndefined();
  });

  test('without a record, done brings an empty one', async () => {
    await handleManual(asking('manual', { text: 'Do it' }), world.parts);
    await answer('done');
    expect(world.told).toMatchObject([{ call: 'succeed', body: { record: {} } }]);
  });

  test('what cannot be done is a failure of its own, not the end of the run', async () => {
    await handleManual(doing(), world.parts);
    await answer('cannot', 'no console access');
    expect(world.told).toMatchObject([
      { call: 'CannotDo', body: { what: expect.stringContaining('no console access') } },
    ]);
    expect((await readLedger(world.parts.clients.table, run))?.aborted).toBeUndefined();
  });

  test('in a dry-run it is done, and what would be written down is not known', async () => {
    world = await peopleWorld({ mode: 'dry-run' });
    await handleManual(doing(), world.parts);
    const later = { unknown: 'known once somebody has written it down' };
    expect(world.told).toMatchObject([
      { call: 'succeed', body: { answer: 'done', record: { case_id: later, took: later, size: later } } },
    ]);
  });

  test('one that can be taken back is in the ledger from when it is asked, and done once it is', async () => {
    const undo = async () => (await readLedger(world.parts.clients.table, run))?.undo['s2.0.0'];
    await handleManual(doing({}, { undoable: { reads: { look: { a: 1 } } } }), world.parts);
    expect(await undo()).toMatchObject({ uses: 'manual', reads: { look: { a: 1 } }, output: null });
    expect((await undo())?.doneAt).toBeUndefined();
    world.now.seconds = 60;
    await answer('done', '', { record: written });
    expect(await undo()).toMatchObject({
      doneAt: at(60),
      output: { by: 'ana', record: { case_id: '4711', took: 300, size: 'small' } },
    });
  });

  test('what cannot be done is not done in the ledger either', async () => {
    await handleManual(doing({}, { undoable: { reads: {} } }), world.parts);
    await answer('cannot', 'no');
    const ledger = await readLedger(world.parts.clients.table, run);
    expect(ledger?.undo['s2.0.0']?.doneAt).toBeUndefined();
  });
});

describe('wait', () => {
  const waiting = (more: Partial<AskingCall> = {}) =>
    asking('wait', { for: 300 }, { step: 's4', title: 'A while', ...more });

  test('wakes nobody, and a person can end it early', async () => {
    await handleWait(waiting(), world.parts);
    expect(world.pages).toEqual([]);
    expect(await only()).toMatchObject({
      kind: 'wait',
      options: ['go-on', 'abort'],
      levels: [],
      levelEndsAt: at(300),
    });
    expect((await world.operations.show(run)).waitingFor).toContain('5 m 0 s');
    await answer('go-on', 'it is there');
    expect(world.told).toMatchObject([{ call: 'succeed', body: { answer: 'go-on' } }]);
  });

  test('once its time is over it asks nothing, and is seen as gone on', async () => {
    await handleWait(waiting(), world.parts);
    world.now.seconds = 300;
    await expect(answer('go-on')).rejects.toMatchObject({ code: 'NothingToAnswer' });
    const report = await world.operations.show(run);
    expect(report.asks[0]?.decision).toMatchObject({ answer: 'go-on', at: at(300) });
    expect(world.told).toEqual([]);
  });

  test('an abort of the run ends it at once', async () => {
    await handleWait(waiting(), world.parts);
    world.now.seconds = 10;
    await world.operations.abort(run, 'ana', 'enough');
    expect(world.told).toMatchObject([{ call: 'Aborted' }]);
  });

  test('in a dry-run it is over at once', async () => {
    world = await peopleWorld({ mode: 'dry-run' });
    await handleWait(waiting(), world.parts);
    expect(world.told).toMatchObject([{ call: 'succeed', body: { answer: 'go-on' } }]);
  });
});

describe('the report of a step that asks', () => {
  beforeEach(() => {
    world.flow(
      [],
      [
        { id: 's2', title: 'The question', uses: 'manual' },
        { id: 's4', title: 'A while', uses: 'wait' },
      ],
    );
  });

  test('asks, then is done with what was said', async () => {
    await handleManual(asking('manual', { text: 'Do it', record: { a: { type: 'number' } } }), world.parts);
    expect(await step()).toMatchObject({ status: 'asking' });
    await answer('done', '', { record: { a: '3' } });
    expect(await step()).toMatchObject({ status: 'done', output: { answer: 'done', record: { a: 3 } } });
  });

  test('failed where it cannot be done; a wait runs, and asks nobody', async () => {
    await handleManual(asking('manual', { text: 'Do it' }), world.parts);
    await answer('cannot', 'no');
    expect(await step()).toMatchObject({ status: 'failed' });
    await handleWait(
      asking('wait', { for: 60 }, { step: 's4', state: 'A while', title: 'A while' }),
      world.parts,
    );
    expect(await step('s4')).toMatchObject({ status: 'running' });
    world.now.seconds = 61;
    expect(await step('s4')).toMatchObject({ status: 'done' });
  });
});
