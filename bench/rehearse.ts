import { join } from 'node:path';
import type { ManifestStep } from '../lib/compiler/manifest.ts';
import { seededRandom, Timeline } from '../lib/engine/clock.ts';
import type { Event } from '../lib/engine/event.ts';
import { loadEstate, loadRunbooks, type Shipped } from '../lib/local/runbooks.ts';
import { openWorld } from '../lib/local/world.ts';
import type { RunEvent } from '../lib/model/event.ts';
import type { Estate } from '../lib/model/estate.ts';
import type { Outcome } from '../lib/model/outcome.ts';
import type { Scenario } from '../lib/model/scenario.ts';
import type { System } from '../lib/model/transport.ts';
import { sandboxDynamodb } from '../lib/sandbox/dynamodb/dynamodb.ts';
import { root } from './root.ts';

/** What rehearsals are played on: the estate and all runbooks that ship. */
export interface Stage {
  estate: Estate;
  shipped: Shipped[];
}

/** A call outside, and the function whose invocation made it. */
export interface CallOutside {
  system: System;
  function: string;
}

/** A rehearsal that was played to its end. */
export interface Rehearsed {
  outcome: Outcome | undefined;
  /** Virtual time, for the people in it. */
  seconds: number;
  /** The execution's history. */
  events: Event[];
  /** The run's own. */
  story: RunEvent[];
  calls: CallOutside[];
  steps: ManifestStep[];
}

export async function openStage(): Promise<Stage> {
  const estate = await loadEstate(join(root, 'rebound.yaml'));
  return { estate, shipped: await loadRunbooks(join(root, 'runbooks'), estate) };
}

/** The runbook's first rehearsal, which is the one that people are shown. */
export function firstRehearsal({ shipped }: Stage, name: string): { one: Shipped; scenario: Scenario } {
  const one = shipped.find(({ runbook }) => runbook.runbook === name);
  const scenario = one?.runbook.rehearsals[0];
  if (!one || !scenario) throw new Error(`there is no runbook ${name} with a rehearsal`);
  return { one, scenario };
}

/** Plays one rehearsal in virtual time, from the world's first moment to the end of the run. */
export async function rehearse(stage: Stage, one: Shipped, scenario: Scenario): Promise<Rehearsed> {
  const random = seededRandom(1);
  const clock = new Timeline({ start: Date.parse('2026-11-24T03:12:00Z'), random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const calls: CallOutside[] = [];
  const world = await openWorld({
    clock,
    random,
    estate: stage.estate,
    given: scenario.given,
    people: scenario.people,
    runbooks: stage.shipped.map(({ compiled }) => compiled),
    table: sandboxDynamodb().transport,
    around: (transport, invocation) => (request, signal) => {
      calls.push({ system: request.system, function: invocation.name });
      return transport(request, signal);
    },
  });
  const { runbook } = one.runbook;
  const { inputs, name } = scenario;
  const started = await world.operations.start({ runbook, inputs, mode: 'real', by: 'bench', because: name });
  await world.engine.ended(started.execution);
  const { outcome, seconds } = await world.operations.show(started.run);
  const story = (await world.operations.events(started.run, '')).events;
  over.resolve();
  const events = world.engine.executions().find(({ arn }) => arn === started.execution)?.events ?? [];
  return { outcome: outcome ?? undefined, seconds, events, story, calls, steps: one.compiled.manifest.steps };
}
