import type { Definition } from '../model/asl.ts';
import type { Runbook, Step } from '../runbook/runbook.ts';
import { nestedRunbook, startsOf } from '../runbook/starts.ts';
import { allSteps } from '../runbook/walk.ts';
import { stateNames } from './branch.ts';
import { definitionHash, inputsHash } from './hashes.ts';
import { levelsOf } from './levels.ts';
import { flowOf } from './manifest-flow.ts';
import type { Manifest, ManifestStep } from './manifest.ts';
import type { Context, StepCatalog, Surroundings } from './parts.ts';
import { permissionsOf } from './permissions.ts';

/** Everything about a runbook that is known before it runs, for those who do not read YAML. */
export function manifestOf(
  context: Context,
  { catalog, estate }: Surroundings,
  define: (runbook: Runbook, catalog: StepCatalog) => Definition,
): Manifest {
  const { runbook } = context;
  const recovery = allSteps(runbook.steps).map((step) => manifestStep(step, context));
  const always = allSteps(runbook.always).map((step) => manifestStep(step, context));
  const starts = startsOf(runbook).sort();
  return {
    version: 1,
    runbook: runbook.runbook,
    title: runbook.title,
    owner: runbook.owner,
    severity: runbook.severity,
    objectives: runbook.objectives,
    deadline: runbook.deadline,
    ...(runbook.updates ? { updates: runbook.updates } : {}),
    ...(runbook.proofWithin === undefined ? {} : { proofWithin: runbook.proofWithin }),
    inputs: runbook.inputs,
    ...triggersOf(runbook),
    ...(runbook.unattended ? { unattended: true as const } : {}),
    ...(starts.length > 0 ? { starts } : {}),
    steps: [...recovery, ...always.map((step) => ({ ...step, always: true as const }))],
    flow: flowOf(runbook.steps),
    ...(runbook.always.length > 0 ? { always: flowOf(runbook.always) } : {}),
    changes: [...recovery, ...always].some((step) => step.kind === 'changes'),
    estate,
    permissions: permissionsOf(runbook, catalog),
    hashes: { definition: definitionHash(runbook, catalog, define), inputs: inputsHash(runbook) },
  };
}

function triggersOf({ triggers }: Runbook): Pick<Manifest, 'triggers' | 'webhooks' | 'schedules'> {
  const alarms: Manifest['triggers'] = [];
  const webhooks: NonNullable<Manifest['webhooks']> = [];
  const schedules: NonNullable<Manifest['schedules']> = [];
  for (const { inputs, position: _, ...trigger } of triggers) {
    if (trigger.kind === 'alarm') alarms.push({ alarm: trigger.alarm, inputs });
    else if (trigger.kind === 'webhook') webhooks.push({ labels: trigger.labels, inputs });
    else schedules.push({ schedule: trigger.schedule, mode: trigger.mode, inputs });
  }
  return {
    triggers: alarms,
    ...(webhooks.length > 0 ? { webhooks } : {}),
    ...(schedules.length > 0 ? { schedules } : {}),
  };
}

function eachOf(step: Step): Pick<ManifestStep, 'each'> {
  if (step.kind !== 'for_each') return {};
  const stopWhen = step.stopWhen === undefined ? {} : { stopWhen: step.stopWhen.expression };
  return { each: { items: step.items.expression, maxParallel: step.maxParallel, ...stopWhen } };
}

function manifestStep(step: Step, context: Context): ManifestStep {
  const common = {
    id: step.id,
    title: step.title,
    states: stateNames(step, context),
    line: step.position.line,
    ...('onFailure' in step && step.onFailure.kind !== 'ask' ? { onFailure: step.onFailure.kind } : {}),
  };
  if (step.kind !== 'use') return { ...common, uses: step.kind, kind: 'control', ...eachOf(step) };
  const facts = context.facts(step.uses);
  const asked = facts.kind === 'asks' && step.uses !== 'wait';
  const runbook = facts.nests ? nestedRunbook(step) : undefined;
  return {
    ...common,
    uses: step.uses,
    kind: facts.kind,
    timeout: step.timeout,
    ...(step.covers === undefined ? {} : { covers: step.covers }),
    ...(step.approval === undefined ? {} : { approval: step.approval }),
    ...(asked ? { ask: levelsOf(step, context.runbook) } : {}),
    ...(step.record === undefined ? {} : { record: step.record }),
    ...(runbook === undefined ? {} : { runbook }),
    ...(facts.verifies ? { verifies: true as const } : {}),
    ...(step.until ? { until: { condition: step.until.condition.expression, every: step.until.every } } : {}),
    ...(step.retry ? { retries: step.retry.times } : {}),
    ...(step.undo ? { undo: true as const } : {}),
  };
}
