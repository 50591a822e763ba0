import type { Definition } from '../model/asl.ts';
import { fail } from '../model/errors.ts';
import type { Runbook, Step, UseStep } from '../runbook/runbook.ts';
import { allSteps } from '../runbook/walk.ts';
import { checkLimits } from './limits.ts';
import { frame } from './frame.ts';
import { manifestOf } from './manifest-of.ts';
import type { Manifest } from './manifest.ts';
import type { Context, StepCatalog, StepFacts, Surroundings } from './parts.ts';
import { placesOf, recoveryScope } from './scope.ts';
import { textTypes } from './text-types.ts';

/** What a runbook becomes. Both are the same bytes (`canonical`) for the same runbook, catalog and estate. */
export interface Compiled {
  /** Functions and topic as placeholders (`${open-run}`, `${step-check-cluster}`, `${topic}`), for `withArns`. */
  definition: Definition;
  manifest: Manifest;
}

/** A checked runbook → its state machine and manifest. BadRunbook when it is over a limit of Step Functions. */
export function compile(runbook: Runbook, surroundings: Surroundings): Compiled {
  const definition = define(runbook, surroundings.catalog);
  checkLimits(runbook, definition);
  return { definition, manifest: manifestOf(contextOf(runbook, surroundings.catalog), surroundings, define) };
}

/** The state machine alone. */
export function define(runbook: Runbook, catalog: StepCatalog): Definition {
  return frame(contextOf(runbook, catalog));
}

/** What the states of a runbook are made from, at the beginning of Recovery. */
export function contextOf(runbook: Runbook, catalog: StepCatalog): Context {
  const facts = (uses: string): StepFacts => {
    const found = catalog[uses];
    if (!found) fail('BadRunbook', { what: `there is no step type ${uses}`, where: runbook.file });
    return found;
  };
  return {
    runbook,
    facts,
    types: textTypes(runbook, facts),
    places: placesOf(runbook),
    verifies: verifiesOf(runbook, facts),
    scope: recoveryScope,
  };
}

function verifiesOf({ steps }: Runbook, facts: (uses: string) => StepFacts): ReadonlyMap<Step, UseStep> {
  const verifies = new Map<Step, UseStep>();
  const isVerify = (step: Step): step is UseStep => step.kind === 'use' && facts(step.uses).verifies === true;
  const last = steps.findLast(isVerify);
  const until = last ? steps.indexOf(last) : 0;
  for (const top of steps.slice(0, until))
    for (const step of allSteps([top])) if (last) verifies.set(step, last);
  return verifies;
}
