import { describe, expect, test } from '@jest/globals';
import { aChoose, aFinish, aRunbook, aStep, aWholeRunbook } from '../builders/runbook.ts';
import { run } from './running.ts';

const odd = { output: { word: 'odd', age: 60 } };
const closedWith = (payloads: Record<string, unknown>[]) => payloads.map(({ result }) => result);

describe('a compiled runbook on the engine', () => {
  test('goes through its steps, closes, and ends with run, outcome and reason', async () => {
    const ran = await run(aWholeRunbook(), { look: [{ output: { word: 'strange', age: 60 } }] });
    expect(ran.view.status).toBe('SUCCEEDED');
    expect(ran.view.output).toEqual({ run: 'aaaabbbbccccdddd', outcome: 'recovered', because: '' });
    expect(ran.states).toEqual([
      'Open run',
      'Lock',
      'Locked?',
      'Recovery',
      'Recovery · begin',
      'Look',
      'What is it?',
      'Tell them · if',
      'May we?',
      'Change it',
      'It is as it should be',
      'Close run',
      'Ended?',
      'Done',
    ]);
    expect(ran.of('lock')[0]?.['target']).toEqual({ cluster: 'prod-blue', namespace: 'payments' });
  });

  test('a state for each step that acts: fewer than 1.3 transitions for each, without frame and asks', async () => {
    const ran = await run(aWholeRunbook(), { look: [{ output: { word: 'strange', age: 60 } }] });
    const frame = [
      'Open run',
      'Lock',
      'Locked?',
      'Recovery',
      'Recovery · begin',
      'Close run',
      'Ended?',
      'Done',
      'May we?',
    ];
    const transitions = ran.states.filter((name) => !frame.includes(name)).length;
    const executed = 4; // look, the choice, the change, the verify; the message was skipped
    expect(transitions / executed).toBeLessThanOrEqual(1.3);
  });

  test('a step is told where it is, with expressions as values, text as a template, and cluster and namespace of the target', async () => {
    const ran = await run(aWholeRunbook(), { look: [odd], closer: [odd] });
    const [change] = ran.of('change_it');
    expect(change).toMatchObject({
      execution: 'arn:aws:states:eu-west-1:111122223333:execution:restore-namespace:one',
      state: 'Change it',
      attempt: 0,
      step: 'change_it',
      title: 'Change it',
      uses: 'change',
      generation: 0,
      iteration: 0,
      timeout: 1800,
      with: { cluster: 'prod-blue', namespace: 'payments', word: 'odd' },
      approval: 'may_we',
    });
    const [ask] = ran.of('may_we');
    expect(ask?.['with']).toEqual({
      question: {
        '{{}}': [
          'Change ',
          { value: 'payments', path: '$inputs.namespace', type: 'text' },
          ', ',
          { value: 60, path: '$look.age', type: 'duration' },
          ' old?',
        ],
      },
      ask: [
        { who: 'platform-leads', for: 300 },
        { who: 'platform-managers', for: 600 },
      ],
      quorum: 1,
    });
    expect(ask?.['covers']).toEqual([
      { step: 'change_it', title: 'Change it', uses: 'change', iteration: 0, with: change?.['with'] },
    ]);
  });

  test('an arm that ends the run gives its outcome and its reason, unrendered, to Close run', async () => {
    const ran = await run(aWholeRunbook(), { look: [{ output: { word: 'fine', age: 60 } }] });
    expect(ran.states).toContain('What is it? · finish');
    expect(closedWith(ran.of('close-run'))).toEqual([
      {
        outcome: 'nothing-to-do',
        because: { '{{}}': [{ value: 'payments', path: '$inputs.namespace', type: 'text' }, ' is fine'] },
      },
    ]);
  });

  test('an arm with steps is gone through, and its last step goes on after the choice', async () => {
    const ran = await run(aWholeRunbook(), { look: [odd], closer: [odd] });
    expect(ran.states.slice(5, 10)).toEqual([
      'Look',
      'What is it?',
      'Look closer',
      'Somebody has it · if',
      'Tell them · if',
    ]);
  });

  test.each([
    ['first arm', 'one', { a: 'fine', b: null, c: null }],
    ['second arm', 'two', { a: null, b: 'fine', c: null }],
    ['otherwise', 'three', { a: null, b: null, c: 'fine' }],
  ])('%s: the outputs of the others are null and their status skipped', async (_, word, expected) => {
    const one = (id: string) => [aStep(`Step ${id}`, 'look', { id })];
    const value = (id: string) => `$exists($${id}.word) ? $${id}.word : null`;
    const seen = aStep('See', 'look', {
      with: {
        status: '$steps.a.status',
        a: `$${value('a').slice(1)}`,
        b: `$${value('b').slice(1)}`,
        c: `$${value('c').slice(1)}`,
      },
    });
    const ran = await run(
      aRunbook([
        aStep('Look', 'look', { id: 'look' }),
        aChoose('Which?', {
          "$look.word = 'one'": one('a'),
          "$look.word = 'two'": one('b'),
          otherwise: one('c'),
        }),
        { ...seen, id: 'seen' },
      ]),
      { look: [{ output: { word, age: 1 } }] },
    );
    expect(ran.of('seen')[0]?.['with']).toMatchObject({
      ...expected,
      status: expected.a ? 'done' : 'skipped',
    });
  });

  test('a step whose condition is false is skipped: null, and the way goes on', async () => {
    const ran = await run(
      aRunbook([
        aStep('Look', 'look', { id: 'look', if: "$inputs.namespace = 'other'" }),
        aFinish(
          'It was skipped',
          'nothing-to-do',
          'skipped',
          "$steps.look.status = 'skipped' and $not($exists($look))",
        ),
      ]),
    );
    expect(ran.of('look')).toEqual([]);
    expect(closedWith(ran.of('close-run'))).toEqual([{ outcome: 'nothing-to-do', because: 'skipped' }]);
  });

  test('a conditional end: the run recovers when it is not taken', async () => {
    const ran = await run(
      aRunbook([aStep('Look', 'look', { id: 'look' }), aFinish('End', 'aborted', 'x', "$look.word = 'no'")]),
    );
    expect(ran.states).toContain('Recovery · end');
    expect(ran.view.output).toMatchObject({ outcome: 'recovered' });
  });

  test('text that looks like an ASL expression stays text', async () => {
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look', with: { text: '{% 1 + 1 %}' } })]));
    expect(ran.of('look')[0]?.['with']).toMatchObject({ text: '{% 1 + 1 %}' });
  });

  test('$run.elapsed is the seconds until now, $run.target what is recovered', async () => {
    const ran = await run(
      aRunbook([
        aStep('Wait', 'look', { id: 'wait' }),
        aStep('Look', 'look', {
          id: 'look',
          with: {
            elapsed: '$run.elapsed',
            target: '$run.target.namespace',
            name: "$inputs.namespace & ' $run.elapsed'",
          },
        }),
      ]),
      { wait: [{ error: 'NotReady' }, { error: 'NotReady' }, { output: { word: 'fine', age: 1 } }] },
    );
    expect(ran.of('look')[0]?.['with']).toMatchObject({
      elapsed: 37,
      target: 'payments',
      name: 'payments $run.elapsed',
    });
  });
});
