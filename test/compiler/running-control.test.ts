import { describe, expect, test } from '@jest/globals';
import { aChoose, aHandOn, aRunbook, aStep, aWait } from '../builders/runbook.ts';
import { causeOf, failing, good, run, said, withOf } from './running.ts';

const look = aStep('Look', 'look', { id: 'look' });
const status = { status: '$steps.look.status', there: '$exists($look)' };
const then = aStep('Then', 'look', { id: 'next', with: status });
const verify = aStep('Verify', 'verify', { id: 'verify', with: status });

describe('what a failure leads to', () => {
  test.each([
    ['continue', { kind: 'continue' as const }, { status: 'failed', there: false }],
    [
      'steps',
      { kind: 'steps' as const, steps: [aStep('Instead', 'look', { id: 'instead' })] },
      { status: 'failed', there: false },
    ],
  ])('%s: the run goes on, and can read that it failed', async (_, onFailure, seen) => {
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look', onFailure }), then]), {
      look: [failing],
    });
    expect(ran.view.status).toBe('SUCCEEDED');
    expect(withOf(ran.of('next')[0])).toMatchObject(seen);
    expect(ran.of('instead')).toHaveLength(onFailure.kind === 'steps' ? 1 : 0);
    expect(ran.of('ask look')).toEqual([]);
  });

  test('stop: the run ends with what failed, and nobody is asked', async () => {
    const ran = await run(
      aRunbook([aStep('Look', 'look', { id: 'look', onFailure: { kind: 'stop' } }), then]),
      {
        look: [failing],
      },
    );
    const failure = ran.of('close-run')[0]?.['failure'];
    const cause: unknown = causeOf(failure);
    expect(failure).toMatchObject({ Error: 'StepFailed' });
    expect(cause).toMatchObject({ title: 'Look', failure: { Error: 'NotVerified' } });
    expect(ran.of('next')).toEqual([]);
  });

  test('retry tries again by itself, each time as a new generation, before anybody is asked', async () => {
    const retry = { times: 2, every: 30, backoff: 2 };
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look', retry }), then]), {
      look: [failing, failing, failing, good('x')],
      'ask look': [said('retry')],
    });
    expect(ran.of('look').map(({ generation }) => generation)).toEqual([0, 1, 2, 3]);
    expect(ran.of('ask look')).toHaveLength(1);
    expect(ran.seconds).toBeGreaterThanOrEqual(90);
    expect(ran.view.status).toBe('SUCCEEDED');
  });
});

describe('what a person decides about a failed step', () => {
  test('skip: on behind it, with a status of its own', async () => {
    const ran = await run(aRunbook([look, then]), { look: [failing], 'ask look': [said('skip')] });
    expect(withOf(ran.of('next')[0])).toMatchObject({ status: 'skipped-by-hand', there: false });
  });

  test('back: to the step that is named, as a new generation', async () => {
    const ran = await run(aRunbook([look, aStep('Middle', 'look', { id: 'middle' }), then]), {
      next: [failing, good('x')],
      'ask next': [said('back', { to: 'look' })],
    });
    expect(ran.states.filter((name) => ['Look', 'Middle', 'Then'].includes(name))).toEqual([
      'Look',
      'Middle',
      'Then',
      'Look',
      'Middle',
      'Then',
    ]);
    expect(ran.of('middle').map(({ generation }) => generation)).toEqual([0, 1]);
    expect(ran.of('ask next')[0]?.['offers']).toEqual(['values', 'skip', 'back']);
  });

  test('by hand: on to the verify behind, over everything between', async () => {
    const ran = await run(aRunbook([look, then, verify]), {
      look: [failing],
      'ask look': [said('by-hand')],
    });
    expect(ran.of('next')).toEqual([]);
    expect(withOf(ran.of('verify')[0])).toMatchObject({ status: 'skipped-by-hand' });
  });

  test('other values: a change is asked about anew, for those values', async () => {
    const yes = aStep('May we?', 'approve', {
      id: 'yes',
      covers: ['change'],
      ask: [{ who: 'leads', for: 60 }],
      with: { question: 'Go?' },
    });
    const change = aStep('Change it', 'change', { id: 'change', approval: 'yes' });
    const ran = await run(aRunbook([yes, change, look]), {
      change: [said('approve'), failing, good('x')].slice(1),
      'ask change': [said('retry', { values: { word: 'b' } })],
    });
    const asked = ran.calls.filter(({ payload }) => payload['uses'] === 'approve');
    expect(asked.map(({ payload }) => [payload['step'], payload['values'] ?? null])).toEqual([
      ['yes', null],
      ['change', { word: 'b' }],
    ]);
    const changes = ran.calls.filter(
      ({ payload }) => payload['uses'] === 'change' && 'with' in payload && !('ask' in payload),
    );
    expect(changes.at(-1)?.payload).toMatchObject({
      generation: 1,
      approval: 'change',
      values: { word: 'b' },
    });
    expect(ran.view.status).toBe('SUCCEEDED');
  });
});

