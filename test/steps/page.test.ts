import { expect, test } from '@jest/globals';
import { page } from '../../lib/steps/page.ts';
import { FakeOutside } from './fake-outside.ts';
import { stepSuite } from './suite.ts';
import { invoke, runOnce } from './stories.ts';

const given = { who: 'platform-oncall', text: 'payments on prod-blue is gone' };
const step = { id: 's4', title: 'Tell the on-call' };
const key = 'rb-abcdefghij234567-0-0-s4';

test('reaches people, with the step and the run', async () => {
  const outside = new FakeOutside();
  const { output, findings } = await runOnce(page, given, { outside, step });
  expect(output).toEqual({ who: 'platform-oncall', key });
  expect(findings).toEqual([{ text: 'paged platform-oncall' }]);
  expect(outside.pages).toEqual([{ ...given, title: 'Tell the on-call', run: 'abcdefghij234567', key }]);
});

test.each(['Unavailable', 'Throttled', 'Rejected4xx'] as const)(
  'a page that met %s is an error, never counted as sent',
  async (code) => {
    const failed = await runOnce(page, given, { outside: new FakeOutside().answer('page', code), step });
    expect(failed).toMatchObject({ code, findings: [] });
    expect(failed.said).toContain('nobody could be told');
    expect(failed.said).toContain('reach platform-oncall by other means');
  },
);

test('a plan pages nobody', async () => {
  const outside = new FakeOutside();
  const { output } = await invoke((checked, context) => page.plan(checked, context), page, given, {
    outside,
    step,
  });
  expect(output).toEqual({
    lines: ['Page platform-oncall: payments on prod-blue is gone'],
    output: { who: 'platform-oncall', key },
  });
  expect(outside.pages).toEqual([]);
});

stepSuite(page, {
  world: {},
  good: () => given,
  bad: [
    ['nobody', { who: undefined }, 'who: is missing: give a person or a group'],
    ['an empty name', { who: ' ' }, 'who: expected a person or a group'],
    ['nothing to tell', { text: '' }, 'text: expected what they are told'],
    ['a field that it does not know', { channel: 'x' }, 'does not know channel: it takes who, text'],
  ],
});
