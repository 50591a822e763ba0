import { describe, expect, test } from '@jest/globals';
import { changedLine } from '../../lib/handlers/closing-text.ts';
import { endingOf } from '../../lib/handlers/ending.ts';
import type { Ask } from '../../lib/model/ask.ts';
import type { CloseCall } from '../../lib/model/call.ts';
import type { Json } from '../../lib/model/json.ts';
import type { Ledger } from '../../lib/model/ledger.ts';
import type { Mode } from '../../lib/model/outcome.ts';
import { anAsk, anEntry, aRun, at, aVoice } from '../history/builders.ts';

const taken = { status: 'taken' as const, because: '' };
const result = (outcome: string, because: Json = 'so') => ({ result: { outcome, because } });
const failure = (error: string, cause: unknown) => ({
  failure: { Error: error, Cause: typeof cause === 'string' ? cause : JSON.stringify(cause) },
});
const function_ = (error: string, facts: object) =>
  failure(error, { errorType: error, errorMessage: JSON.stringify(facts), trace: [] });
const verified = { verified: { step: 'verify', at: at(50), signals: 2 } };

interface Given {
  mode?: Mode;
  ledger?: Partial<Ledger>;
  asks?: Ask[];
  lock?: CloseCall['lock'];
  handedOnTo?: string;
}
function ending(
  call: Partial<CloseCall>,
  { mode = 'real', ledger = {}, asks = [], lock = taken, handedOnTo }: Given = {},
) {
  const run = aRun({ mode, ...(handedOnTo === undefined ? {} : { handedOnTo }) });
  const whole = {
    execution: run.execution,
    state: 'Close run',
    entered_at: at(60),
    attempt: 0,
    look: 1,
    handled: 0,
    lock,
    ...call,
  };
  const known: Ledger = { run: run.run, entries: {}, undo: {}, nested: {}, transients: {}, ...ledger };
  const { handledSignals: _, ...judged } = endingOf(whole, run, known, asks);
  return judged;
}
const failed = (answer: string, given: Partial<Ask> = {}) =>
  anAsk({
    kind: 'failure',
    title: 'Restore',
    decision: aVoice('ana', answer, { because: 'by hand' }),
    ...given,
  });

describe('how a run ends', () => {
  test.each<[string, Partial<CloseCall>, Given, object]>([
    [
      'verified',
      result('recovered', null),
      { ledger: verified },
      { outcome: 'recovered', because: 'the last verify saw what should be there' },
    ],
    ['not verified', result('recovered'), {}, { outcome: 'failed' }],
    [
      'with a step skipped',
      result('recovered'),
      { ledger: verified, asks: [failed('skip')] },
      { outcome: 'recovered-with-skips', because: 'so; ana said skip to "Restore": by hand' },
    ],
    [
      'with the rest done by hand',
      result('recovered'),
      { ledger: verified, asks: [failed('by-hand')] },
      { outcome: 'recovered-with-skips' },
    ],
    [
      'skipped, and not verified: never a guess',
      result('recovered-with-skips'),
      { asks: [failed('skip')] },
      { outcome: 'failed' },
    ],
    [
      'only an undo was skipped',
      result('recovered'),
      { ledger: verified, asks: [failed('skip', { undo: 0 })] },
      { outcome: 'recovered' },
    ],
    [
      'retried is not skipped',
      result('recovered'),
      { ledger: verified, asks: [failed('retry')] },
      { outcome: 'recovered' },
    ],
    [
      'by an error from within a loop',
      failure('Finished', { outcome: 'nothing-to-do', because: 'healthy' }),
      {},
      { outcome: 'nothing-to-do', because: 'healthy' },
    ],
    [
      'whose words have insertions',
      failure('Finished', {
        outcome: 'aborted',
        because: { '{{}}': [{ value: 90, path: '$x.age', type: 'duration' }, ' old'] },
      }),
      {},
      { outcome: 'aborted', because: '1 m 30 s old' },
    ],
    [
      'in a dry-run',
      failure('Finished', { outcome: 'nothing-to-do', because: 'healthy' }),
      { mode: 'dry-run' },
      { outcome: 'planned' },
    ],
    [
      'recovered from within a loop is verified, too',
      failure('Finished', { outcome: 'recovered', because: '' }),
      {},
      { outcome: 'failed' },
    ],
    [
      'Finished with a cause that is no result',
      failure('Finished', 'cut off {'),
      {},
      { outcome: 'failed', because: expect.stringContaining('cut off') },
    ],
    [
      'a step that stops the run says what failed, not that it was stopped',
      failure('StepFailed', {
        Error: 'NotVerified',
        Cause: JSON.stringify({
          errorType: 'NotVerified',
          errorMessage: JSON.stringify({ what: 'api has 0 of 3' }),
        }),
      }),
      {},
      { outcome: 'failed', because: 'api has 0 of 3' },
    ],
    [
      'also where one stops within another, and for bad input: the run had begun',
      failure('StepFailed', {
        Error: 'StepFailed',
        Cause: JSON.stringify({
          Error: 'BadInput',
          Cause: JSON.stringify({
            errorType: 'BadInput',
            errorMessage: JSON.stringify({ what: 'no such backup' }),
          }),
        }),
      }),
      {},
      { outcome: 'failed', because: 'no such backup' },
    ],
    [
      'bad input before it began',
      function_('BadInput', { what: 'cluster is missing' }),
      { lock: null },
      { outcome: 'refused', badInput: true, because: 'cluster is missing' },
    ],
    [
      'bad input after it began',
      function_('BadInput', { what: 'no such backup' }),
      {},
      { outcome: 'failed', because: 'no such backup' },
    ],
    [
      'what cannot be done',
      failure('CannotDo', { what: 'ana could not do "Swap": no rights' }),
      {},
      { outcome: 'failed', because: 'ana could not do "Swap": no rights' },
    ],
    [
      'by hand, with no verify behind it',
      failure('ByHand', { what: 'ana does the rest' }),
      {},
      { outcome: 'failed', because: expect.stringContaining('no verify came behind it') },
    ],
    ['a no', failure('Rejected', { what: 'ana rejected' }), {}, { outcome: 'aborted' }],
    [
      'an abort that Recovery did not hear',
      result('nothing-to-do'),
      { ledger: { aborted: { by: 'ana', at: at(1), because: 'no' } } },
      { outcome: 'aborted', because: 'ana aborted the run: no' },
    ],
    [
      'handed on',
      { result: { outcome: 'handed-on', because: 'gone', to: { run: 'bbbb', runbook: 'rebuild' } } },
      {},
      { outcome: 'handed-on', because: 'gone', handedOnTo: 'bbbb' },
    ],
    [
      'handed on from within a loop, as the history knows it',
      failure('Finished', { outcome: 'handed-on', because: 'gone', to: { runbook: 'rebuild', inputs: {} } }),
      { handedOnTo: 'bbbb' },
      { outcome: 'handed-on', handedOnTo: 'bbbb' },
    ],
    [
      'to be handed on, and to nobody',
      { result: { outcome: 'handed-on', because: 'gone', to: { runbook: 'rebuild' } } },
      {},
      { outcome: 'failed' },
    ],
    ['with no outcome', { result: null }, {}, { outcome: 'failed' }],
    [
      'joined',
      { lock: { status: 'joined', because: 'run abcdefghijklmnop is already recovering' } },
      {},
      { outcome: 'joined', joined: 'abcdefghijklmnop' },
    ],
  ])('%s', (_, call, given, expected) => {
    const lock = call.lock ?? given.lock;
    expect(ending(call, { ...given, ...(lock === undefined ? {} : { lock }) })).toMatchObject(expected);
  });
});

