import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../lib/model/json.ts';
import { aChoose, aFinish, anEach, aParallel, aRunbook, aStep } from '../builders/runbook.ts';
import { causeOf, failing, good, run, said, type Script, withOf } from './running.ts';

const namespaces = { namespaces: { type: 'namespace' as const, list: true } };
const inputs = { cluster: 'prod-blue', namespace: 'payments', namespaces: ['a', 'b', 'c'] };
describe('branches at the same time', () => {
  const both = aParallel('Both', [
    [aStep('Left', 'look', { id: 'left' }), aStep('Left again', 'look', { with: { word: '$left.word' } })],
    [
      aChoose('Which?', {
        "$inputs.namespace = 'other'": [aStep('Never', 'look', { id: 'never' })],
        otherwise: [aStep('Right', 'look', { id: 'right' })],
      }),
    ],
  ]);

  test('hand on what was assigned in them, with null for what was not gone through', async () => {
    const then = aStep('Then', 'look', {
      id: 'then',
      with: {
        left: '$left.word',
        right: '$right.age',
        never: '$exists($never)',
        status: '$steps.never.status',
      },
    });
    const ran = await run(aRunbook([both, then]), { left: [good('odd')] });
    expect(ran.view.status).toBe('SUCCEEDED');
    expect(withOf(ran.of('then')[0])).toMatchObject({
      left: 'odd',
      right: 10_800,
      never: false,
      status: 'skipped',
    });
    expect(
      ran.calls.some(
        ({ payload }) =>
          withOf(payload) &&
          isObject(withOf(payload)) &&
          payload['title'] === 'Left again' &&
          Reflect.get(withOf(payload) ?? {}, 'word') === 'odd',
      ),
    ).toBe(true);
  });

  test('one that fails asks while the other goes on; a retry is a generation of its own branch', async () => {
    const ran = await run(aRunbook([both, aStep('Then', 'look', { id: 'then' })]), {
      left: [failing, good('odd')],
      'ask left': [said('retry')],
    });
    expect(ran.view.status).toBe('SUCCEEDED');
    expect(ran.of('left').map(({ generation }) => generation)).toEqual([0, 1]);
    expect(ran.of('right').map(({ generation }) => generation)).toEqual([0]);
    expect(ran.of('then')[0]?.['generation']).toBe(0);
  });

  test('an abort in one ends the run', async () => {
    const ran = await run(aRunbook([both]), {
      left: [{ error: 'Aborted', facts: { what: 'ann aborted the run' } }],
    });
    expect(ran.of('close-run')[0]?.['failure']).toMatchObject({ Error: 'Aborted' });
  });

  test('`finish` within one ends the run with its outcome', async () => {
    const ending = aFinish('Enough', 'nothing-to-do', '{{ $left.word }} is enough');
    const ran = await run(
      aRunbook([
        aParallel('Both', [[aStep('Left', 'look', { id: 'left' }), ending], [aStep('Right', 'look')]]),
      ]),
    );
    const failure = ran.of('close-run')[0]?.['failure'];
    const cause: unknown = causeOf(failure);
    expect(failure).toMatchObject({ Error: 'Finished' });
    expect(cause).toMatchObject({
      outcome: 'nothing-to-do',
      because: { '{{}}': [{ value: 'fine', path: '$left.word' }, ' is enough'] },
    });
  });

  test('a condition that cannot be told asks about the group, and goes through it behind all its generations', async () => {
    const odd = aParallel('Both', [
      [
        aStep('Left', 'look', { id: 'left' }),
        aChoose('Odd?', { '$left.missing = 1': [aStep('Never', 'look')] }),
      ],
    ]);
    const group = odd.id;
    const ran = await run(aRunbook([odd]), { [`ask ${group}`]: [said('skip')] });
    expect(ran.of(`ask ${group}`)[0]).toMatchObject({ uses: 'parallel', title: 'Both', generation: 0 });
    expect(ran.view.status).toBe('SUCCEEDED');
  });

  test('the rest by hand leaves the group for the verify behind it', async () => {
    const ran = await run(
      aRunbook([
        both,
        aStep('More', 'look', { id: 'more' }),
        aStep('Verify', 'verify', {
          id: 'verify',
          with: { status: '$steps.more.status', left: '$exists($left)' },
        }),
      ]),
      { left: [failing], 'ask left': [said('by-hand')] },
    );
    expect(ran.view.status).toBe('SUCCEEDED');
    expect(ran.of('more')).toEqual([]);
    expect(withOf(ran.of('verify')[0])).toMatchObject({ status: 'skipped-by-hand', left: false });
  });
});

