import { expect, test } from '@jest/globals';
import { runLines } from '../../lib/cli/run-lines.ts';
import type { Run } from '../../lib/model/run.ts';

const run: Run = {
  run: 'k3f9aaaabbbbcccc',
  execution: 'arn',
  runbook: 'restore-namespace',
  title: 'Restore a namespace',
  mode: 'real',
  world: 'sandbox',
  startedBy: { kind: 'person', name: 'ana' },
  because: '',
  inputs: {},
  objectives: { rto: 600 },
  startedAt: '2026-11-24T03:12:44.000Z',
  deadlineAt: '2026-11-24T04:42:44.000Z',
  clusters: {},
  target: { cluster: 'prod-blue', namespace: 'payments' },
  status: 'closed',
  held: [],
  outcome: 'recovered',
  endedAt: '2026-11-24T03:22:44.000Z',
};
const rows = (runs: Run[], columns?: number) => runLines(runs, (_style, text) => text, columns).slice(2);

test('a run is a line; how long it took stands against its objective when that was missed', () => {
  const late = { ...run, endedAt: '2026-11-24T03:22:45.000Z' };
  expect(rows([run, late])).toEqual([
    'k3f9aa  24 Nov 03:12  restore-namespace  payments @ prod-blue  recovered  10 m 0 s',
    'k3f9aa  24 Nov 03:12  restore-namespace  payments @ prod-blue  recovered  10 m 1 s, over the RTO of 10 m',
  ]);
});

test('what does not fit into the terminal is left out, not broken', () => {
  expect(rows([run], 80)).toEqual([
    'k3f9aa  24 Nov 03:12  restore-namespace  payments @ prod-blue  recovered',
  ]);
});

test('on a phone a run is two lines', () => {
  expect(rows([run], 60)).toEqual([
    'k3f9aa  24 Nov 03:12  recovered',
    '        restore-namespace · payments @ prod-blue',
  ]);
});
