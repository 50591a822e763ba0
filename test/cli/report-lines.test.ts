import { describe, expect, test } from '@jest/globals';
import { codeOf } from '../../lib/cli/markdown-lines.ts';
import { reportLines } from '../../lib/cli/report-lines.ts';
import { startAgain } from '../../lib/cli/start-again.ts';
import type { AskReport, RunReport, StepReport } from '../../lib/operations/operations.ts';

const step: StepReport = {
  id: 'choice',
  title: 'Choose the backup',
  uses: 'find-backup',
  status: 'failed',
  seconds: 1,
  output: null,
  findings: [],
  error: { code: 'NotFound', facts: { what: 'no backup is fit', why: 'all failed', todo: 'look elsewhere' } },
};
const report: RunReport = {
  run: 'k3f9aaaabbbbcccc',
  runbook: 'restore-namespace',
  title: 'Restore a namespace',
  world: 'sandbox',
  mode: 'real',
  target: 'payments @ prod-blue',
  status: 'closed',
  outcome: 'failed',
  because: 'its server ended',
  badInput: false,
  inputs: { cluster: 'prod-blue', namespace: 'payments' },
  startedBy: { kind: 'person', name: 'ana' },
  startedAt: '2026-11-24T03:12:44.000Z',
  endedAt: '2026-11-24T03:13:44.000Z',
  deadlineAt: '2026-11-24T04:42:44.000Z',
  seconds: 60,
  objectives: { rto: 4500 },
  steps: [step],
  asks: [],
  changed: [],
  joined: null,
  held: null,
  stepping: null,
  severity: 'high',
  owner: 'platform-oncall',
  commander: null,
  signals: 0,
  notes: [],
  expectedEnd: null,
  time: { machine: 0, people: 0, noticing: 0, deciding: 0, doing: 0 },
  waitingFor: null,
};
const question: AskReport = {
  id: 'a',
  run: report.run,
  step: 'choice',
  title: 'Choose the backup',
  iteration: 0,
  generation: 0,
  kind: 'failure',
  question:
    '"Choose the backup" failed (NotFound): no backup is fit (all failed): look elsewhere. Try it again, or abort?',
  options: ['retry', 'abort'],
  plans: [],
  planHash: '',
  levels: [{ who: 'platform-oncall', for: 600 }],
  level: 0,
  quorum: 1,
  openedAt: '2026-11-24T03:12:54.000Z',
  levelEndsAt: '2026-11-24T03:22:54.000Z',
  voices: [],
  pages: [],
  acks: [],
};
const page = (more: Partial<RunReport>) =>
  reportLines({ ...report, ...more }, (_style, text) => text).map((line) => codeOf(line) ?? line);

describe('the first lines of a run are what a person needs now', () => {
  test('a failed one: how it ended, what to look at, how to start anew', () => {
    expect(page({ changed: [{ external: 'rb-1', step: 'restore', done: false }] }).slice(0, 5)).toEqual([
      'sandbox · payments @ prod-blue: failed after 1 m 0 s, RTO 75 m: its server ended',
      '  what now:',
      '  · look at what it changed first (one thing, at the end)',
      '  · "Choose the backup" failed: what to do about it stands there',
      '  · to start anew: rebound run restore-namespace --input cluster=prod-blue --input namespace=payments',
    ]);
  });

  test('an aborted one: the step that it was ended at is not to be mended', () => {
    const error = { code: 'Aborted', facts: { what: 'ana aborted it' } };
    expect(page({ outcome: 'aborted', steps: [{ ...step, error }] }).slice(1, 4)).toEqual([
      '  what now:',
      '  · nothing was changed outside',
      expect.stringMatching(/to start anew: rebound run/),
    ]);
  });

  test('an aborted one with work by hand: who can know what it changed, and what was not taken back', () => {
    const answered = (answer: string) => ({ answer, by: 'ana', because: '', at: '2026-11-24T03:14:54.000Z' });
    const stop: AskReport = {
      ...question,
      kind: 'manual',
      title: 'Stop the writers',
      decision: answered('done'),
    };
    const undo = { ...stop, undo: 0, title: 'Stop the writers · undo', decision: answered('abort') };
    expect(page({ outcome: 'aborted', steps: [], asks: [stop, undo] }).slice(1, 4)).toEqual([
      '  what now:',
      '  · look at what people did by hand, Rebound cannot know: "Stop the writers"',
      '  · "Stop the writers · undo" was answered with abort by ana: what it was to take back may still be there',
    ]);
    expect(
      page({ outcome: 'aborted', steps: [], asks: [{ ...undo, decision: answered('done') }] }),
    ).toContain('  · nothing was changed outside');
  });

  test('an open one that has people do something', () => {
    const open = page({ status: 'open', outcome: null, asks: [{ ...question, kind: 'manual' }] });
    expect(open[0]).toMatch(/: waits for work by hand, /);
  });

  test('a recovered one: nothing is to be done', () => {
    expect(page({ outcome: 'recovered' }).join('\n')).not.toContain('what now');
  });

  test('an open one with a question: the question, with why it is asked, once', () => {
    const open = page({
      status: 'open',
      outcome: null,
      steps: [{ ...step, status: 'asking' }],
      asks: [question],
    });
    expect(open.slice(0, 8)).toEqual([
      'sandbox · payments @ prod-blue: waits for a decision, 1 m 0 s so far, RTO 75 m',
      '? "Choose the backup" failed (NotFound). Try it again, or abort?',
      '    no backup is fit',
      '    why: all failed',
      '    do: look elsewhere',
      '  asked: platform-oncall until 03:22:54 UTC (10 m 0 s)',
      '  answer it: rebound answer k3f9aa retry',
      '         or: rebound answer k3f9aa abort',
    ]);
    expect(open.join('\n').split('no backup is fit')).toHaveLength(2);
  });

  test('an open one that waits: for what, and who holds it', () => {
    const open = page({
      status: 'open',
      outcome: null,
      steps: [{ ...step, status: 'running', error: null }],
      waitingFor: 'Velero has not begun',
      held: { by: 'ben', since: '2026-11-24T03:13:00.000Z' },
    });
    expect(open.slice(0, 3)).toEqual([
      'sandbox · payments @ prod-blue: held, 1 m 0 s so far, RTO 75 m',
      '  now: Choose the backup: Velero has not begun',
      '  held before its next step by ben since 24 Nov 03:13 UTC: rebound continue k3f9aa',
    ]);
  });
});

test('a decision stands below its step', () => {
  const decision = { answer: 'abort' as const, by: 'ana', because: 'enough', at: '2026-11-24T03:14:54.000Z' };
  const lines = page({ asks: [{ ...question, decision }] });
  const at = lines.findIndex((line) => line.includes('✕ Choose the backup (failed, 1 s)'));
  expect(lines.slice(at, at + 5)).toEqual([
    '  ✕ Choose the backup (failed, 1 s)',
    '      ! no backup is fit (NotFound)',
    '        why: all failed',
    '        do: look elsewhere',
    '      > abort by ana after 2 m 0 s: enough',
  ]);
});

test('what starts a run again is safe to copy into a shell', () => {
  expect(startAgain({ ...report, mode: 'dry-run', inputs: { a: "it's $HOME", list: ['x'] } })).toBe(
    `rebound run restore-namespace --input 'a=it'\\''s $HOME' --input 'list=["x"]' --mode dry-run`,
  );
});
