import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { loadEstate, loadRunbooks } from '../../lib/local/runbooks.ts';
import { loadPeople } from '../../lib/local/watch-people.ts';
import { type LocalWorld, openWorld } from '../../lib/local/world.ts';
import { canonical } from '../../lib/model/json.ts';
import { groupsOf } from '../../lib/model/on-call.ts';
import type { Mode } from '../../lib/model/outcome.ts';
import type { Given, Scenario } from '../../lib/model/scenario.ts';
import { innerOf } from '../../lib/runbook/walk.ts';
import type { Step } from '../../lib/runbook/runbook.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import { stepTypeNames } from '../../lib/steps/catalog.ts';

/** Every runbook that ships is checked, compiled, and played through each of its own rehearsals. */
const root = resolve(__dirname, '../..');
const names = readdirSync(join(root, 'runbooks')).map((file) => file.replace(/\.yaml$/, ''));

async function load() {
  const estate = await loadEstate(join(root, 'rebound.yaml'));
  const directory = await loadPeople(join(root, 'people.yaml'), estate);
  if (!directory) throw new Error('people.yaml does not ship');
  return { estate, directory, shipped: await loadRunbooks(join(root, 'runbooks'), estate, directory) };
}
let loaded: ReturnType<typeof load> | undefined;
const runbooks = () => (loaded ??= load());

async function runbookNamed(name: string) {
  const found = (await runbooks()).shipped.find(({ runbook }) => runbook.runbook === name);
  if (!found) throw new Error(`runbooks/${name}.yaml holds another runbook`);
  return found.runbook;
}

/** `names`: `who` is any name, as where there is no people.yaml; otherwise the people of the one that ships. */
async function play(scenario: Scenario, runbook: string, mode: Mode = 'real', names = false) {
  const { estate, directory, shipped } = await runbooks();
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
    ...(names ? {} : { directory }),
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
    mode,
    by: names ? 'tester' : 'eva',
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
      .flatMap(({ who }) => [who, ...(names ? [] : groupsOf(directory, who))]),
  };
}

describe('rehearsals', () => {
  const both = names.flatMap((name) => [
    [name, 'with the people of people.yaml', false] as const,
    [name, 'where who is any name', true] as const,
  ]);
  test.each(both)('of %s end as it expects, %s', async (name, _, anyNames) => {
    const { rehearsals } = await runbookNamed(name);
    expect(rehearsals.length).toBeGreaterThan(0);
    for (const scenario of rehearsals) {
      const { report, changes, asked } = await play(scenario, name, 'real', anyNames);
      const { outcome, within, asked: expected, unchanged } = scenario.expect;
      const told = `${name}, ${scenario.name}: ${report.outcome}, ${report.because}`;
      if (outcome) expect({ told, outcome: report.outcome }).toEqual({ told, outcome });
      if (within) expect({ told, late: report.seconds > within }).toEqual({ told, late: false });
      if (unchanged) expect({ told, changes }).toEqual({ told, changes: [] });
      for (const who of expected ?? [])
        expect({ told, asked }).toEqual({ told, asked: expect.arrayContaining([who]) });
    }
  });

  test.each(names)(
    'of %s, where all is well: a dry-run plans each step, and asks and changes nothing',
    async (name) => {
      const well: Given = { clusters: {}, backups: [], storage: 'available', pagers: 'up' };
      for (const scenario of (await runbookNamed(name)).rehearsals) {
        const { report, changes, asked } = await play({ ...scenario, given: well }, name, 'dry-run');
        const told = `${name}, ${scenario.name}: ${report.because}`;
        const planned = { told, outcome: 'planned', changes: [], asked: [] };
        expect({ told, outcome: report.outcome, changes, asked }).toEqual(planned);
      }
    },
  );

  test('a rehearsal played twice is the same, event for event', async () => {
    const [scenario] = (await runbookNamed('restore-namespace')).rehearsals;
    if (!scenario) throw new Error('restore-namespace has no rehearsal');
    const first = await play(scenario, 'restore-namespace');
    const second = await play(scenario, 'restore-namespace');
    expect(canonical(second)).toBe(canonical(first));
  });
});

describe('together, the runbooks that ship', () => {
  const everyStep = (steps: Step[]): Step[] =>
    steps.flatMap((step) => [step, ...innerOf(step).flatMap(({ steps: inner }) => everyStep(inner))]);
  const steps = async () =>
    (await runbooks()).shipped.flatMap(({ runbook }) => everyStep([...runbook.steps, ...runbook.always]));

  test('use every step type', async () => {
    const used = new Set((await steps()).flatMap((step) => (step.kind === 'use' ? [step.uses] : [])));
    expect([...used].sort()).toEqual([...stepTypeNames]);
  });

  test('use every word of control', async () => {
    const all = await steps();
    const kinds = new Set(all.map(({ kind }) => kind));
    for (const kind of ['use', 'choose', 'parallel', 'for_each', 'finish'] as const)
      expect(kinds).toContain(kind);
    const uses = all.filter((step) => step.kind === 'use');
    const arms = all.flatMap((step) => (step.kind === 'choose' ? step.arms : []));
    expect(arms.some(({ body }) => 'handOn' in body)).toBe(true);
    expect(arms.some(({ when }) => when === undefined)).toBe(true);
    for (const has of [
      uses.some(({ until }) => until?.onTimeout !== undefined),
      uses.some(({ retry }) => retry !== undefined),
      uses.some(({ undo }) => undo !== undefined),
      uses.some(({ record }) => record !== undefined),
      uses.some(({ quorum }) => typeof quorum === 'object'),
      uses.some(({ mayApprove }) => mayApprove !== undefined),
      all.some((step) => step.kind === 'for_each' && step.maxParallel > 1),
    ])
      expect(has).toBe(true);
    const failures = new Set(uses.map(({ onFailure }) => onFailure.kind));
    expect([...failures].sort()).toEqual(['ask', 'continue', 'steps', 'stop']);
  });

  test('have no warning', async () => {
    const { readFileOf } = await import('../../lib/cli/read-files.ts');
    const { estate } = await runbooks();
    for (const name of names)
      expect((await readFileOf(`runbooks/${name}.yaml`, root, estate)).mistakes).toEqual([]);
  });
});
