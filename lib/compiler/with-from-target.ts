import type { JsonObject } from '../model/json.ts';
import type { UseStep } from '../runbook/runbook.ts';
import type { Context } from './parts.ts';
import { valuesJson } from './values.ts';

/** A step's `with` as ASL. A field that has the name of a key of the target, and that the runbook leaves out, is taken from the target. */
export function withFromTarget(step: UseStep, context: Context): JsonObject {
  const known = Object.keys(context.facts(step.uses).with.shape);
  const added = Object.entries(context.runbook.target).filter(
    ([key]) => known.includes(key) && !(key in step.with),
  );
  return valuesJson({ ...Object.fromEntries(added), ...step.with }, context.types);
}
