import type { Json } from '../model/json.ts';
import type { Runbook, Step } from '../runbook/runbook.ts';
import { innerOf, isScope } from '../runbook/walk.ts';
import { jsonata } from './jsonata.ts';
import { frameStates } from './names.ts';

/**
 * Where states and variables belong: Recovery's branch, a branch of a `parallel`, an iteration of a `for_each`. Step Functions
 * refuses a variable that an inner and an outer scope both assign, so each depth has names of its own.
 * Source: docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html, Variable scope.
 */
export interface Scope {
  /** The groups around, outermost first: `s3/1` is the second branch of step s3. Empty: Recovery, or `always`. */
  path: string[];
  /** How many `for_each` are around. */
  loops: number;
  /** Its own states: where it begins and ends, gives up, and goes back. */
  states: { begin: string; end: string; stop: string; back: string };
  /** The machine's own variables. */
  variables: Controls;
  /** JSONata source of the place in the loops around; `0` outside of any. */
  iteration: string;
  /** True for `always`: a failure is passed over, whatever it is. */
  quiet: boolean;
}

export interface Controls {
  steps: string;
  failure: string;
  generation: string;
  level: string;
  /** The last answer to a failed step's question, with the step's id. */
  answer: string;
  /** How often the step that is going on was tried again by itself. */
  tries: string;
  /** When the step with `until` that is going on was entered the first time. */
  since: string;
  /** What a nested run is started with. */
  nested: string;
  iteration: string;
}

const controlsAt = (depth: number): Controls => {
  const own = depth === 0 ? '' : `In${depth}`;
  return {
    steps: `steps${own}`,
    failure: `stepFailure${own}`,
    generation: `stepGeneration${own}`,
    level: `askLevel${own}`,
    answer: `stepAnswer${own}`,
    tries: `stepTries${own}`,
    since: `untilSince${own}`,
    nested: `nestedStart${own}`,
    iteration: `iteration${own}`,
  };
};

/** Variables of the n-th loop around, from 1. */
export const itemName = (loops: number): string => `itemOf${loops}`;
export const indexName = (loops: number): string => `indexOf${loops}`;

export const recoveryScope: Scope = {
  path: [],
  loops: 0,
  states: {
    begin: frameStates.begin,
    end: frameStates.end,
    stop: frameStates.stop,
    back: frameStates.back,
  },
  variables: controlsAt(0),
  iteration: '0',
  quiet: false,
};

export const alwaysScope: Scope = {
  ...recoveryScope,
  states: {
    begin: frameStates.alwaysBegin,
    end: frameStates.alwaysEnd,
    stop: frameStates.alwaysStop,
    back: frameStates.alwaysBack,
  },
  quiet: true,
};

/** The scope of the nth branch of a group, from 0; of a `for_each` there is one. */
export function innerScope(scope: Scope, group: Step, nth: number): Scope {
  const depth = scope.path.length + 1;
  const loop = group.kind === 'for_each';
  const variables = controlsAt(depth);
  const number = loop ? '' : ` ${nth + 1}`;
  const named = (word: string) => `${group.title} · ${word}${number}`;
  return {
    path: [...scope.path, `${group.id}/${nth}`],
    loops: scope.loops + (loop ? 1 : 0),
    states: { begin: named('begin'), end: named('end'), stop: named('stop'), back: named('back') },
    variables,
    iteration: loop ? `$${variables.iteration}` : scope.iteration,
    quiet: scope.quiet,
  };
}

/** In which scope each step stands, by id. */
export type Places = ReadonlyMap<string, string[]>;

export function placesOf(runbook: Pick<Runbook, 'steps' | 'always'>): Places {
  const places = new Map<string, string[]>();
  const visit = (steps: Step[], path: string[]) => {
    for (const step of steps) {
      places.set(step.id, path);
      let nth = 0;
      for (const inner of innerOf(step))
        visit(inner.steps, isScope(inner) ? [...path, `${step.id}/${nth++}`] : path);
    }
  };
  visit(runbook.steps, []);
  visit(runbook.always, []);
  return places;
}

/**
 * The variable by which a step's output is known in a scope: within the step's own scope and those inside it under the name of
 * its depth; outside, where the groups between have handed it on, under the name of the depth that both share.
 */
export function variableOf(id: string, scope: Scope, places: Places): string {
  const own = places.get(id) ?? [];
  let shared = 0;
  while (shared < own.length && own[shared] === scope.path[shared]) shared += 1;
  return shared === 0 ? id : `${id}In${shared}`;
}

/** The variables that a scope begins with. */
export function beginAssign(scope: Scope, from: { steps: string; generation: string }): Record<string, Json> {
  const { variables } = scope;
  return {
    [variables.steps]: from.steps,
    [variables.generation]: from.generation,
    [variables.level]: 0,
    [variables.failure]: null,
    [variables.answer]: null,
    [variables.tries]: 0,
    [variables.since]: null,
  };
}

/** The steps of a list whose outputs and statuses are known in the scope of the list: not those inside loops. */
export function stepsInSight(steps: Step[]): Step[] {
  return steps.flatMap((step) => [
    step,
    ...innerOf(step).flatMap((inner) => (inner.role === 'iteration' ? [] : stepsInSight(inner.steps))),
  ]);
}

/** Whether a step has an output under its id. */
export const hasOutput = (step: Step): boolean =>
  step.named && (step.kind === 'use' || step.kind === 'for_each');

/** The number of an iteration, as ASL: a number outside of loops. */
export const iterationJson = ({ iteration }: Scope): Json => (iteration === '0' ? 0 : jsonata(iteration));

/** JSONata source of the number of an item of a loop in this scope: items count from 1, loops within loops go on behind it. */
export const iterationSource = ({ iteration }: Scope, index: string): string =>
  iteration === '0' ? `${index} + 1` : `${iteration} * 1000 + ${index} + 1`;
