import { describe, expect, test } from '@jest/globals';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { staleAnswers } from '../../lib/rehearsal/stale.ts';
import type { Given } from '../../lib/model/scenario.ts';
import { notFound } from '../../lib/sandbox/not-found.ts';
import { checkCluster } from '../../lib/steps/check-cluster.ts';
import { SandboxOutside } from './sandbox-outside.ts';

const payments = { cluster: 'prod-blue', namespace: 'payments' };
type Wrong = (outside: SandboxOutside) => NonNullable<SandboxOutside['instead']>;

const withNamespace = (state: 'healthy' | 'deleted'): Partial<Given> => ({
  clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: state } } },
});
const gone: Partial<Given> = {
  clusters: { 'prod-blue': { state: 'gone', api: 'healthy', namespaces: {} } },
};

/** Looks once while the `nth` call is answered wrongly; `struck` says at what, and is undefined when there was no such call or no such answer. */
async function lookWith(world: Partial<Given>, nth: number, wrong: Wrong) {
  const outside = new SandboxOutside(world);
  const answer = wrong(outside);
  let struck: string | undefined;
  outside.instead = (request, call) => {
    const instead = call === nth ? answer(request, call) : undefined;
    if (instead) struck = `${request.system} ${new URL(request.url).pathname}`;
    return instead;
  };
  const { output } = await outside.invoke((context) => checkCluster.run(payments, context));
  if (!output) throw new Error('check-cluster gave nothing');
  return { ...output, struck };
}

/** Every look with one wrong answer. */
async function looks(world: Partial<Given>, wrong: Wrong) {
  const seen = [];
  for (let nth = 1; nth <= 16; nth += 1) {
    const one = await lookWith(world, nth, wrong);
    if (one.struck !== undefined) seen.push(one);
  }
  return seen;
}

const isNotThere: Wrong = () => (request) => notFound(request);
/** As it was when the world was another one. */
const asBefore =
  (before: Partial<Given>): Wrong =>
  ({ timeline }) => {
    const first = new SandboxOutside(before).sandbox.state();
    const stale = staleAnswers({ earlier: () => undefined, first: () => first, now: () => timeline.now() });
    return (request) => stale(request, factsOf(request));
  };

const namespaceLook = /namespaces\/payments$/;

describe('one wrong answer', () => {
  test('what exists and once seems not to be there is never GONE, and never said to serve nobody', async () => {
    const seen = await looks(withNamespace('healthy'), isNotThere);
    expect(seen.map(({ struck }) => struck)).toEqual([
      'eks /clusters/prod-blue',
      'eks /clusters/prod-blue',
      expect.stringMatching(namespaceLook),
    ]);
    for (const { api, namespace, serving } of seen) {
      expect([api, namespace]).not.toContain('GONE');
      expect(serving).not.toBe('no');
    }
    expect(seen.at(-1)).toMatchObject({
      api: 'HEALTHY',
      namespace: 'UNKNOWN',
      reason: 'namespace payments was not there at first, and then it was: it is being made',
    });
  });

  test('what was made again, and once looks as before, is not GONE', async () => {
    const seen = await looks(withNamespace('healthy'), asBefore(withNamespace('deleted')));
    expect(seen.some(({ struck }) => namespaceLook.test(struck ?? ''))).toBe(true);
    for (const { api, namespace } of seen) expect([api, namespace]).not.toContain('GONE');
  });

  test('what is deleted, and once still seems there, is neither healthy nor GONE by that look', async () => {
    const seen = await looks(withNamespace('deleted'), asBefore(withNamespace('healthy')));
    const struck = seen.filter((one) => namespaceLook.test(one.struck ?? ''));
    expect(struck.map(({ namespace }) => namespace)).toEqual(['DEGRADED', 'UNKNOWN']);
    for (const { namespace } of seen) expect(namespace).not.toBe('HEALTHY');
  });

  test('a cluster that is gone, and once still seems there, is not GONE by that look; nor one that is there', async () => {
    const still = await looks(gone, asBefore({}));
    expect(still.map(({ struck }) => struck)).toContain('eks /clusters');
    for (const { api } of still) expect(api).not.toMatch(/GONE|HEALTHY/);
    const again = await looks({}, asBefore(gone));
    expect(again.length).toBeGreaterThan(0);
    for (const { api } of again) expect(api).not.toBe('GONE');
  });
});

test('without a wrong answer they are what they are', async () => {
  const right: Wrong = () => () => undefined;
  expect(await lookWith(withNamespace('healthy'), 1, right)).toMatchObject({ namespace: 'HEALTHY' });
  expect(await lookWith(withNamespace('deleted'), 1, right)).toMatchObject({ namespace: 'GONE' });
  expect(await lookWith(gone, 1, right)).toMatchObject({ api: 'GONE' });
});
