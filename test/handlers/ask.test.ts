import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FlowStep } from '../../lib/compiler/manifest.ts';
import { handleAsk } from '../../lib/handlers/ask.ts';
import { abortLedger, readLedger } from '../../lib/history/ledger.ts';
import { beginUndo } from '../../lib/history/ledger-undo.ts';
import { at, failing, type PeopleWorld, peopleWorld, run } from './people-world.ts';

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

describe('what a failed step offers', () => {
  test('without offers: try it again, or abort', async () => {
    await handleAsk(failing(), world.parts);
    expect(await only()).toMatchObject({
      kind: 'failure',
      options: ['retry', 'abort'],
      question: '"Make" failed (NotFound): no such thing. Try it again, or abort?',
    });
    expect((await only()).given).toBeUndefined();
  });

  test('a definition of an older release sends no offers', async () => {
    const { offers: _, ...old } = failing();
    await handleAsk(old, world.parts);
    expect((await only()).options).toEqual(['retry', 'abort']);
  });

  test('everything: with the values it had, and the steps before it, the nearest first', async () => {
    world.flow(
      [{ step: 'look' }, { step: 'choose_one' }, { step: 'make' }, { step: 'check' }],
      [
        { id: 'look', title: 'Look', uses: 'check-cluster' },
        { id: 'choose_one', title: 'Choose', uses: 'choose' },
        { id: 'make', title: 'Make', uses: 'make-thing' },
        { id: 'check', title: 'Check', uses: 'verify-workloads' },
      ],
    );
    const given = {
      name: { '{{}}': ['thing of ', { value: 'payments', path: 'inputs.namespace', type: 'text' }] },
      lost: { '{{}}': [{ value: null, path: 'choice.backup', type: 'text' }] },
      huge: 'x'.repeat(5000),
    };
    await handleAsk(failing({ offers: ['values', 'skip', 'back', 'by-hand'], with: given }), world.parts);
    const asked = await only();
    expect(asked).toMatchObject({
      options: ['retry', 'skip', 'back', 'by-hand', 'abort'],
      given: { name: 'thing of payments' },
      back: [
        { step: 'choose_one', title: 'Choose' },
        { step: 'look', title: 'Look' },
      ],
    });
    expect(Object.keys(asked.given ?? {})).toEqual(['name']);
    expect(asked.question).toMatch(
      /Try it again, skip it, go back to a step before it, do the rest by hand, or abort\?$/,
    );
    expect(world.pages[0]?.text).toContain('retry or skip or back or by-hand or abort');
  });

  test('the first step has none before it: back is not offered', async () => {
    world.flow([{ step: 'make' }], [{ id: 'make', title: 'Make', uses: 'make-thing' }]);
    await handleAsk(failing({ offers: ['back'] }), world.parts);
    expect((await only()).options).toEqual(['retry', 'abort']);
  });
});

describe('the way back', () => {
  const steps = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => ({ id, title: id.toUpperCase(), uses: 'x' }));
  const control = (id: string, uses: string) => ({ id, title: id, uses });
  const backFrom = async (
    step: string,
    flow: FlowStep[],
    more: { id: string; title: string; uses: string }[],
  ) => {
    world.flow(flow, [...steps, ...more]);
    await handleAsk(failing({ step, offers: ['back'] }), world.parts);
    return (await only()).back?.map((one) => one.step);
  };

  test('leads out of an arm to the steps before the choice, and not to those after it or in other arms', async () => {
    const flow: FlowStep[] = [
      { step: 'a' },
      {
        step: 'choice',
        ways: [{ steps: [{ step: 'b' }] }, { steps: [{ step: 'c' }, { step: 'd' }] }],
      },
      { step: 'e' },
    ];
    expect(await backFrom('d', flow, [control('choice', 'choose')])).toEqual(['c', 'a']);
  });

  test.each(['parallel', 'for_each'])('does not leave a branch of %s', async (uses) => {
    const flow: FlowStep[] = [
      { step: 'a' },
      { step: 'group', ways: [{ steps: [{ step: 'b' }, { step: 'c' }] }] },
    ];
    expect(await backFrom('c', flow, [control('group', uses)])).toEqual(['b']);
  });

  test('leads from the steps instead of a failed or late one to those before it', async () => {
    const failed: FlowStep[] = [{ step: 'a' }, { step: 'b', failed: [{ step: 'c' }, { step: 'd' }] }];
    expect(await backFrom('d', failed, [])).toEqual(['c', 'a']);
    world = await peopleWorld();
    expect(await backFrom('c', [{ step: 'a' }, { step: 'b', late: [{ step: 'c' }] }], [])).toEqual(['a']);
  });
});

