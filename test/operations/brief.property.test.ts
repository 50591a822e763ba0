import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { RunEvent } from '../../lib/model/event.ts';
import type { Awake } from '../../lib/operations/awake.ts';
import { briefColumnsMax, briefLines, briefLinesMax } from '../../lib/operations/brief-lines.ts';
import type { AskReport, RunReport, StepReport } from '../../lib/operations/operations.ts';
import { shortLine } from '../../lib/operations/short-line.ts';

/** What people and alarms write: long, with what a terminal obeys, with letters of two columns. */
const said = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '\u001b[31mred\u001b[0m',
    'two\nlines\r\n\u2028three',
    '\u202ereversed',
    '備份'.repeat(80),
    '🔥'.repeat(90),
    'x'.repeat(500),
    '\u0000\u0007\u009b2J',
  ),
);
const time = fc
  .integer({ min: Date.parse('2026-11-20T00:00:00Z'), max: Date.parse('2026-11-30T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());
const seconds = fc.integer({ min: 0, max: 400_000 });

const step = fc.record<StepReport>({
  id: fc.string({ minLength: 1, maxLength: 32 }),
  title: said,
  uses: fc.constantFrom('check-cluster', 'approve', 'choose'),
  status: fc.constantFrom('waiting', 'running', 'asking', 'done', 'skipped', 'skipped-by-hand', 'failed'),
  seconds: fc.option(seconds),
  output: fc.constant(null),
  findings: fc.constant([]),
  error: fc.constant(null),
});

const voice = fc.record({ by: said, answer: fc.constantFrom('approve', 'reject'), because: said, at: time });
const ask = fc
  .record({
    title: said,
    question: said,
    kind: fc.constantFrom(
      'approval' as const,
      'failure' as const,
      'decision' as const,
      'manual' as const,
      'wait' as const,
    ),
    options: fc.array(said, { minLength: 1, maxLength: 12 }),
    levels: fc.array(fc.record({ who: said, for: seconds }), { minLength: 1, maxLength: 4 }),
    quorum: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant({ 'platform-leads': 1 })),
    openedAt: time,
    levelEndsAt: time,
    voices: fc.array(voice, { maxLength: 3 }),
    acks: fc.array(fc.record({ by: said, at: time, level: fc.constant(0), channel: fc.constant('slack') }), {
      maxLength: 2,
    }),
    decided: fc.boolean(),
  })
  .map(
    ({ decided, voices, ...rest }): AskReport => ({
      id: 'abcdefghijklmnopqrstuvwxyz',
      run: 'k3f9aaaaaaaaaaaa',
      step: 's1',
      iteration: 0,
      generation: 0,
      plans: [],
      planHash: 'h',
      level: 0,
      pages: [],
      ...rest,
      voices,
      ...(decided && voices[0] ? { decision: voices[0] } : {}),
    }),
  );

const report = fc
  .record({
    title: said,
    target: said,
    because: fc.option(said),
    why: said,
    starter: fc.record({
      kind: fc.constantFrom(
        'person' as const,
        'alarm' as const,
        'webhook' as const,
        'schedule' as const,
        'unknown' as const,
      ),
      name: said,
    }),
    open: fc.boolean(),
    mode: fc.constantFrom('real' as const, 'drill' as const, 'dry-run' as const),
    startedAt: time,
    deadlineAt: time,
    seconds,
    rto: fc.option(fc.integer({ min: 1, max: 100_000 })),
    steps: fc.array(step, { maxLength: 12 }),
    asks: fc.array(ask, { maxLength: 4 }),
    changed: fc.array(fc.record({ external: said, step: said, done: fc.boolean() }), { maxLength: 4 }),
    held: fc.option(fc.record({ by: said, since: time })),
    stepping: fc.option(fc.record({ by: said, since: time })),
    commander: fc.option(
      fc.record(
        { by: said, since: time, offered: fc.record({ to: said, by: said, at: time }) },
        { requiredKeys: ['by', 'since'] },
      ),
    ),
    signals: fc.integer({ min: 0, max: 40 }),
    expected: fc.option(
      fc.oneof(
        fc.record({
          known: fc.constant(true as const),
          p50: time,
          p95: time,
          from: fc.constantFrom('real' as const, 'drill' as const, 'simulation' as const),
          runs: fc.integer({ min: 3, max: 999 }),
        }),
        fc.constant({ known: false as const }),
      ),
    ),
    waitingFor: fc.option(said),
  })
  .map(
    ({ open, why, starter, rto, expected, because, ...rest }): RunReport => ({
      run: 'k3f9aaaaaaaaaaaa',
      runbook: 'restore-namespace',
      world: 'sandbox',
      status: open ? 'open' : 'closed',
      outcome: open ? null : 'failed',
      because: open ? why : because,
      badInput: false,
      inputs: {},
      startedBy: starter,
      endedAt: open ? null : rest.deadlineAt,
      objectives: rto === null ? {} : { rto },
      joined: null,
      severity: 'high',
      owner: 'platform-oncall',
      notes: [],
      expectedEnd: open ? expected : null,
      time: { machine: 0, people: 0, noticing: 0, deciding: 0, doing: 0 },
      ...rest,
    }),
  );

const event = fc
  .record({
    at: time,
    kind: fc.constantFrom('signal' as const, 'noted' as const, 'step-done' as const),
    text: said,
    person: said,
  })
  .map(
    (one): RunEvent => ({
      run: 'k3f9aaaaaaaaaaaa',
      state: 'Lock of run x',
      step: '',
      iteration: 0,
      generation: 0,
      attempt: 0,
      n: 0,
      ...one,
    }),
  );
const awake = fc.record<Awake>({ id: said, name: said, why: said, there: said });

const obeyed = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

test('a brief has at most 12 lines of at most 100 columns, none empty, with nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(
      report,
      fc.array(event, { maxLength: 8 }),
      fc.array(awake, { maxLength: 6 }),
      time,
      said,
      (given, events, people, now, because) => {
        const lines = briefLines({ report: given, because, events, awake: people, now: Date.parse(now) });
        expect(lines.length).toBeGreaterThanOrEqual(8);
        // The number, and not the constant: twelve lines are what was promised.
        expect([lines.length <= 12, briefLinesMax]).toEqual([true, 12]);
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(briefColumnsMax);
          expect(line.trim()).not.toBe('');
          expect(line).not.toMatch(obeyed);
          expect(line.isWellFormed()).toBe(true);
        }
        // the command to go on with is never cut
        expect(lines.at(-1)).toBe('rebound show k3f9aaaaaaaaaaaa');
      },
    ),
    { numRuns: 400 },
  );
});

test('a line that is too long ends between words, with a sign that it does', () => {
  expect(shortLine('as it is', 20)).toBe('as it is');
  expect(shortLine('one two three four five six', 20)).toBe('one two three four…');
  expect(shortLine('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(shortLine('備'.repeat(50), 10)).toBe(`${'備'.repeat(4)}…`);
});