describe('until', () => {
  const until = { condition: "$look.word = 'up'", every: 30 };
  const step = (more = {}) => aStep('Look', 'look', { id: 'look', until: { ...until, ...more } });

  test('a look that went well is not the end of its attempts: of `retry` there are as many as it says', async () => {
    const retry = { times: 2, every: 30, backoff: 1 };
    const late = { error: 'StepDeadline' };
    const waiting = aStep('Look', 'look', { id: 'look', until, retry, timeout: 60 });
    const ran = await run(aRunbook([waiting, aStep('Next', 'look', { id: 'next', retry }), verify]), {
      look: [good('down'), late, good('down'), late, good('down'), late, good('up')],
      'ask look': [said('retry')],
      next: [failing, failing, good('x')],
    });
    expect(ran.of('look').map(({ generation }) => generation)).toEqual([0, 0, 1, 1, 2, 2, 3]);
    expect(ran.of('ask look')).toHaveLength(1);
    expect(ran.of('next')).toHaveLength(3);
    expect(ran.of('ask next')).toEqual([]);
  });

  test('looks again until it holds', async () => {
    const ran = await run(
      aRunbook([step(), aStep('Then', 'look', { id: 'next', with: { word: '$look.word' } })]),
      {
        look: [good('down'), good('down'), good('up')],
      },
    );
    expect(ran.of('look')).toHaveLength(3);
    expect(ran.of('look').map(({ since }) => since)).toEqual([
      null,
      ran.of('look')[0]?.['entered_at'],
      ran.of('look')[0]?.['entered_at'],
    ]);
    expect(withOf(ran.of('next')[0])).toMatchObject({ word: 'up' });
    expect(ran.seconds).toBeGreaterThanOrEqual(60);
  });

  test('its time over, `on_timeout` reads what was seen last', async () => {
    const late = aStep('Late', 'look', {
      id: 'late',
      with: { word: '$look.word', status: '$steps.look.status' },
    });
    const ran = await run(aRunbook([step({ onTimeout: [late] }), aStep('Then', 'look', { id: 'next' })]), {
      look: [good('down'), { error: 'StepDeadline', facts: { what: 'too long' } }],
    });
    expect(withOf(ran.of('late')[0])).toMatchObject({ word: 'down', status: 'failed' });
    expect(ran.of('next')).toHaveLength(1);
  });
});

describe('waiting', () => {
  test.each([
    ['$look.age / 7', 1543],
    ['$look.age - 10800', 1],
  ])('for what is computed (%s) is a time-out that Step Functions takes: %i s', async (given, seconds) => {
    const wait = aStep('Wait', 'wait', { id: 'wait', with: { for: given } });
    const ran = await run(aRunbook([aStep('Look', 'look', { id: 'look' }), wait]), { wait: ['silence'] });
    expect([ran.view.status, ran.of('ask wait'), Math.round(ran.seconds)]).toEqual([
      'SUCCEEDED',
      [],
      seconds,
    ]);
  });

  test('ends when its time is over, or when somebody says so', async () => {
    const alone = await run(aRunbook([aWait('Wait', 300, { id: 'wait' }), look]), { wait: ['silence'] });
    expect(alone.seconds).toBeGreaterThanOrEqual(300);
    expect(alone.of('look')).toHaveLength(1);
    const ended = await run(aRunbook([aWait('Wait', 300, { id: 'wait' }), look]), {
      wait: [said('go-on')],
    });
    expect(ended.seconds).toBeLessThan(60);
    expect(ended.of('look')).toHaveLength(1);
  });
});

