import { expect, jest, test } from '@jest/globals';
import { lambda } from '../../lambdas/lambda.ts';
import { asLambdaError } from '../../lambdas/lambda-error.ts';
import { abortAfter, realClock } from '../../lambdas/real-clock.ts';
import { factsOfCause, fail, ReboundError } from '../../lib/model/errors.ts';

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
  await expect(realClock.sleep(60_000, signal)).rejects.toMatchObject({ code: 'Unavailable' });
  cancel();
});

test('a sleep that was aborted before rejects at once', async () => {
  await expect(realClock.sleep(60_000, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test('a mistake of ours leaves where it was made in the log, and nowhere else', async () => {
  const log = jest.spyOn(console, 'error').mockImplementation(() => {});
  const settings = {
    REBOUND_TABLE: 'rebound',
    REBOUND_TOPIC: 'arn:aws:sns:eu-central-1:111122223333:rebound-people',
    REBOUND_EVIDENCE: 'evidence',
    REBOUND_PAGER: 'https://pager.invalid/',
    REBOUND_LINK: 'https://example.invalid/',
  };
  const before = { ...process.env };
  Object.assign(process.env, settings);
  const context = {
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:1:function:x',
    getRemainingTimeInMillis: () => 60_000,
  };
  try {
    const broken = lambda(async () => {
      throw new TypeError('x is not a function');
    });
    await expect(broken({}, context)).rejects.toMatchObject({ name: 'Broken', stack: '' });
    expect(log).toHaveBeenCalledWith(
      expect.stringMatching(/TypeError: x is not a function.*lambda\.test\.ts/),
    );
    log.mockClear();
    const refused = lambda(async () => fail('BadInput', { what: 'no input' }));
    await expect(refused({}, context)).rejects.toMatchObject({ name: 'BadInput' });
    expect(log).not.toHaveBeenCalled();
  } finally {
    process.env = before;
    log.mockRestore();
  }
});
