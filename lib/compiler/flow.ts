import type { Json } from '../model/json.ts';
import type { Step } from '../runbook/runbook.ts';
import { frameStates, ifName } from './names.ts';

/** Where a step goes on: a state's name, or null at the end of Recovery. */
export type After = string | null;

/** The state by which a step is entered. */
export function entryOf(step: Step): string {
  return step.if ? ifName(step.title) : step.title;
}

/** What Recovery gives when it comes to its end. */
export const recovered: Json = { outcome: 'recovered', because: null };

/** A Task's way on: the last one ends the branch itself. */
export function onward(after: After): { Next: string } | { End: true; Output: Json } {
  return after === null ? { End: true, Output: recovered } : { Next: after };
}

/** A Choice's way on: it cannot end a branch. */
export const goTo = (after: After): string => after ?? frameStates.end;