describe('nested and handed on', () => {
  const nested = aStep('Nest', 'runbook', {
    id: 'nest',
    with: { runbook: 'other', inputs: { cluster: '$inputs.cluster' } },
  });
  const start = {
    machine: 'arn:aws:states:eu-west-1:1:stateMachine:rebound-other',
    name: 'n-0-0-nest',
    input: { cluster: 'x' },
  };
  // Both parts are answered under the step's id.
  const parts = [{ output: start }, { output: { run: 'r', outcome: 'recovered', because: '' } }];

  test('a nested run is prepared, started and looked at; its output can be read', async () => {
    const ran = await run(
      aRunbook([nested, aStep('Then', 'look', { id: 'next', with: { came: '$nest.outcome' } })]),
      {
        nest: parts,
      },
    );
    expect(ran.of('nest').map(({ part }) => part)).toEqual(['prepare', 'result']);
    expect(ran.view.status).toBe('SUCCEEDED');
  });

  test('one that does not end well is looked at as well', async () => {
    const ran = await run(aRunbook([nested]), {
      nest: [{ output: start }, { error: 'NestedFailed', facts: { what: 'it failed' } }],
      execution: [{ error: 'States.TaskFailed' }],
      'ask nest': [said('skip')],
    });
    expect(ran.of('nest').map(({ part }) => part)).toEqual(['prepare', 'result']);
    expect(ran.of('ask nest')[0]?.['failure']).toMatchObject({ Error: 'NestedFailed' });
  });

  const handsOn = aRunbook([
    look,
    aHandOn('On', 'other', { cluster: '$inputs.cluster' }, 'it is {{ $look.word }}'),
  ]);

  test('handing on fences first, then starts, then closes', async () => {
    const ran = await run(handsOn, { 'hand-on': [{ output: { ...start, run: 'r' } }] });
    expect(ran.calls.map(({ name }) => name).slice(-3)).toEqual(['hand-on', 'execution', 'close-run']);
    expect(ran.of('hand-on')[0]).toMatchObject({ runbook: 'other', inputs: { cluster: 'prod-blue' } });
    expect(ran.of('close-run')[0]?.['result']).toMatchObject({
      outcome: 'handed-on',
      to: { run: 'r', runbook: 'other' },
    });
  });

  test('what cannot be handed on is closed as a failure', async () => {
    const ran = await run(handsOn, { 'hand-on': [{ error: 'LockHeld', facts: { what: 'no' } }] });
    expect(ran.of('close-run')[0]?.['failure']).toMatchObject({ Error: 'LockHeld' });
    const unstarted = await run(handsOn, {
      'hand-on': [{ output: { ...start, run: 'r' } }],
      execution: [{ error: 'StepFunctions.StateMachineDoesNotExistException' }],
    });
    expect(unstarted.of('close-run')[0]?.['failure']).toMatchObject({
      Error: 'StepFunctions.StateMachineDoesNotExistException',
    });
  });
});

describe('taking back', () => {
  const undo = { with: { word: '$change.word', cluster: '$inputs.cluster', was: '$look.age' } };
  const steps = [look, aStep('Change it', 'change', { id: 'change', approval: 'yes', undo }), then];
  const entry = {
    step: 'change',
    iteration: 0,
    generation: 0,
    with: {},
    reads: { look: { age: 7 } },
    output: { word: 'old' },
  };
  const none = { output: { step: null } };

  test('an aborted run takes its steps back, with what the ledger kept', async () => {
    const ran = await run(aRunbook(steps), {
      next: [{ error: 'Aborted', facts: { what: 'ann' } }],
      undo: [{ output: entry }, none],
    });
    expect(ran.of('change')[0]?.['undoable']).toEqual({ reads: { look: { word: 'fine', age: 10_800 } } });
    expect(ran.of('change')[1]).toMatchObject({
      phase: 'undo',
      generation: 0,
      with: { word: 'old', cluster: 'prod-blue', was: 7 },
    });
    expect(ran.of('undo')[1]).toMatchObject({
      left: null,
      done: { step: 'change', iteration: 0, generation: 0 },
    });
    expect(ran.of('close-run')[0]?.['failure']).toMatchObject({ Error: 'Aborted' });
  });

  test('one that fails asks: again, left as it is, or no more', async () => {
    const aborted = { next: [{ error: 'Aborted', facts: { what: 'ann' } }], undo: [{ output: entry }, none] };
    const done = good('x');
    const again = await run(aRunbook(steps), {
      ...aborted,
      change: [done, failing, done],
      'ask change__undo': [said('retry')],
    });
    expect(again.of('change').map(({ round }) => round)).toEqual([undefined, 0, 1]);
    const left = await run(aRunbook(steps), {
      ...aborted,
      change: [done, failing],
      'ask change__undo': [said('skip')],
    });
    expect(left.of('undo')[1]).toMatchObject({ left: { step: 'change', by: 'ann' }, done: null });
    const over = await run(aRunbook(steps), {
      ...aborted,
      change: [done, failing],
      'ask change__undo': [{ error: 'Aborted', facts: { what: 'enough' } }],
    });
    expect(over.of('undo')).toHaveLength(1);
    expect(over.of('close-run')).toHaveLength(1);
  });

  test('what cannot be known is asked about, too', async () => {
    const ran = await run(aRunbook(steps), {
      next: [{ error: 'Aborted', facts: { what: 'ann' } }],
      undo: [{ output: { ...entry, output: null } }, none],
      'ask change__undo': [said('skip')],
    });
    expect(ran.of('ask change__undo')).toHaveLength(1);
  });
});

