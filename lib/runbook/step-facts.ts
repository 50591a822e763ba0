import type { Step } from './runbook.ts';
import { type Inner, innerOf } from './walk.ts';

/** A step, and where it stands among the others. */
export interface StepFact {
  step: Step;
  /** In the file, from 0; the steps of `always` come after all others. */
  order: number;
  /** Stands in `always`. */
  always: boolean;
  /** The step that it stands within, and in which of its lists. */
  within?: { fact: StepFact; inner: Inner; index: number };
}

/** All steps by id. */
export function stepFacts(steps: Step[], always: Step[] = []): Map<string, StepFact> {
  const facts = new Map<string, StepFact>();
  const add = (list: Step[], late: boolean, within?: StepFact['within']): void => {
    for (const step of list) {
      const fact = { step, order: facts.size, always: late, ...(within ? { within } : {}) };
      facts.set(step.id, fact);
      innerOf(step).forEach((inner, index) => add(inner.steps, late, { fact, inner, index }));
    }
  };
  add(steps, false);
  add(always, true);
  return facts;
}

/** The loops that a step stands in, the outermost first. */
export function loopsAround(fact: StepFact | undefined): StepFact[] {
  const { within } = fact ?? {};
  if (!within) return [];
  const outer = loopsAround(within.fact);
  return within.inner.role === 'iteration' ? [...outer, within.fact] : outer;
}

/** Whether a step stands somewhere in another one. */
export function isWithin(inner: StepFact | undefined, outer: StepFact): boolean {
  const around = inner?.within?.fact;
  return around !== undefined && (around === outer || isWithin(around, outer));
}

/** Whether two steps stand in different branches of the same `parallel`. */
export function areSiblings(one: StepFact | undefined, other: StepFact): boolean {
  const mine = new Map(branchesAround(one));
  return branchesAround(other).some(([group, index]) => mine.has(group) && mine.get(group) !== index);
}

function branchesAround(fact: StepFact | undefined): [group: StepFact, index: number][] {
  const { within } = fact ?? {};
  if (!within) return [];
  const outer = branchesAround(within.fact);
  return within.inner.role === 'branch' ? [...outer, [within.fact, within.index]] : outer;
}

/** The named steps whose outputs an iteration has at its end: all of its steps but those of loops within. */
export function namedIn(steps: Step[]): Step[] {
  return steps.flatMap((step) => [
    ...(step.named ? [step] : []),
    ...innerOf(step).flatMap(({ role, steps: inside }) => (role === 'iteration' ? [] : namedIn(inside))),
  ]);
}
