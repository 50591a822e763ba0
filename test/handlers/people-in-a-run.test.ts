import { afterEach, describe, expect, test } from '@jest/globals';
import { handleStep } from '../../lib/handlers/step.ts';
import type { Handler } from '../../lib/local/functions.ts';
import { fail } from '../../lib/model/errors.ts';
import type { PersonScript } from '../../lib/model/scenario.ts';
import type { RunReport } from '../../lib/operations/operations.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import { aWorld, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(() => world?.close());

/** People are asked in every way, and what they say is read. `newest_within` decides whether the first step fails. */
const runbook = (within: string) => `
runbook: with-people
title: With people
owner: platform-oncall
severity: high
objectives: { rto: 20h, rpo: 24h }
deadline: 22h
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
  - id: look
    title: Look
    uses: check-cluster
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: ${within} }
  - id: way
    title: Which way?
    uses: decide
    with:
      question: "{{ $inputs.namespace }} is {{ $look.namespace }}. Which way?"
      options: { restore_it: Restore it, leave_it: Leave it }
      ask: [{ who: platform-oncall, for: 30m }, { who: platform-leads, for: 30m }]
  - title: Nothing is to be done
    if: $way.answer = 'leave_it'
    finish: { outcome: aborted, because: "{{ $way.by }} left it" }
  - title: Let things settle
    wait: 10m
  - id: case
    title: Open a case
    uses: manual
    with:
      text: Open a support case.
      checklist: [the case has a number]
      record: { number: { type: number }, size: { type: choice, choices: [small, large] } }
      ask: [{ who: platform-oncall, for: 30m }, { who: platform-leads, for: 30m }]
  - title: Restore it?
    uses: approve
    with:
      question: "Restore (case {{ $case.record.number }}, {{ $case.record.size }})?"
      ask: [{ who: data, for: 30m }, { who: platform-leads, for: 30m }]
      quorum: { data: 1, platform-leads: 1 }
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
  - title: Everything runs again
    uses: verify-workloads
    with: { against: $choice.inventory }
`;

async function begin(
  people: Record<string, PersonScript[]>,
  options: { within?: string; mode?: 'dry-run' | 'real'; functions?: Record<string, Handler> } = {},
) {
  const { within = '24h', mode = 'real', functions } = options;
  world = await aWorld({ people, runbooks: [runbook(within)], ...(functions ? { functions } : {}) });
  const run = await world.start(undefined, { runbook: 'with-people', mode });
  return { world, ...run, ended: () => (world as TestWorld).ended(run) };
}

const helpful: Record<string, PersonScript[]> = {
  'platform-oncall': [
    { does: 'restore_it', after: 60 },
    { does: 'done', after: 120, record: { number: 4711 } },
  ],
  data: [{ does: 'approve', after: 60 }],
  'platform-leads': [{ does: 'approve', after: 60 }],
};
const answers = ({ asks }: RunReport) => asks.map(({ title, decision }) => `${title}: ${decision?.answer}`);
const statusOf = (report: RunReport, id: string) => report.steps.find((step) => step.id === id)?.status;

/** Waits until a question is open. */
async function asked({ operations, pass }: TestWorld, run: string, title: string): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const report = await operations.show(run).catch(() => undefined);
    if (report?.asks.some((ask) => ask.title.split(' · ')[0] === title && !ask.decision)) return;
    await pass(15_000);
  }
  throw new Error(`nobody was asked "${title}"`);
}

