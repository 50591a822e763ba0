import { expect, test } from '@jest/globals';
import type { FlowStep } from '../../lib/compiler/manifest.ts';
import { withGroups } from '../../lib/operations/group-reports.ts';
import type { StepReport } from '../../lib/operations/operations.ts';

const flow: FlowStep[] = [
  {
    step: 's1',
    ways: [{ steps: [{ step: 'one' }] }, { steps: [{ step: 's2', ways: [{ steps: [{ step: 'two' }] }] }] }],
  },
  { step: 'after' },
];

function statuses(given: Partial<Record<string, StepReport['status']>>, status: 'open' | 'closed') {
  const uses: Record<string, string> = { s1: 'parallel', s2: 'for_each' };
  const reports = ['s1', 'one', 's2', 'two', 'after'].map(
    (id): StepReport => ({
      id,
      title: id,
      uses: uses[id] ?? 'check-cluster',
      status: given[id] ?? (uses[id] ? 'skipped' : 'waiting'),
      seconds: given[id] ? 1 : null,
      output: null,
      findings: [],
      error: null,
    }),
  );
  const shown = withGroups(reports, flow, { status });
  return Object.fromEntries(shown.filter(({ id }) => uses[id]).map((step) => [step.id, step.status]));
}

test.each<[string, Parameters<typeof statuses>, object]>([
  ['nothing of it has begun', [{}, 'open'], { s1: 'skipped', s2: 'skipped' }],
  ['a branch asks', [{ one: 'asking' }, 'open'], { s1: 'running', s2: 'skipped' }],
  [
    'a branch is done, the loop in the other one goes on',
    [{ one: 'done', two: 'running' }, 'open'],
    { s1: 'running', s2: 'running' },
  ],
  [
    'what comes after it has begun',
    [{ one: 'done', two: 'done', after: 'running' }, 'open'],
    { s1: 'done', s2: 'done' },
  ],
  ['the run ended in it', [{ one: 'done', two: 'failed' }, 'closed'], { s1: 'failed', s2: 'failed' }],
])('branches and loops, when %s', (_, given, expected) => {
  expect(statuses(...given)).toEqual(expected);
});
