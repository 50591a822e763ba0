import { expect, test } from '@jest/globals';
import { exitCodeOf, outcomes } from '../../lib/model/outcome.ts';
import { runbook } from '../../lib/steps/runbook.ts';
import { FakeOutside } from './fake-outside.ts';
import { invoke, runOnce } from './stories.ts';
import { refusals } from './suite.ts';

const given = { runbook: 'rebuild-cluster', inputs: { cluster: 'prod-blue', nodes: 3, zones: ['a', 'b'] } };
const plan = (what: unknown) =>
  invoke((checked, context) => runbook.plan(checked, context), runbook, what, { outside: new FakeOutside() });

test('a plan says which runbook would run with which inputs', async () => {
  const { output } = await plan(given);
  expect(output?.lines).toEqual([
    'Run rebuild-cluster with cluster prod-blue, nodes 3, zones ["a","b"], in a run of its own',
  ]);
  expect(output?.output.outcome).toEqual({ unknown: expect.any(String) });
});

test('a runbook whose inputs all have defaults needs none', async () => {
  expect((await plan({ runbook: 'rebuild-cluster' })).output?.lines).toEqual([
    'Run rebuild-cluster, in a run of its own',
  ]);
});

test('a long input does not hide the others', async () => {
  const long = await plan({ runbook: 'x', inputs: { a: 'y'.repeat(500), b: 'z' } });
  expect(long.output?.lines[0]).toMatch(/y…, b z, in a run of its own$/);
});

test('it is done with an ending that was good, of the run itself', () => {
  const good = outcomes.filter(
    (outcome) => runbook.output.safeParse({ run: 'x', outcome, because: '' }).success,
  );
  expect(good).toEqual(['recovered', 'recovered-with-skips', 'nothing-to-do', 'planned']);
  for (const outcome of good) expect(exitCodeOf(outcome)).toBe(0);
});

test('in the wrong function it is a broken invariant, and nothing runs', async () => {
  const outside = new FakeOutside();
  const failed = await runOnce(runbook, given, { outside });
  expect(failed).toMatchObject({ code: 'Broken' });
  expect(failed.said).toContain('only the nested handler can start another run');
  expect(outside.calls).toEqual([]);
});

refusals(runbook, () => given, {}, [
  ['no runbook', { runbook: undefined }, 'runbook: is missing: give the name of a runbook'],
  [
    'a file',
    { runbook: 'rebuild-cluster.yaml' },
    'runbook: expected the name of a runbook, such as restore-',
  ],
  ['a title', { runbook: 'Rebuild the cluster' }, 'runbook: expected the name of a runbook'],
  ['a name longer than any', { runbook: 'a'.repeat(61) }, 'runbook: expected the name of a runbook'],
  ['a list of inputs', { inputs: ['prod-blue'] }, "inputs: expected the other runbook's inputs by name"],
  ['a field that it does not know', { mode: 'drill' }, 'does not know mode: it takes runbook, inputs'],
]);
