import { expect, test } from '@jest/globals';
import { asLambdaError } from '../../lambdas/lambda.ts';
import { abortAfter, realClock } from '../../lambdas/real-clock.ts';
import { factsOfCause, ReboundError } from '../../lib/model/errors.ts';

test('an error of ours reaches the state machine with its code and its facts', () => {
  const facts = { what: 'api has 0 of 3 replicas', todo: 'look at its events' };
  const told = asLambdaError(new ReboundError('NotVerified', facts));
  expect(told.name).toBe('NotVerified');
  const cause = JSON.stringify({ errorType: told.name, errorMessage: told.message, trace: [] });
  expect(factsOfCause(cause)).toEqual(facts);
  expect(told.stack).toBe('');
});

test('any other error is Broken, with its message', () => {
  const told = asLambdaError(new TypeError('x is not a function'));
  expect([told.name, JSON.parse(told.message)]).toEqual(['Broken', { what: 'x is not a function' }]);
});

test('the signal is aborted when the time is over', async () => {
  const { signal, cancel } = abortAfter(0);
  await expect(realClock.sleep(60_000, signal)).rejects.toThrow(/time of this function/);
  cancel();
});

test('a sleep that was aborted before rejects at once', async () => {
  await expect(realClock.sleep(60_000, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
