import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../lib/model/json.ts';
import { aChoose, aRunbook, aStep, aWholeRunbook } from '../builders/runbook.ts';
import { run } from './running.ts';

const odd = { output: { word: 'odd', age: 60 } };
const text = (value: unknown) => (typeof value === 'string' ? value : '');

describe('when something goes wrong', () => {
  const failing = { error: 'NotVerified', facts: { what: 'api has 0 of 3 replicas' } };
  const good = { output: { word: 'fine', age: 1 } };
  const retry = { output: { answer: 'retry', by: 'ann', because: '', at: '2026-11-24T03:06:00Z' } };

  test('a failed step asks; retry is the next generation of the same step', async () => {
    const ran = await run(
      aRunbook([aStep('Look', 'look', { id: 'look' }), aStep('Then', 'look', { id: 'then' })]),
      {
        look: [failing, good],
        'ask look': [retry],
      },
    );
    expect(ran.of('look').map(({ generation }) => generation)).toEqual([0, 1]);
    expect(ran.of('then').map(({ generation }) => generation)).toEqual([1]);
    expect(ran.of('ask look')[0]).toMatchObject({
      step: 'look',
      title: 'Look',
      uses: 'look',
      generation: 0,
      level: 0,
      ask: [{ who: 'platform-oncall', for: 600 }],
      failure: { Error: 'NotVerified' },
    });
    expect(ran.view.output).toMatchObject({ outcome: 'recovered' });
  });

  test('abort ends the run as aborted', async () => {
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look' })]), {
      look: [failing],
      'ask look': [{ error: 'Aborted' }],
    });
    expect(ran.states.slice(-4)).toEqual(['Stop here', 'Close run', 'Ended?', 'Failed']);
    expect(ran.view).toMatchObject({ status: 'FAILED', error: 'aborted', cause: 'it failed' });
    expect(ran.of('close-run')[0]).toMatchObject({ result: null, failure: { Error: 'Aborted' } });
  });

  test.each(['RunClosed', 'Aborted', 'Rejected', 'RunDeadline'])(
    '%s of a step asks nobody',
    async (error) => {
      const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look' })]), { look: [{ error }] });
      expect(ran.of('ask look')).toEqual([]);
      expect(ran.of('close-run')[0]).toMatchObject({ failure: { Error: error } });
    },
  );

  test('a missing value is never false: the step stops in front of a human who reads its path', async () => {
    const ran = await run(
      aRunbook([aStep('Look', 'look', { id: 'look', with: { what: '$inputs.nothing' } })]),
      {
        'ask look': [{ error: 'Aborted' }],
      },
    );
    expect(ran.of('look')).toEqual([]);
    const failure = ran.of('ask look')[0]?.['failure'];
    expect(failure).toMatchObject({ Error: 'States.QueryEvaluationError' });
    expect(isObject(failure) && failure['Cause']).toMatch(/missing: \$inputs\.nothing/);
  });

  test('a condition that reads a missing value asks about Recovery as a whole; retry goes through it anew', async () => {
    const ran = await run(
      aRunbook([
        aStep('Look', 'look', { id: 'look' }),
        aChoose('Which?', { "$look.name = 'x'": [aStep('A', 'look')] }),
      ]),
      { look: [good, { output: { word: 'fine', age: 1, name: 'y' } }], 'ask recovery': [retry] },
    );
    expect(ran.of('ask recovery')[0]).toMatchObject({
      step: 'recovery',
      uses: 'recovery',
      generation: 0,
      level: 0,
    });
    expect(ran.of('look').map(({ generation }) => generation)).toEqual([0, 10_000]);
    expect(ran.view.output).toMatchObject({ outcome: 'recovered' });
  });

  test('transient errors are tried again by the machine, in the same generation', async () => {
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look' })]), {
      look: [{ error: 'Throttled' }, { error: 'Sandbox.Timedout' }, { error: 'Lambda.Unknown' }, good],
    });
    expect(ran.of('look').map(({ generation, attempt }) => [generation, attempt])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    expect(ran.of('ask look')).toEqual([]);
  });

  test('nobody answers: the next level is asked, the last one again and again, until the deadline', async () => {
    const silent = [...Array<'silence'>(12).fill('silence')];
    const ran = await run(aWholeRunbook(), {
      look: [odd],
      closer: [odd],
      may_we: [...silent, { error: 'RunDeadline' }],
    });
    expect(
      ran
        .of('may_we')
        .map(({ level }) => level)
        .slice(0, 4),
    ).toEqual([0, 1, 2, 3]);
    const entered = ran.of('may_we').map((call) => Date.parse(text(call['entered_at'])));
    expect(entered.slice(1, 4).map((at, index) => (at - (entered[index] ?? 0)) / 1000)).toEqual([
      300, 600, 600,
    ]);
    expect(ran.of('close-run')[0]).toMatchObject({ failure: { Error: 'RunDeadline' } });
  });

  test('a no ends the run; the change is never called', async () => {
    const ran = await run(aWholeRunbook(), { look: [odd], closer: [odd], may_we: [{ error: 'Rejected' }] });
    expect(ran.of('change_it')).toEqual([]);
    expect(ran.of('close-run')[0]).toMatchObject({ failure: { Error: 'Rejected' } });
  });

  test('an approval that cannot be asked stops in front of a human, and is asked anew', async () => {
    const ran = await run(aWholeRunbook(), {
      look: [odd],
      closer: [odd],
      may_we: [{ error: 'AccessDenied' }, { output: { answer: 'approve', by: 'ann', because: '', at: '' } }],
      'ask may_we': [retry],
    });
    expect(ran.of('may_we').map(({ generation, level }) => [generation, level])).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(ran.of('change_it')).toHaveLength(1);
  });

  test('joined or refused: nothing of Recovery is entered', async () => {
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look' })]), {
      lock: [{ output: { status: 'joined', because: 'run x has it' } }],
    });
    expect(ran.of('look')).toEqual([]);
    expect(ran.of('close-run')[0]).toMatchObject({
      lock: { status: 'joined' },
      result: null,
      failure: null,
      look: 1,
    });
    expect(ran.view.output).toMatchObject({ outcome: 'joined' });
  });

  test('a run that cannot be opened is closed all the same', async () => {
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look' })]), {
      'open-run': [{ error: 'BadInput' }],
    });
    expect(ran.states).toEqual(['Open run', 'Close run', 'Ended?', 'Failed']);
    expect(ran.of('close-run')[0]).toMatchObject({ failure: { Error: 'BadInput' }, lock: null });
  });

  test('signals after the last look: Recovery is gone through once more', async () => {
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look' })]), {
      'close-run': [
        { output: { again: true, signals: 2, outcome: 'recovered', because: '' } },
        { output: { again: false, signals: 2, outcome: 'recovered', because: '' } },
      ],
    });
    expect(ran.of('close-run').map(({ look, handled }) => [look, handled])).toEqual([
      [1, 0],
      [2, 2],
    ]);
    expect(ran.of('look').map(({ generation }) => generation)).toEqual([0, 10_000]);
  });

  test('a run that cannot be closed is told to people by the machine itself', async () => {
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look' })]), {
      'close-run': [{ error: 'AccessDenied' }],
    });
    expect(ran.told).toEqual([
      {
        TopicArn: '${topic}',
        Subject: 'Rebound: a run of restore-namespace could not be closed',
        Message: expect.stringMatching(/execution:restore-namespace:one$/),
      },
    ]);
    expect(ran.view).toMatchObject({ status: 'FAILED', error: 'failed' });
  });
});
