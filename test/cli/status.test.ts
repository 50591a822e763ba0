import { describe, expect, test } from '@jest/globals';
import { statusLines } from '../../lib/cli/status-lines.ts';
import { wrapLine } from '../../lib/cli/wrap.ts';
import type { ProofReport } from '../../lib/operations/operations.ts';

const now = Date.parse('2026-11-24T03:00:00.000Z');
const plain = (_style: string, text: string) => text;
const report = (runbook: string, given: Partial<ProofReport> = {}): ProofReport => ({
  runbook,
  title: runbook,
  level: 'checked',
  proven: false,
  stands: false,
  failed: false,
  at: null,
  seconds: null,
  rto: 4500,
  expired: false,
  changed: [],
  within: 2_592_000,
  levels: [],
  reason: 'checked only: it was never tried',
  next: `rebound rehearse ${runbook}`,
  ...given,
});
const level = {
  level: 'used' as const,
  at: '',
  holds: true,
  seconds: 600,
  expired: false,
  changed: [],
  stands: true,
};

describe('rebound status', () => {
  test('says at once whether it would work, then why, when, how long, and what to do', () => {
    const lines = statusLines(
      [
        report('broken', {
          failed: true,
          at: '2026-11-24T01:00:00.000Z',
          reason: 'simulated, and it did not end well',
          next: 'rebound rehearse broken shows what ended badly',
          levels: [level],
        }),
        report('new'),
        report('tried', {
          level: 'simulated',
          stands: true,
          at: '2026-11-21T03:00:00.000Z',
          seconds: 371,
          reason: 'simulated only: nothing real has proven it',
          next: 'drill it',
          levels: [level],
        }),
        report('drilled', {
          level: 'drilled',
          proven: true,
          stands: true,
          at: '2026-11-23T03:00:00.000Z',
          seconds: 600,
          reason: 'drilled',
          next: 'nothing to do',
          levels: [level],
        }),
      ],
      now,
      plain,
    );
    expect(lines).toEqual([
      'Would it work tonight? 1 proven · 1 simulated only · 2 not known to',
      'Nothing simulated is a proof: it says that the runbook holds in the sandbox.',
      '✗ broken  simulated, and it did not end well',
      '    2 h ago (24 Nov 01:00 UTC) · no time known',
      '    → rebound rehearse broken shows what ended badly',
      '? new  checked only: it was never tried',
      '    → rebound rehearse new',
      '~ tried  simulated only: nothing real has proven it',
      '    3 d ago (21 Nov 03:00 UTC) · 6 m 11 s of 75 m',
      '    → drill it',
      '✓ drilled  drilled',
      '    1 d ago (23 Nov 03:00 UTC) · 10 m 0 s of 75 m',
    ]);
  });

  test('what was drilled and ends badly in a rehearsal since is counted as not known to', () => {
    const [head, , line] = statusLines([report('both', { proven: true, failed: true })], now, plain);
    expect(head).toBe('Would it work tonight? 0 proven · 0 simulated only · 1 not known to');
    expect(line).toMatch(/^✗ both/);
  });

  test.each([60, 80, 140])('in %d columns no line is wider', (columns) => {
    const changed = 'not proven: changed since: its steps, its rights, the code of restore-backup';
    const lines = statusLines([report('restore-namespace', { reason: changed }), report('new')], now, plain);
    const widths = lines.flatMap((line) => wrapLine(line, columns).split('\n')).map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
  });

  test('where there is no runbook it says how to begin', () => {
    expect(statusLines([], now, plain)).toEqual(['no runbook is here: rebound new writes a first one']);
  });
});