describe('a run in which people answer everything', () => {
  test('goes its way, reads what they said, and each question has its one decision', async () => {
    const { ended } = await begin(helpful);
    const report = await ended();
    expect(report).toMatchObject({ outcome: 'recovered' });
    expect(answers(report)).toEqual([
      'Which way?: restore_it',
      'Let things settle: go-on',
      'Open a case: done',
      'Restore it?: approve',
    ]);
    expect(report.asks[3]?.question).toBe('Restore (case 4711, small)?');
    expect(report.asks[3]?.decision?.by).toBe('data and platform-leads');
    const [, settle, open] = report.asks;
    const waited = Date.parse(open?.openedAt ?? '') - Date.parse(settle?.openedAt ?? '');
    // The state's time begins when it is entered, a few calls before its question is there.
    expect(waited / 1000).toBeGreaterThanOrEqual(599);
    expect(waited / 1000).toBeLessThan(700);
  });

  test('a wait is ended early by a person', async () => {
    const { world: all, run, ended } = await begin(helpful);
    await asked(all, run, 'Let things settle');
    await all.operations.answer(run, 'go-on', 'ana', 'it is there');
    const report = await ended();
    expect(report.outcome).toBe('recovered');
    expect(report.asks[1]?.decision).toMatchObject({ answer: 'go-on', by: 'ana' });
  });

  test('an abort in the middle of a wait is heard at once', async () => {
    const { world: all, run, ended } = await begin(helpful);
    await asked(all, run, 'Let things settle');
    await all.operations.abort(run, 'ana', 'enough');
    const report = await ended();
    expect(report.outcome).toBe('aborted');
    expect(report.seconds).toBeLessThan(300);
  });

  test('what a person cannot do is a failed step, with everything that one offers', async () => {
    const people = { ...helpful, 'platform-oncall': [helpful['platform-oncall']?.[0] as PersonScript] };
    const { world: all, run, ended } = await begin(people);
    await asked(all, run, 'Open a case');
    await all.operations.answer(run, 'cannot', 'ben', 'the portal is down');
    for (let tries = 0; tries < 100; tries += 1) {
      const { asks } = await all.operations.show(run);
      if (asks.some(({ kind, decision }) => kind === 'failure' && !decision)) break;
      await all.pass(1000);
    }
    const failure = (await all.operations.show(run)).asks.find(({ kind }) => kind === 'failure');
    expect(failure?.question).toContain('the portal is down');
    expect(failure?.options).toEqual(['retry', 'skip', 'back', 'by-hand', 'abort']);
    await all.operations.answer(run, 'abort', 'ben', 'enough');
    expect((await ended()).outcome).toBe('aborted');
  });

  test('a dry-run asks nobody, and says what it took', async () => {
    const { ended } = await begin({}, { mode: 'dry-run' });
    const report = await ended();
    expect(report.asks).toEqual([]);
    expect(statusOf(report, 'way')).toBe('done');
    expect(report.steps.find(({ id }) => id === 'way')?.output).toMatchObject({ answer: 'restore_it' });
  });
});

describe('a failed step', () => {
  const failing = { within: '1h' };
  /** The owner is asked about failures, too: those are answered by somebody else here. */
  const after = (failures: number): Record<string, PersonScript[]> => ({
    ...helpful,
    'platform-oncall': [
      ...Array.from({ length: failures }, (): PersonScript => ({ does: 'silent' })),
      ...(helpful['platform-oncall'] ?? []),
    ],
  });

  test('is tried again with other values', async () => {
    const { world: all, run, ended } = await begin(after(1), failing);
    await asked(all, run, 'Choose the backup');
    await all.operations.answer(run, 'retry', 'ana', 'older is fine', { values: { newest_within: '24h' } });
    const report = await ended();
    expect(report.outcome).toBe('recovered');
    expect(statusOf(report, 'choice')).toBe('done');
  });

  test('with values that it cannot take asks again', async () => {
    const { world: all, run, ended } = await begin(after(2), failing);
    await asked(all, run, 'Choose the backup');
    await all.operations.answer(run, 'retry', 'ana', '', { values: { newest_within: 'long' } });
    await asked(all, run, 'Choose the backup');
    expect((await all.operations.show(run)).asks.at(-1)?.question).toContain('newest_within');
    await all.operations.answer(run, 'retry', 'ana', '', { values: { newest_within: '24h' } });
    expect((await ended()).outcome).toBe('recovered');
  });

  test('goes back to a step before it, which is gone through again', async () => {
    const { world: all, run, ended } = await begin(helpful, failing);
    await asked(all, run, 'Choose the backup');
    await all.operations.answer(run, 'back', 'ana', 'look again', { to: 'look' });
    await asked(all, run, 'Choose the backup');
    const { events } = await all.operations.events(run, '');
    const looked = events.filter(({ step, kind }) => step === 'look' && kind === 'step-done');
    expect(new Set(looked.map(({ generation }) => generation)).size).toBe(2);
    await all.operations.answer(run, 'abort', 'ana', 'enough');
    expect((await ended()).outcome).toBe('aborted');
  });

  test('that changes something is tried again with other values only after a yes to them', async () => {
    let failures = 0;
    const restore: Handler = async (call, parts) =>
      failures++ === 0
        ? fail('NotFound', { what: 'it is not there' })
        : handleStep(restoreBackup, call, parts);
    const functions = { 'step-restore-backup': restore };
    const { world: all, run, ended } = await begin(helpful, { functions });
    await asked(all, run, 'Restore');
    const [backup] = (await all.operations.show(run)).asks.flatMap(({ plans }) =>
      plans.flatMap(({ lines }) => /nightly-payments-\d+/.exec(lines.join(' ')) ?? []),
    );
    await all.operations.answer(run, 'retry', 'ana', 'by name', { values: { backup: String(backup) } });
    await asked(all, run, 'Restore');
    const own = (await all.operations.show(run)).asks.at(-1);
    expect(own).toMatchObject({ step: 'restore', kind: 'approval', generation: 1 });
    expect(all.changes).toEqual([]);
    await all.operations.answer(run, 'approve', 'cleo', 'as said', { for: 'data' });
    await all.operations.answer(run, 'approve', 'dana', 'as said', { for: 'platform-leads' });
    const report = await ended();
    expect(report.outcome).toBe('recovered');
    expect(all.changes).toHaveLength(1);
  });
});
