import { describe, expect, test } from '@jest/globals';
import { endingLines } from '../../lib/cli/ending.ts';
import { formatObjective } from '../../lib/model/duration.ts';
import type { RunReport } from '../../lib/operations/operations.ts';

const report: RunReport = {
  run: 'k3f9aaaabbbbcccc',
  runbook: 'restore-namespace',
  title: 'Restore a namespace',
  world: 'sandbox',
  mode: 'real',
  target: 'payments @ prod-blue',
  status: 'closed',
  outcome: 'recovered',
  because: 'the last verify saw what should be there',
  badInput: false,
  inputs: { cluster: 'prod-blue', namespace: 'payments' },
  startedBy: { kind: 'alarm', name: 'a' },
  startedAt: '',
  endedAt: '',
  deadlineAt: '',
  seconds: 1100,
  objectives: { rto: 4500 },
  steps: [],
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
const first = (more: Partial<RunReport>) => endingLines({ ...report, ...more }, (_style, text) => text)[0];

describe('the ending, in one line', () => {
  test.each([
    [{}, 'sandbox · payments @ prod-blue: recovered in 18 m 20 s, RTO 75 m'],
    [{ seconds: 4560 }, 'sandbox · payments @ prod-blue: recovered in 1 h 16 m, RTO 75 m: 1 m 0 s too late'],
    [{ objectives: {} }, 'sandbox · payments @ prod-blue: recovered in 18 m 20 s'],
    [
      { outcome: 'failed', because: 'no backup', seconds: 9000 },
      'sandbox · payments @ prod-blue: failed after 2 h 30 m, RTO 75 m: no backup',
    ],
    [
      { outcome: 'joined', because: 'run abcdefgh is already recovering it', joined: 'abcdefgh' },
      'sandbox · payments @ prod-blue: joined after 18 m 20 s: run abcdefgh is already recovering it; rebound show abcdef --follow',
    ],
    [
      { outcome: 'refused', because: 'a is missing', target: '' },
      'sandbox · restore-namespace: refused after 18 m 20 s: a is missing',
    ],
  ] as const)('%j', (more, line) => {
    expect(first(more)).toBe(line);
  });

  test('objectives read as people write them', () => {
    expect([75 * 60, 3600 * 4, 86_400, 90].map(formatObjective)).toEqual(['75 m', '4 h', '24 h', '1 m 30 s']);
  });
});
