import type { JsonObject } from '../model/json.ts';
import type { UseStep, Value } from '../runbook/runbook.ts';
import { type Rename, renaming } from './expressions.ts';
import type { Context } from './parts.ts';
import { valuesJson } from './values.ts';

/**
 * A step's `with` as the runbook means it: a field that has the name of a key of the target, and that is left out, is taken from the
 * target; one that is for whoever owns the runbook (`ownerField`), from its owner.
 */
export function wholeWith(
  step: Pick<UseStep, 'uses' | 'with'>,
  context: Pick<Context, 'facts' | 'runbook'>,
): Record<string, Value> {
  const { with: schema, ownerField } = context.facts(step.uses);
  const known = Object.keys(schema.shape);
  const added = Object.entries(context.runbook.target).filter(
    ([key]) => known.includes(key) && !(key in step.with),
  );
  const owner: [string, Value][] =
    ownerField === undefined ? [] : [[ownerField, { kind: 'literal', value: context.runbook.owner }]];
  return { ...Object.fromEntries([...owner, ...added]), ...step.with };
}

/** The same as ASL. */
export function withFromTarget(
  step: Pick<UseStep, 'uses' | 'with'>,
  context: Context,
  rename: Rename = renaming(context),
): JsonObject {
  return valuesJson(wholeWith(step, context), context, rename);
}
