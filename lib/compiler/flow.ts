import type { Json } from '../model/json.ts';
import type { Step } from '../runbook/runbook.ts';
import { approveName, ifName } from './names.ts';
import type { Context } from './parts.ts';

/** Where a step goes on: a state's name, or null at the end of its scope. */
export type After = string | null;

/** The state by which a step is entered. */
export function entryOf(step: Step, context: Context): string {
  return step.if ? ifName(step.title) : ownEntry(step, context);
}

/** The first of a step's own states, behind its `if`. */
export function ownEntry(step: Step, context: Context): string {
  return asksItself(step, context) ? approveName(step.title) : step.title;
}

/** A changing step that no `approve` covers: of an unattended runbook. */
export function asksItself(step: Step, { facts }: Context): boolean {
  return step.kind === 'use' && step.approval === undefined && facts(step.uses).kind === 'changes';
}

/** What Recovery gives when it comes to its end. */
export const recovered: Json = { outcome: 'recovered', because: null };

/** A Task's way on: the last one of Recovery ends the branch itself; other scopes hand on what was assigned in them. */
export function onward(after: After, { scope }: Context): { Next: string } | { End: true; Output: Json } {
  if (after !== null) return { Next: after };
  return scope.path.length === 0 && !scope.quiet
    ? { End: true, Output: recovered }
    : { Next: scope.states.end };
}

/** A Choice's way on: it cannot end a branch. */
export const goTo = (after: After, { scope }: Context): string => after ?? scope.states.end;
