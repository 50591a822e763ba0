import { expect, test } from '@jest/globals';
import { answers } from '../../lib/model/ask.ts';
import { decide } from '../../lib/steps/decide.ts';
import { FakeOutside } from './fake-outside.ts';
import { invoke, runOnce } from './stories.ts';
import { type BadInput, refusals } from './suite.ts';

const given = {
  question: 'prod-blue is UNREACHABLE. What now?',
  options: { go_on: 'Restore although blind', leave: 'I take it from here' },
  recommend: 'leave',
  ask: [
    { who: 'platform-oncall', for: '10m' },
    { who: 'platform-leads', for: 300 },
  ],
};

test('a plan says who would be asked what, in the words that they would type, and knows no answer', async () => {
  const { output } = await invoke((checked, context) => decide.plan(checked, context), decide, given, {
    outside: new FakeOutside(),
  });
  expect(output?.lines).toEqual([
    'Ask platform-oncall (10 m 0 s), then platform-leads (5 m 0 s): prod-blue is UNREACHABLE. What now?',
    'go_on: Restore although blind',
    'leave: I take it from here (recommended)',
  ]);
  expect(output?.output.answer).toEqual({ unknown: expect.any(String) });
});

test('nothing has to be recommended, and words may have hyphens', () => {
  const options = { 'fail-over': 'Users go to the other Region', wait_1h: 'Look again in an hour' };
  expect(decide.with.safeParse({ ...given, options, recommend: undefined }).success).toBe(true);
});

test('it never answers itself: in the wrong function it is a broken invariant, not a decision', async () => {
  const outside = new FakeOutside();
  expect(await runOnce(decide, given, { outside })).toMatchObject({ code: 'Broken' });
  expect(outside.calls).toEqual([]);
});

const many = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`option_${index}`, 'One more']));
refusals(decide, () => given, {}, [
  ['no question', { question: undefined }, 'question: is missing: give the question'],
  ['no options', { options: undefined }, 'options: is missing: give 2 to 9 options, each a word and what'],
  ['a list of options', { options: ['go on', 'leave'] }, 'options: expected 2 to 9 options'],
  ['a choice of one', { options: { leave: 'I take it' } }, 'options: expected 2 to 9 options'],
  ['more than anybody compares', { options: many }, 'options: expected 2 to 9 options'],
  [
    'an option that is a sentence',
    { options: { 'Go on': 'x', leave: 'y' } },
    'options.Go on: expected a word of small letters, digits, _ and -, such as go_on, found "Go on"',
  ],
  [
    'an option that means nothing',
    { options: { go_on: '', leave: 'y' } },
    'options.go_on: expected what the',
  ],
  [
    'a recommendation that is no option',
    { recommend: 'go-on' },
    'recommend: expected the word of one of the options',
  ],
  ['nobody to ask', { ask: [] }, 'ask: expected who is asked, in order', 'found []'],
  [
    'a field that it does not know',
    { quorum: 2 },
    'does not know quorum: it takes question, options, recommend, ask',
  ],
  ...answers.map(
    (fixed): BadInput => [
      `${fixed} as an option: it means the same everywhere`,
      { options: { [fixed]: 'x', leave: 'y' } },
      `options.${fixed}: expected another word than ${fixed}`,
    ],
  ),
]);
