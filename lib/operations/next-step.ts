import type { FlowStep, Manifest } from '../compiler/manifest.ts';
import type { StepReport } from './operations.ts';

/** What comes after where a run stands, as far as its runbook says it. */
export type Next =
  | { kind: 'step'; title: string; condition?: string }
  /** A choice, a loop or branches stand in between: which step it is, is decided there. */
  | { kind: 'open'; behind: string }
  /** Nothing but the run's end. */
  | { kind: 'end' }
  /** The runbook is not there any more, or the run stands in branches or in a loop. */
  | { kind: 'unknown' };

const groups = new Set(['parallel', 'for_each']);

/** The step at which a run stands: one that asks or runs, or the last one that it has passed. */
export function standsAt(steps: readonly StepReport[]): StepReport | undefined {
  return (
    steps.find(({ status }) => status === 'asking') ??
    steps.find(({ status }) => status === 'running') ??
    steps.findLast(({ status }) => status !== 'waiting')
  );
}

/** What comes next; `always` is the run's end. */
export function nextAfter(manifest: Manifest | undefined, steps: readonly StepReport[]): Next {
  const always = new Set((manifest?.steps ?? []).filter((step) => step.always).map(({ id }) => id));
  return nextAfterStep(manifest, standsAt(steps.filter(({ id }) => !always.has(id)))?.id);
}

/** What comes after a step; without one, the first of all. */
export function nextAfterStep(manifest: Manifest | undefined, at: string | undefined): Next {
  if (!manifest?.flow) return { kind: 'unknown' };
  const known = (id: string) => manifest.steps.find((step) => step.id === id);
  const isGroup = (id: string) => groups.has(known(id)?.uses ?? '');
  if (at === undefined) return named(manifest.flow[0], known);
  const found = placeOf(manifest.flow, at, undefined, isGroup);
  if (!found || found.inGroup) return { kind: 'unknown' };
  if (found.own.ways && known(at)?.kind === 'control')
    return { kind: 'open', behind: known(at)?.title ?? at };
  return named(found.next, known);
}

function named(
  next: FlowStep | undefined,
  known: (id: string) => Manifest['steps'][number] | undefined,
): Next {
  if (!next) return { kind: 'end' };
  const step = known(next.step);
  if (!step) return { kind: 'unknown' };
  if (next.ways) return { kind: 'open', behind: step.title };
  return { kind: 'step', title: step.title, ...(next.if === undefined ? {} : { condition: next.if }) };
}

interface Place {
  own: FlowStep;
  next: FlowStep | undefined;
  inGroup?: true;
}

/** Where a step stands, and what follows it: the next of its list, or of the lists around it. Out of branches and loops nothing leads but their end. */
function placeOf(
  list: readonly FlowStep[],
  wanted: string,
  behind: FlowStep | undefined,
  isGroup: (step: string) => boolean,
): Place | undefined {
  for (const [index, flow] of list.entries()) {
    const next = list[index + 1] ?? behind;
    if (flow.step === wanted) return { own: flow, next };
    for (const { steps } of flow.ways ?? []) {
      const found = placeOf(steps, wanted, next, isGroup);
      if (found) return isGroup(flow.step) ? { ...found, inGroup: true } : found;
    }
    for (const instead of [flow.failed ?? [], flow.late ?? []]) {
      const found = placeOf(instead, wanted, next, isGroup);
      if (found) return found;
    }
  }
  return undefined;
}

/** Whether steps of it go on beside one another. */
export function hasBranches(manifest: Manifest | undefined): boolean {
  return (
    manifest?.steps.some(({ uses, each }) => uses === 'parallel' || (each?.maxParallel ?? 1) > 1) ?? false
  );
}
