import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { loadEstate, loadRunbooks } from '../../lib/local/runbooks.ts';
import { type LocalWorld, openWorld } from '../../lib/local/world.ts';
import { canonical } from '../../lib/model/json.ts';
import type { Scenario } from '../../lib/model/scenario.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';

/** Every runbook that ships is checked, compiled, and played through each of its own rehearsals. */
const root = resolve(__dirname, '../..');

async function play(scenario: Scenario, runbook: string) {
  const estate = await loadEstate(join(root, 'rebound.yaml'));
  const shipped = await loadRunbooks(join(root, 'runbooks'), estate);
  const random = seededRandom(1);
  const clock = new Timeline({ start: Date.parse('2026-11-24T03:12:00Z'), random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const changes: string[] = [];
  const world: LocalWorld = await openWorld({
    clock,
    random,
    estate,
    given: scenario.given,
    people: scenario.people,
    runbooks: shipped.map(({ compiled }) => compiled),
    table: sandboxDynamodb().transport,
    observe: ({ system, method, url }) => {
      if (system === 'kubernetes' && method !== 'GET' && !url.includes('/downloadrequests'))
        changes.push(`${method} ${url}`);
    },
  });
  const started = await world.operations.start({
    runbook,
    inputs: scenario.inputs,
    mode: 'real',
    by: 'tester',
    because: scenario.name,
  });
  await world.engine.ended(started.execution);
  const report = await world.operations.show(started.run);
  over.resolve();
  return {
    report,
    changes,
    asked: world.sandbox
      .inbox()
      .filter((page) => page.ask !== undefined)
      .map(({ who }) => who),
  };
}

describe('rehearsals', () => {
  test('end as their runbooks expect', async () => {
    const estate = await loadEstate(join(root, 'rebound.yaml'));
    const shipped = await loadRunbooks(join(root, 'runbooks'), estate);
    expect(shipped.length).toBeGreaterThan(1);
    for (const { runbook } of shipped) {
      expect(runbook.rehearsals.length).toBeGreaterThan(0);
      for (const scenario of runbook.rehearsals) {
        const { report, changes, asked } = await play(scenario, runbook.runbook);
        const { outcome, within, asked: expected, unchanged } = scenario.expect;
        const told = `${runbook.runbook}, ${scenario.name}: ${report.outcome}, ${report.because}`;
        if (outcome) expect({ told, outcome: report.outcome }).toEqual({ told, outcome });
        if (within) expect({ told, late: report.seconds > within }).toEqual({ told, late: false });
        if (unchanged) expect({ told, changes }).toEqual({ told, changes: [] });
        for (const who of expected ?? [])
          expect({ told, asked }).toEqual({ told, asked: expect.arrayContaining([who]) });
      }
    }
  });

  test('a rehearsal played twice is the same, event for event', async () => {
    const estate = await loadEstate(join(root, 'rebound.yaml'));
    const [{ runbook } = { runbook: undefined }] = (
      await loadRunbooks(join(root, 'runbooks'), estate)
    ).filter((one) => one.runbook.runbook === 'restore-namespace');
    const [scenario] = runbook?.rehearsals ?? [];
    if (!scenario) throw new Error('restore-namespace has no rehearsal');
    const first = await play(scenario, 'restore-namespace');
    const second = await play(scenario, 'restore-namespace');
    expect(canonical(second)).toBe(canonical(first));
  });
});