describe('what is told of what was changed', () => {
  const ledger = (given: Partial<Ledger>): Ledger => ({
    run: 'run',
    entries: {},
    undo: {},
    nested: {},
    transients: {},
    ...given,
  });
  const aborted = { by: 'ana', at: at(60), because: 'no' };
  const manual = {
    step: 'stop',
    uses: 'manual',
    iteration: 0,
    generation: 0,
    beganAt: at(5),
    with: {},
    reads: {},
    output: null,
  };

  test('nothing', () => expect(changedLine(ledger({}))).toBe('Nothing was changed outside.'));

  test('what is left, and how sure that is', () => {
    const entries = {
      a: anEntry({ external: 'rb-a', doneAt: at(20) }),
      b: anEntry({ external: 'rb-b', step: 'other' }),
    };
    expect(changedLine(ledger({ entries }))).toBe(
      'Changed outside, and not taken back: rb-a on prod-blue, rb-b on prod-blue (begun, perhaps not made).',
    );
  });

  test('what was taken back, by us and by people, and what they left', () => {
    const entries = {
      a: anEntry({ external: 'rb-a', doneAt: at(20), undoneAt: at(70) }),
      u: anEntry({ external: 'rb-a--undo', undoes: true, doneAt: at(70) }),
    };
    const undo = {
      'stop.0.0': { ...manual, doneAt: at(6), undoneAt: at(80) },
      'swap.0.0': { ...manual, step: 'swap', doneAt: at(6), leftBy: 'bob' },
      'look.0.0': { ...manual, step: 'look' },
    };
    expect(changedLine(ledger({ entries, undo, aborted }))).toBe(
      'Changed outside, and not taken back: step swap (left by bob). Taken back: rb-a, step stop.',
    );
    const all = { entries, undo: { 'stop.0.0': { ...manual, doneAt: at(6), undoneAt: at(80) } }, aborted };
    expect(changedLine(ledger(all))).toBe(
      'Nothing that was changed outside is left. Taken back: rb-a, step stop.',
    );
  });

  test('that it was stopped, that others did something for it, and not two hundred names', () => {
    const names = Array.from({ length: 200 }, (_, n) => `rb-${n}`);
    const entries = Object.fromEntries(names.map((name) => [name, anEntry({ external: name })]));
    const text = changedLine(ledger({ entries, aborted, undoStopped: aborted, nested: { bbbb: 'each' } }));
    expect(text).toMatch(/ and 180 more\. ana stopped the taking back\. .*run bbbb\.$/);
    expect(text.length).toBeLessThan(1500);
  });
});
