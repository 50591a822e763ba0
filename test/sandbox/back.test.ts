import { expect, test } from '@jest/globals';
import { codeOf } from '../../lib/model/errors.ts';
import { aSandbox, blue, givenBlue } from './a-sandbox.ts';

const minutes = 60_000;

test.each([
  ['unreachable', { api: 'unreachable' }],
  ['denied', { api: 'denied' }],
  ['gone', { state: 'gone' }],
] as const)('a cluster that is %s for half an hour is there again after it, not before', async (_, state) => {
  const { clients, clock, play } = aSandbox({ given: givenBlue({ ...state, back: 1800 }) });
  const nodes = async () => {
    try {
      return (await (await clients.kubernetes(blue)).list('/api/v1/nodes')).length;
    } catch (error) {
      return codeOf(error);
    }
  };
  await play(async () => {
    await clock.sleep(29 * minutes);
    expect(await nodes()).toEqual(expect.any(String));
    await clock.sleep(2 * minutes);
    expect(await nodes()).toBe(3);
  });
});
