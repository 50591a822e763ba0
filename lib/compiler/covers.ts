import type { CoveredStep } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { EachStep, Step, UseStep } from '../runbook/runbook.ts';
import { innerOf } from '../runbook/walk.ts';
import { type Rename, renaming, source } from './expressions.ts';
import { jsonata, literal, plainText } from './jsonata.ts';
import type { Context } from './parts.ts';
import { indexName, itemName, iterationJson } from './scope.ts';
import { mapSource, templateSource } from './values.ts';
import { withFromTarget, wholeWith } from './with-from-target.ts';

/** A covered step, where it stands in no loop behind the approval. */
export function coveredHere(step: UseStep, context: Context): { [K in keyof CoveredStep]: Json } {
  return {
    step: step.id,
    title: plainText(step.title),
    uses: step.uses,
    iteration: iterationJson(context.scope),
    with: withFromTarget(step, context),
  };
}

/** What an approval covers, as ASL. A step in a loop behind it is one entry for each item of the list, which is known by then. */
export function coversOf(approval: UseStep, context: Context): Json {
  const covered = (approval.covers ?? []).map((id) => {
    const found = find(id, context.runbook.steps, []);
    if (!found) fail('Broken', { what: `approve "${approval.title}" covers ${id}, which is no step` });
    return { ...found, loops: found.loops.slice(context.scope.loops) };
  });
  if (covered.every(({ loops }) => loops.length === 0))
    return covered.map(({ step }) => coveredHere(step, context));
  return jsonata(`[${covered.map(({ step, loops }) => inLoops(step, loops, context)).join(', ')}]`);
}

/** One entry, or a list of them: loop within loop, as the compiled loops count. */
function inLoops(step: UseStep, loops: EachStep[], context: Context): string {
  const outer = context.scope.loops;
  const rename = (depth: number): Rename => {
    const base = renaming(context);
    return (name) => {
      if (name === 'item' && depth > 0) return itemName(outer + depth);
      if (name === 'index' && depth > 0) return indexName(outer + depth);
      return base(name);
    };
  };
  const from = (depth: number, iteration: string): string => {
    const loop = loops[depth];
    if (!loop) {
      const given = mapSource(wholeWith(step, context), (value) =>
        templateSource(value, context, rename(depth)),
      );
      return `{"step": ${literal(step.id)}, "title": ${literal(step.title)}, "uses": ${literal(step.uses)}, "iteration": ${iteration}, "with": ${given}}`;
    }
    const n = outer + depth + 1;
    const list = `$append([], ${source(loop.items, context, rename(depth))})`;
    const counted = iteration === '0' ? '' : `(${iteration}) * 1000 + `;
    const inner = from(depth + 1, `${counted}$${indexName(n)} + 1`);
    // `.$` makes lists of lists one, `$append` a list of what is one alone.
    return `$append([], $map(${list}, function($${itemName(n)}, $${indexName(n)}) { ${inner} }).$)`;
  };
  return from(0, context.scope.iteration);
}

/** A step that acts, and the loops around it, outermost first. */
function find(
  id: string,
  steps: Step[],
  loops: EachStep[],
): { step: UseStep; loops: EachStep[] } | undefined {
  for (const step of steps) {
    if (step.id === id && step.kind === 'use') return { step, loops };
    const around = (role: string) =>
      step.kind === 'for_each' && role === 'iteration' ? [...loops, step] : loops;
    for (const inner of innerOf(step)) {
      const found = find(id, inner.steps, around(inner.role));
      if (found) return found;
    }
  }
  return undefined;
}
