import { expect, test } from '@jest/globals';
import { announce } from '../../lib/steps/announce.ts';
import { FakeOutside } from './fake-outside.ts';
import { SandboxOutside } from './sandbox-outside.ts';
import { stepSuite } from './suite.ts';
import { invoke, runOnce } from './stories.ts';

const given = { text: 'payments on prod-blue is being restored', to: 'payments-status' };
const step = { id: 'a1', title: 'Tell the channel' };
const key = 'rb-abcdefghij234567-0-0-a1';

test('reaches people without waking them, with the step and the run', async () => {
  const outside = new FakeOutside();
  const { output, findings } = await runOnce(announce, given, { outside, step });
  expect(output).toEqual({ to: 'payments-status', key });
  expect(findings).toEqual([{ text: 'told payments-status' }]);
  expect(outside.pages).toEqual([
    {
      who: 'payments-status',
      title: 'Tell the channel',
      text: given.text,
      run: 'abcdefghij234567',
      key,
      urgency: 'info',
    },
  ]);
});

test('what comes out of the pager says that it wakes nobody', async () => {
  const world = new SandboxOutside({});
  await world.invoke((context) => announce.run(announce.with.parse(given), context));
  expect(world.sandbox.inbox()).toMatchObject([{ who: 'payments-status', urgency: 'info' }]);
});

test.each(['Unavailable', 'Throttled', 'Rejected4xx'] as const)(
  'what met %s is an error, never counted as told',
  async (code) => {
    const failed = await runOnce(announce, given, { outside: new FakeOutside().answer('page', code), step });
    expect(failed).toMatchObject({ code, findings: [] });
    expect(failed.said).toContain('nobody could be told');
    expect(failed.said).toContain('reach payments-status by other means');
  },
);

test('a plan tells nobody', async () => {
  const outside = new FakeOutside();
  const { output } = await invoke((checked, context) => announce.plan(checked, context), announce, given, {
    outside,
    step,
  });
  expect(output).toEqual({
    lines: ['Tell payments-status, not urgent: payments on prod-blue is being restored'],
    output: { to: 'payments-status', key },
  });
  expect(outside.pages).toEqual([]);
});

test('whom to tell is the owner, and that is the compiler to know: without it the step is broken, and silent', async () => {
  expect(announce.ownerField).toBe('to');
  const outside = new FakeOutside();
  const failed = await runOnce(announce, { text: given.text }, { outside, step });
  expect(failed).toMatchObject({ code: 'Broken' });
  expect(outside.calls).toEqual([]);
});

stepSuite(announce, {
  world: {},
  good: () => given,
  bad: [
    ['nothing to tell', { text: '' }, 'text: expected what they are told'],
    ['no text', { text: undefined }, 'text: is missing: give what they are told'],
    ['nobody to tell', { to: ' ' }, 'to: expected a person, a group or a channel'],
    ['a field that it does not know', { who: 'x' }, 'does not know who: it takes text, to'],
  ],
});
