import { expect, test } from '@jest/globals';
import { approve } from '../../lib/steps/approve.ts';
import { FakeOutside } from './fake-outside.ts';
import { invoke, runOnce } from './stories.ts';
import { refusals } from './suite.ts';

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

test('a quorum may be by group, and a plan says of which', async () => {
  const quorum = { 'payments-data': 1, 'platform-leads': 2 };
  const { output } = await invoke(
    (checked, context) => approve.plan(checked, context),
    approve,
    { ...given, quorum },
    { outside: new FakeOutside() },
  );
  expect(output?.lines[1]).toBe('1 of payments-data and 2 of platform-leads have to say yes');
});

test('it never answers itself: in the wrong function it is a broken invariant, not a yes', async () => {
  const outside = new FakeOutside();
  expect(await runOnce(approve, given, { outside })).toMatchObject({ code: 'Broken' });
  expect(outside.calls).toEqual([]);
});

refusals(approve, () => given, {}, [
  ['no question', { question: undefined }, 'question: is missing: give the question'],
  ['an empty question', { question: '  ' }, 'question: expected the question that people are asked'],
  ['nobody to ask', { ask: [] }, 'ask: expected who is asked, in order', 'found []'],
  ['a name instead of levels', { ask: 'platform-leads' }, 'ask: expected who is asked, in order: [{ who:'],
  [
    'a level without its time',
    { ask: [{ who: 'platform-leads' }] },
    'ask.0.for: is missing: give a duration such as 24h',
  ],
  [
    'a time that is none',
    { ask: [{ who: 'a', for: 'soon' }] },
    'ask.0.for: expected a duration such as 24h, found "soon"',
  ],
  [
    'a level with another field',
    { ask: [{ who: 'a', for: '5m', by: 'x' }] },
    'ask.0: does not know by: it takes who, for',
  ],
  ['a quorum of nobody', { quorum: 0 }, 'quorum: expected how many people have to say yes'],
  ['half a person', { quorum: 1.5 }, 'quorum: expected how many people have to say yes'],
  ['a quorum of no group', { quorum: {} }, 'quorum: expected how many people have to say yes'],
  [
    'nobody of a group',
    { quorum: { leads: 0 } },
    'quorum.leads: expected how many',
    'or how many of each group',
  ],
  ['a quorum in words', { quorum: 'two' }, 'quorum: expected how many people', 'found "two"'],
  [
    'nobody who may approve',
    { may_approve: [] },
    'may_approve: expected the people and groups who may say yes',
  ],
  [
    'a field that it does not know',
    { options: {} },
    'does not know options: it takes question, ask, quorum, may_approve',
  ],
]);
