import { expect, test } from '@jest/globals';
import { approve } from '../../lib/steps/approve.ts';
import { FakeOutside } from './fake-outside.ts';
import { invoke, runOnce } from './stories.ts';

const given = {
  question: 'Restore payments on prod-blue?',
  ask: [
    { who: 'platform-leads', for: '5m' },
    { who: 'platform-managers', for: 600 },
  ],
};

test('durations become seconds, and one yes is enough by default', () => {
  expect(approve.with.parse(given)).toEqual({
    question: given.question,
    ask: [
      { who: 'platform-leads', for: 300 },
      { who: 'platform-managers', for: 600 },
    ],
    quorum: 1,
  });
});

test('a plan says who would be asked what, and knows no answer', async () => {
  const { output } = await invoke(
    (checked, context) => approve.plan(checked, context),
    approve,
    { ...given, quorum: 2 },
    {
      outside: new FakeOutside(),
    },
  );
  expect(output?.lines).toEqual([
    'Ask platform-leads (5 m 0 s), then platform-managers (10 m 0 s): Restore payments on prod-blue?',
    '2 people have to say yes',
  ]);
  expect(output?.output.approved).toEqual({ unknown: expect.any(String) });
});

test('it never answers itself: in the wrong function it is a broken invariant, not a yes', async () => {
  const outside = new FakeOutside();
  expect(await runOnce(approve, given, { outside })).toMatchObject({ code: 'Broken' });
  expect(outside.calls).toEqual([]);
});
