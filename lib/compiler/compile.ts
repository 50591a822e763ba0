import type { Definition } from '../model/asl.ts';
import { fail } from '../model/errors.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { checkLimits } from './limits.ts';
import { frame } from './frame.ts';
import { manifestOf } from './manifest-of.ts';
import type { Manifest } from './manifest.ts';
import type { Context, StepCatalog, StepFacts, Surroundings } from './parts.ts';
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
  return { definition, manifest: manifestOf(runbook, surroundings, define) };
}

/** The state machine alone. */
export function define(runbook: Runbook, catalog: StepCatalog): Definition {
  const facts = (uses: string): StepFacts => {
    const found = catalog[uses];
    if (!found) fail('BadRunbook', { what: `there is no step type ${uses}`, where: runbook.file });
    return found;
  };
  const context: Context = { runbook, facts, types: textTypes(runbook, facts) };
  return frame(context);
}