describe('answers to a failed step', () => {
  beforeEach(async () => {
    world.flow(
      [{ step: 'look' }, { step: 'make' }],
      [
        { id: 'look', title: 'Look', uses: 'x' },
        { id: 'make', title: 'Make', uses: 'make-thing' },
      ],
    );
    await handleAsk(
      failing({ offers: ['values', 'skip', 'back', 'by-hand'], with: { name: 'a' } }),
      world.parts,
    );
  });
  const told = () => world.told.at(-1);

  test('retry with other values brings them', async () => {
    await answer('retry', 'smaller', { values: { size: 1 } });
    expect(told()).toEqual({
      call: 'succeed',
      token: 'token-f',
      body: {
        approved: false,
        answer: 'retry',
        by: 'ana',
        because: 'smaller',
        at: at(0),
        values: { size: 1 },
        to: null,
        record: null,
      },
    });
  });

  test('a value that names a secret becomes its reference', async () => {
    await answer('retry', '', { values: { name: 'secret:prod/key#pin' } });
    expect(told()?.body).toMatchObject({ values: { name: { $secret: 'prod/key#pin' } } });
  });

  test('skip wants a note', async () => {
    await expect(answer('skip', '  ')).rejects.toMatchObject({ code: 'BadInput' });
    await answer('skip', 'made it in the console');
    expect(told()).toMatchObject({ call: 'succeed', body: { answer: 'skip' } });
  });

  test('back wants one of the steps that are offered, and knows a misspelt one', async () => {
    await expect(answer('back')).rejects.toMatchObject({ facts: { todo: 'choose one: --to look' } });
    await expect(answer('back', '', { to: 'lok' })).rejects.toMatchObject({
      facts: { todo: 'did you mean --to look?' },
    });
    await answer('back', '', { to: 'look' });
    expect(told()).toMatchObject({ call: 'succeed', body: { answer: 'back', to: 'look' } });
  });

  test('by hand goes on; abort does not, and no change is begun after it', async () => {
    await answer('by-hand');
    expect(told()).toMatchObject({ call: 'succeed', body: { answer: 'by-hand' } });
    await handleAsk(failing({ generation: 1, token: 'token-g' }), world.parts);
    await answer('abort', 'enough');
    expect(told()).toMatchObject({ call: 'Aborted', token: 'token-g' });
    expect((await readLedger(world.parts.clients.table, run))?.aborted).toMatchObject({ by: 'ana' });
  });

  test.each([
    ['skip', { values: { size: 1 } }],
    ['retry', { to: 'look' }],
    ['by-hand', { record: { a: 1 } }],
  ])('%s does not take %j', async (word, more) => {
    await expect(answer(word, 'why', more)).rejects.toMatchObject({ code: 'BadInput' });
    expect((await only()).voices).toEqual([]);
  });
});

describe('a step that could not be taken back', () => {
  const undoing = (round: number, more = {}) =>
    failing({ phase: 'undo', round, token: `token-u${round}`, ...more });
  beforeEach(async () => {
    const { table } = world.parts.clients;
    await beginUndo(table, run, {
      step: 'make',
      uses: 'make-thing',
      iteration: 0,
      generation: 0,
      beganAt: at(0),
      with: {},
      reads: {},
      output: null,
    });
    // the step's own failure was answered with abort, in the same generation
    await handleAsk(failing(), world.parts);
    await answer('abort', 'enough');
    world.told.length = 0;
  });

  test('asks although the run is aborted, under a question of its own, once for each round', async () => {
    await handleAsk(undoing(0), world.parts);
    await answer('retry');
    await handleAsk(undoing(1), world.parts);
    expect(world.told).toMatchObject([{ call: 'succeed', token: 'token-u0', body: { answer: 'retry' } }]);
    expect((await world.asks()).map(({ undo, decision }) => [undo, decision?.answer])).toEqual([
      [undefined, 'abort'],
      [0, 'retry'],
      [1, undefined],
    ]);
    expect((await world.asks())[2]).toMatchObject({ options: ['retry', 'skip', 'abort'] });
    expect((await world.asks())[2]?.question).toMatch(/^Taking "Make" back failed .*leave it as it is/);
  });

  test('skip leaves it, and the ledger knows who said so', async () => {
    await handleAsk(undoing(0), world.parts);
    await answer('skip', 'I deleted it by hand');
    const ledger = await readLedger(world.parts.clients.table, run);
    expect(ledger?.undo['make.0.0']).toMatchObject({ leftBy: 'ana' });
    expect(ledger?.undoStopped).toBeUndefined();
  });

  test('abort leaves everything that is left', async () => {
    await handleAsk(undoing(0), world.parts);
    await answer('abort', 'we need it');
    const ledger = await readLedger(world.parts.clients.table, run);
    expect(ledger?.undoStopped).toMatchObject({ by: 'ana' });
    expect(ledger?.aborted?.because).toContain('enough');
    expect(world.told).toMatchObject([{ call: 'Aborted', token: 'token-u0' }]);
  });
});

test('an aborted run asks nothing more about its steps', async () => {
  await abortLedger(world.parts.clients.table, run, { by: 'ana', at: at(0), because: 'x' });
  await expect(handleAsk(failing(), world.parts)).rejects.toMatchObject({ code: 'Aborted' });
});

test('in a dry-run nobody is asked: it failed', async () => {
  world = await peopleWorld({ mode: 'dry-run' });
  await expect(handleAsk(failing(), world.parts)).rejects.toMatchObject({ code: 'NotFound' });
});

test("in a dry-run a failure without a name of ours is the step's", async () => {
  world = await peopleWorld({ mode: 'dry-run' });
  const failure = { Error: 'Lambda.Unknown', Cause: '' };
  await expect(handleAsk(failing({ failure }), world.parts)).rejects.toMatchObject({ code: 'StepFailed' });
});
