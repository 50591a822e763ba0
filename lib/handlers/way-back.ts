import type { FlowStep, Manifest } from '../compiler/manifest.ts';
import type { Ask } from '../model/ask.ts';

/** Control steps whose inner lists are scopes of their own: nothing leads out of them but their end. */
const groups = new Set(['parallel', 'for_each']);

/**
 * The steps that a person may go back to from a failed one, the nearest first: those before it in its own list and in the lists
 * around, within its branch or iteration. None when the manifest does not know the step.
 */
export function wayBack(manifest: Manifest | undefined, step: string): NonNullable<Ask['back']> {
  if (!manifest?.flow) return [];
  const known = new Map(manifest.steps.map((one) => [one.id, one]));
  const before = stepsBefore(manifest.flow, step, (id) => groups.has(known.get(id)?.uses ?? '')) ?? [];
  return before.flatMap((id) => {
    const title = known.get(id)?.title;
    return title === undefined ? [] : [{ step: id, title }];
  });
}

/** Undefined: the step is not in the list, nor in anything inside it. */
function stepsBefore(
  list: FlowStep[],
  wanted: string,
  isGroup: (step: string) => boolean,
): string[] | undefined {
  for (const [index, flow] of list.entries()) {
    const earlier = list
      .slice(0, index)
      .map(({ step }) => step)
      .reverse();
    if (flow.step === wanted) return earlier;
    for (const { steps } of flow.ways ?? []) {
      const found = stepsBefore(steps, wanted, isGroup);
      if (found) return isGroup(flow.step) ? found : [...found, ...earlier];
    }
    for (const instead of [flow.failed ?? [], flow.late ?? []]) {
      const found = stepsBefore(instead, wanted, isGroup);
      if (found) return [...found, ...earlier];
    }
  }
  return undefined;
}
