import { expect, test } from '@jest/globals';
import { wait } from '../../lib/steps/wait.ts';
import { FakeOutside } from './fake-outside.ts';
import { invoke, runOnce } from './stories.ts';
import { refusals } from './suite.ts';

test.each([
  ['5m', 300],
  [90, 90],
])('%s becomes seconds', (written, seconds) => {
  expect(wait.with.parse({ for: written })).toEqual({ for: seconds });
});

test('a plan says how long, and waits no time', async () => {
  const outside = new FakeOutside();
  const before = outside.time;
  const { output } = await invoke(
    (given, context) => wait.plan(given, context),
    wait,
    { for: '90m' },
    {
      outside,
    },
  );
  expect(output).toEqual({ lines: ['Wait 1 h 30 m'], output: { waited: 0 } });
  expect(outside.time).toBe(before);
});

test('in the wrong function it is a broken invariant, not a wait', async () => {
  const outside = new FakeOutside();
  const failed = await runOnce(wait, { for: '5m' }, { outside });
  expect(failed).toMatchObject({ code: 'Broken' });
  expect(failed.said).toContain('only the wait handler can wait');
  expect(outside.time).toBe(new FakeOutside().time);
});

refusals(wait, () => ({ for: '5m' }), {}, [
  ['no time', { for: undefined }, 'for: is missing: give a duration such as 5m'],
  ['a word', { for: 'soon' }, 'for: expected a duration such as 5m, found "soon"'],
  ['no time at all', { for: 0 }, 'for: expected a duration such as 5m'],
  ['a time in the past', { for: -60 }, 'for: expected a duration such as 5m'],
  ['a field that it does not know', { until: '$x' }, 'does not know until: it takes for'],
]);
