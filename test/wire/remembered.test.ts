import { expect, test } from '@jest/globals';
import { type ErrorCode, ReboundError } from '../../lib/model/errors.ts';
import { newRemembered } from '../../lib/wire/remembered.ts';
import { readReference } from '../../lib/wire/references.ts';
import { answering, json } from './answering.ts';

const never = () => new Promise<string>(() => undefined);
const failing = (code: ErrorCode) => async (): Promise<string> => {
  throw new ReboundError(code, { what: 'no' });
};

/** Reads a key, and again after so many seconds by `read`; what that gives, and how long it took. */
async function readAgain(seconds: number, read: () => Promise<string>) {
  const { clock, play } = answering();
  const remembered = newRemembered();
  return play(async () => {
    await remembered('key', clock, async () => 'first');
    await clock.sleep(seconds * 1000);
    const before = clock.now();
    const outcome = await remembered('key', clock, read).catch((error: unknown) => error);
    return { outcome, took: clock.now() - before };
  });
}

test.each<[string, number, () => Promise<string>, string, number]>([
  ['within half a minute it is not asked for again', 29, failing('AccessDenied'), 'first', 0],
  ['after that it is', 30, async () => 'second', 'second', 0],
  ['its keeper does not answer', 3600, failing('Unavailable'), 'first', 0],
  ['its keeper has no time', 3600, failing('Throttled'), 'first', 0],
  ['its keeper says nothing at all', 3600, never, 'first', 3000],
])('what was read once: %s', async (_, seconds, read, outcome, took) => {
  expect(await readAgain(seconds, read)).toEqual({ outcome, took });
});

test.each<[string, number, ErrorCode]>([
  ['taken away', 60, 'NotFound'],
  ['forbidden', 60, 'AccessDenied'],
  ['a day old', 86_401, 'Unavailable'],
])('a key that is %s is none', async (_, seconds, code) => {
  expect((await readAgain(seconds, failing(code))).outcome).toMatchObject({ code });
});

test('what could not be read is not remembered, and names are told apart', async () => {
  const { clock } = answering();
  const remembered = newRemembered();
  await expect(remembered('key', clock, failing('Unavailable'))).rejects.toMatchObject({
    code: 'Unavailable',
  });
  expect(await remembered('key', clock, async () => 'one')).toBe('one');
  expect(await remembered('other', clock, async () => 'two')).toBe('two');
});

test('a flood of requests is one call to where their key is kept', async () => {
  const { surroundings, sent } = answering(json(200, { Parameter: { Value: 'signing-secret' } }));
  const around = { ...surroundings, remembered: newRemembered() };
  const secrets = { read: async () => 'unused' };
  for (let n = 0; n < 100; n += 1)
    expect(await readReference({ $parameter: '/a' }, { secrets, surroundings: around })).toBe(
      'signing-secret',
    );
  expect(sent).toHaveLength(1);
});