describe('for each of a list', () => {
  const each = (more = {}) =>
    anEach(
      'Each',
      '$inputs.namespaces',
      [aStep('Look at it', 'look', { id: 'one', with: { name: '$item', nth: '$index' } })],
      {
        id: 'each',
        ...more,
      },
    );
  const then = aStep('Then', 'look', {
    id: 'then',
    with: {
      all: '$each.one.word',
      items: '$each.item',
      last: '$each[2].steps.one.status',
      count: '$count($each)',
    },
  });

  test.each([
    ['one after the other', {}],
    ['three at once', { maxParallel: 3 }],
    ['until it is enough', { stopWhen: '$index = 2' }],
  ])('%s, the output is a list', async (_, more) => {
    const ran = await run(aRunbook([each(more), then], { inputs: namespaces }), { one: [good('x')] }, inputs);
    expect(ran.view.status).toBe('SUCCEEDED');
    expect(ran.of('one').map((payload) => [payload['iteration'], withOf(payload)])).toMatchObject([
      [1, { name: 'a', nth: 0 }],
      [2, { name: 'b', nth: 1 }],
      [3, { name: 'c', nth: 2 }],
    ]);
    expect(withOf(ran.of('then')[0])).toMatchObject({
      all: ['x', 'x', 'x'],
      items: ['a', 'b', 'c'],
      last: 'done',
      count: 3,
    });
  });

  test('`stop_when` ends it early', async () => {
    const ran = await run(
      aRunbook(
        [
          each({ stopWhen: "$one.word = 'enough'" }),
          aStep('Then', 'look', { id: 'then', with: { all: '$each.one.word', count: '$count($each)' } }),
        ],
        { inputs: namespaces },
      ),
      { one: [good('more'), good('enough')] },
      inputs,
    );
    expect(ran.of('one')).toHaveLength(2);
    expect(withOf(ran.of('then')[0])).toMatchObject({ all: ['more', 'enough'], count: 2 });
  });

  test('of nothing is nothing', async () => {
    const ran = await run(
      aRunbook([each(), aStep('Then', 'look', { id: 'then', with: { all: '$count($each)' } })], {
        inputs: namespaces,
      }),
      {},
      { ...inputs, namespaces: [] },
    );
    expect(ran.of('one')).toEqual([]);
    expect(withOf(ran.of('then')[0])).toMatchObject({ all: 0 });
  });

  test('over 200 items with one failing asks about that one; the others are done', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `ns-${index}`);
    const script: Script = {
      one: Array.from({ length: 201 }, (_, index) => (index === 77 ? failing : good('x'))),
      'ask one': [said('skip')],
    };
    const ran = await run(aRunbook([each({ maxParallel: 40 }), then], { inputs: namespaces }), script, {
      ...inputs,
      namespaces: many,
    });
    expect(ran.view.status).toBe('SUCCEEDED');
    expect(ran.of('ask one')).toHaveLength(1);
    const asked = Number(ran.of('ask one')[0]?.['iteration']);
    expect(withOf(ran.of('then')[0])).toMatchObject({ count: 200 });
    expect(asked).toBe(78);
  });

  test('loops within loops count on, and an approval before them covers each change', async () => {
    const inner = anEach('Each part', "['p', 'q']", [
      aStep('Change it', 'change', {
        id: 'change',
        approval: 'yes',
        with: { word: '{{ $item }} on {{ $inputs.cluster }}' },
      }),
    ]);
    const ran = await run(
      aRunbook(
        [
          aStep('May we?', 'approve', {
            id: 'yes',
            covers: ['change'],
            ask: [{ who: 'leads', for: 60 }],
            with: { question: 'Go?' },
          }),
          anEach('Each', '$inputs.namespaces', [inner]),
        ],
        { inputs: namespaces },
      ),
      {},
      inputs,
    );
    const numbers = [1001, 1002, 2001, 2002, 3001, 3002];
    expect(ran.of('change').map(({ iteration }) => iteration)).toEqual(numbers);
    const covers = ran.of('yes')[0]?.['covers'];
    expect(Array.isArray(covers) && covers.map((one) => isObject(one) && one['iteration'])).toEqual(numbers);
    const shown = Array.isArray(covers) ? covers[1] : undefined;
    expect(withOf(shown)).toEqual(withOf(ran.of('change')[1]));
  });
});

test('an item that is null is an item, in a loop that may stop as well', async () => {
  const look = aStep('Look', 'look', { id: 'look' });
  for (const more of [{}, { stopWhen: '$index > 5' }]) {
    const each = anEach('Each', '[null, "a", [1, [2]], []]', [look], { id: 'each', ...more });
    const then = aStep('Then', 'look', { id: 'then', with: { all: '$each' } });
    const ran = await run(aRunbook([each, then]));
    const all = Reflect.get(withOf(ran.of('then')[0]) ?? {}, 'all');
    expect(Array.isArray(all) && all.map((one) => one.item)).toEqual([null, 'a', [1, [2]], []]);
  }
});
