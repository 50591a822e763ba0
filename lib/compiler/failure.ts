import type { Catcher, PassState, State } from '../model/asl.ts';
import type { JsonObject } from '../model/json.ts';
import type { Step } from '../runbook/runbook.ts';
import { type After, entryOf, goTo } from './flow.ts';
import { jsonata } from './jsonata.ts';
import { askName, retryName } from './names.ts';
import type { Context } from './parts.ts';
import { endings } from './retriers.ts';
import { hasOutput, variableOf } from './scope.ts';
import { statusAssign } from './status.ts';

const errorOutput = '{% $states.errorOutput %}';

/** A step that can fail: one that acts, or a group. */
export type Fallible = Extract<Step, { onFailure: unknown }>;

/**
 * Where a failure leads: endings to the end of the scope; everything else that can be caught where the runbook says. `tries`: an
 * automatic retry comes first. By `assign` a catcher sets more.
 */
export function catchers(
  step: Fallible,
  context: Context,
  after: After,
  assign: JsonObject = {},
  tries = step.kind === 'use' && step.retry !== undefined,
): Catcher[] {
  const { scope } = context;
  const failure = { [scope.variables.failure]: errorOutput };
  const way = tries
    ? { Next: retryName(step.title), Assign: { ...failure, ...assign } }
    : failureWay(step, context, after, { ...failure, ...assign });
  const leave: Catcher = { ErrorEquals: endings, Assign: failure, Next: scope.states.stop };
  return [
    ...(scope.quiet ? [] : [leave]),
    // States.ALL does not hold it.
    { ErrorEquals: ['States.DataLimitExceeded'], ...way },
    { ErrorEquals: ['States.ALL'], ...way },
  ];
}

/** Where a step that has failed for good goes on, and what is assigned on the way. */
export function failureWay(
  step: Fallible,
  context: Context,
  after: After,
  assign: JsonObject,
): { Next: string; Assign: JsonObject } {
  const { scope } = context;
  const { variables } = scope;
  const { kind: written } = step.onFailure;
  // in `always` nobody is asked, and nothing ends the run
  const kind = scope.quiet && written !== 'steps' ? 'continue' : written;
  switch (kind) {
    case 'ask':
      return { Next: askName(step.title), Assign: { ...assign, [variables.level]: 0 } };
    case 'stop':
      return { Next: stopName(step.title), Assign: assign };
    case 'continue':
      return { Next: goTo(after, context), Assign: { ...assign, ...failedAssign(step, context) } };
    case 'steps': {
      const [first] = step.onFailure.kind === 'steps' ? step.onFailure.steps : [];
      const next = first ? entryOf(first, context) : goTo(after, context);
      return { Next: next, Assign: { ...assign, ...failedAssign(step, context) } };
    }
  }
}

/** What a step that failed leaves behind. */
export function failedAssign(step: Step, context: Context): JsonObject {
  return {
    ...(hasOutput(step) ? { [variableOf(step.id, context.scope, context.places)]: null } : {}),
    ...statusAssign(step, 'failed', context),
  };
}

export const stopName = (title: string): string => `${title} · failed`;

/** `on_failure: stop` ends the run as failed: with an error of its own, which nobody is asked about. Its Cause is what failed. */
export function stopState(step: Fallible, { scope }: Context): [string, State][] {
  if (step.onFailure.kind !== 'stop' || scope.quiet) return [];
  const cause = jsonata(
    `$string({"title": ${JSON.stringify(step.title)}, "failure": $${scope.variables.failure}})`,
  );
  return [[stopName(step.title), { Type: 'Fail', Error: 'StepFailed', Cause: cause }]];
}

/** Gives what ended a scope to the catchers of the group around it. */
export function scopeStop({ scope }: Context): State {
  const { failure } = scope.variables;
  return {
    Type: 'Fail',
    Error: jsonata(`$${failure}.Error`),
    Cause: jsonata(`$exists($${failure}.Cause) ? $${failure}.Cause : ""`),
  };
}

/** A Pass that only assigns. */
export const pass = (assign: JsonObject, next: string): PassState => ({
  Type: 'Pass',
  Assign: assign,
  Output: {},
  Next: next,
});
