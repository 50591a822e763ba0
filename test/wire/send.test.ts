import { describe, expect, test } from '@jest/globals';
import type { WireRequest } from '../../lib/model/transport.ts';
import { send } from '../../lib/wire/send.ts';
import { answering, start, text } from './answering.ts';

const request: WireRequest = {
  system: 'pager',
  method: 'GET',
  url: 'https://x.example/',
  headers: {},
  body: '',
};
/** Heeds nothing and never answers. */
const deaf = () => new Promise<never>(() => undefined);

describe('one call outside', () => {
  test('gives back the answer, and leaves no timer behind', async () => {
    const { surroundings, clock, play } = answering(text(200, 'ok'));
    const answer = await play(() => send(surroundings, request, 'the call'));
    expect(answer.status).toBe(200);
    expect(clock.nextDue()).toBeUndefined();
    expect(clock.now()).toBe(start);
  });

  test('is given up after 20 s, also when the transport does not heed the signal', async () => {
    const { surroundings, clock, play, sent } = answering(deaf);
    const ending = play(() => send(surroundings, request, 'the call'));
    await expect(ending).rejects.toMatchObject({
      code: 'Unavailable',
      facts: { what: 'the call was given up', why: 'no answer within 20 s', reason: 'TimeoutError' },
    });
    expect(clock.now() - start).toBe(20_000);
    expect(sent).toHaveLength(1);
  });

  test('is given up when the function’s time is nearly over', async () => {
    const { surroundings, clock, play } = answering(deaf);
    const ending = new AbortController();
    const signal = ending.signal;
    void clock.sleep(7000).then(() => ending.abort(new Error('5 s left')));
    await expect(play(() => send({ ...surroundings, signal }, request, 'the call'))).rejects.toMatchObject({
      code: 'Unavailable',
      facts: { why: 'the time of the whole function is nearly over' },
    });
    expect(clock.now() - start).toBe(7000);
  });

  test('is not begun after that', async () => {
    const { surroundings, play, sent } = answering(text(200, 'ok'));
    const signal = AbortSignal.abort(new Error('over'));
    await expect(play(() => send({ ...surroundings, signal }, request, 'the call'))).rejects.toMatchObject({
      code: 'Unavailable',
    });
    expect(sent).toHaveLength(0);
  });

  test('without an answer says how the connection failed', async () => {
    const { surroundings, play } = answering(
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    );
    await expect(play(() => send(surroundings, request, 'the call'))).rejects.toMatchObject({
      code: 'Unavailable',
      facts: { what: 'the call was not answered', why: 'connect ECONNREFUSED', reason: 'ECONNREFUSED' },
    });
  });
});
