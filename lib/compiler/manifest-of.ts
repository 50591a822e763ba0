import type { Definition } from '../model/asl.ts';
import type { Runbook, Step } from '../runbook/runbook.ts';
import { stateNames } from './branch.ts';
import { definitionHash, inputsHash } from './hashes.ts';
import { flowOf } from './manifest-flow.ts';
import type { Manifest, ManifestStep } from './manifest.ts';
import type { StepCatalog, Surroundings } from './parts.ts';
import { permissionsOf } from './permissions.ts';
import { allSteps } from './walk.ts';

/** Everything about a runbook that is known before it runs, for those who do not read YAML. */
export function manifestOf(
  runbook: Runbook,
  { catalog, estate }: Surroundings,
  define: (runbook: Runbook, catalog: StepCatalog) => Definition,
): Manifest {
  const steps = allSteps(runbook.steps).map((step) => manifestStep(step, catalog));
  return {
    version: 1,
    runbook: runbook.runbook,
    title: runbook.title,
    owner: runbook.owner,
    severity: runbook.severity,
    objectives: runbook.objectives,
    deadline: runbook.deadline,
    inputs: runbook.inputs,
    triggers: runbook.triggers,
    steps,
    flow: flowOf(runbook.steps),
    changes: steps.some((step) => step.kind === 'changes'),
    estate,
    permissions: permissionsOf(runbook, catalog),
    hashes: { definition: definitionHash(runbook, catalog, define), inputs: inputsHash(runbook) },
  };
}

function manifestStep(step: Step, catalog: StepCatalog): ManifestStep {
  const common = { id: step.id, title: step.title, states: stateNames(step), line: step.position.line };
  if (step.kind !== 'use') return { ...common, uses: step.kind, kind: 'control' };
  const facts = catalog[step.uses];
  return {
    ...common,
    uses: step.uses,
    kind: facts?.kind ?? 'control',
    timeout: step.timeout,
    ...(step.covers === undefined ? {} : { covers: step.covers }),
    ...(step.approval === undefined ? {} : { approval: step.approval }),
    ...(step.ask === undefined ? {} : { ask: step.ask }),
    ...(facts?.verifies ? { verifies: true as const } : {}),
  };
}