describe('always', () => {
  const always = [
    aStep('Tell', 'page', { id: 'tell', with: { text: '{{ $run.outcome }} after {{ $run.elapsed }}' } }),
    aStep('And', 'page', { id: 'and' }),
  ];

  test.each([
    ['a good ending', {}, 'recovered'],
    ['an abort', { look: [{ error: 'Aborted', facts: { what: 'ann' } }] }, 'aborted'],
    ['the deadline', { look: [{ error: 'RunDeadline', facts: { what: 'over' } }] }, 'failed'],
  ])('runs after %s, and knows how it ends', async (_, script, outcome) => {
    const ran = await run(aRunbook([look], { always }), script);
    expect(ran.of('tell')[0]).toMatchObject({
      phase: 'always',
      with: { text: { '{{}}': [{ value: outcome }, ' after ', {}] } },
    });
    expect(ran.of('close-run').map(({ part }) => part)).toEqual(['judge', 'last']);
  });

  test('the steps that stand there for a failure run, and those behind it', async () => {
    const instead = aStep('Instead', 'page', { id: 'instead', with: { text: '$steps.tell.status' } });
    const tell = aStep('Tell', 'page', { id: 'tell', onFailure: { kind: 'steps', steps: [instead] } });
    const ran = await run(aRunbook([look], { always: [tell, aStep('And', 'page', { id: 'and' })] }), {
      tell: [failing],
    });
    expect(ran.of('instead')).toMatchObject([{ phase: 'always', with: { text: 'failed' } }]);
    expect(ran.of('and')).toHaveLength(1);
    expect(ran.view.status).toBe('SUCCEEDED');
  });

  test('what fails in it keeps nothing from being closed', async () => {
    const ran = await run(aRunbook([look], { always }), { tell: [failing] });
    expect(ran.of('and')).toHaveLength(1);
    expect(ran.of('close-run')).toHaveLength(2);
    expect(ran.view.status).toBe('SUCCEEDED');
  });

  test('a run that goes once more through Recovery does it at its last end', async () => {
    const ran = await run(aRunbook([look], { always }), {
      'close-run': [
        { output: { again: true, signals: 1, outcome: 'recovered', because: '' } },
        { output: { again: false, signals: 1, outcome: 'recovered', because: '' } },
      ],
    });
    expect(ran.of('look')).toHaveLength(2);
    expect(ran.of('tell')).toHaveLength(1);
  });
});

describe('an unattended runbook', () => {
  test('has a question before each change that nothing covers', async () => {
    const ran = await run(aRunbook([aStep('Change it', 'change', { id: 'change' })], { unattended: true }));
    expect(
      ran.calls
        .filter(({ name }) => name === 'change')
        .map(({ payload }) => [payload['uses'], payload['unattended'] ?? null]),
    ).toEqual([
      ['approve', true],
      ['change', null],
    ]);
    expect(ran.of('change')[1]).toMatchObject({ approval: 'change' });
  });
});

test('a choice may hand on', async () => {
  const ran = await run(
    aRunbook([look, aChoose('What?', { "$look.word = 'fine'": { runbook: 'other', because: 'so' } }), then]),
    { 'hand-on': [{ output: { machine: 'arn:x:y', name: 'n', input: {}, run: 'r' } }] },
  );
  expect(ran.of('close-run')[0]?.['result']).toMatchObject({ outcome: 'handed-on' });
});
