import type { State } from '../model/asl.ts';
import type { JsonObject } from '../model/json.ts';
import type { EachStep, Step } from '../runbook/runbook.ts';
import { source } from './expressions.ts';
import type { After } from './flow.ts';
import { jsonata, literal } from './jsonata.ts';
import type { Context } from './parts.ts';
import { hasOutput, indexName, itemName, stepsInSight, variableOf } from './scope.ts';

/** The states of a list of steps, and whether any question leads back within it. Handed in, because groups are within lists and lists within groups. */
export type ListStates = (steps: Step[], context: Context, after: After) => [string, State][];

/** More items than this would not leave room for loops within loops in the number of an iteration. */
const itemsMax = 999;

/** The list, as one: what is no list is a list of one item. */
export function itemsSource(step: EachStep, context: Context): string {
  const many = `$error("for_each goes through at most ${itemsMax} items")`;
  return `($items := $append([], ${source(step.items, context)}); $count($items) > ${itemsMax} ? ${many} : $items)`;
}

/** What an item of the output is: JSONata source by field. */
export function iterationSources(step: EachStep, inside: Context): [field: string, source: string][] {
  const { loops } = inside.scope;
  return [
    ...outputSources(step.steps, inside),
    ['item', `$${itemName(loops)}`],
    ['index', `$${indexName(loops)}`],
    ['steps', statusesSource(step.steps, inside)],
  ];
}

/** The outputs of a scope's steps, by id. A variable may be there or not: going back leaves none behind. */
export function outputSources(steps: Step[], { scope, places }: Context): [id: string, source: string][] {
  return stepsInSight(steps)
    .filter(hasOutput)
    .map(({ id }) => {
      const variable = `$${variableOf(id, scope, places)}`;
      return [id, `$exists(${variable}) ? ${variable} : null`];
    });
}

/**
 * The statuses of a scope's steps, as far as they have one: what is undefined is left out of an object. Each by its name, not by a
 * function over all of them: the library that Step Functions evaluates with counts `in` against its depth of 100 at every call.
 */
export function statusesSource(steps: Step[], { scope }: Context): string {
  const entries = stepsInSight(steps).map(({ id }) => `${literal(id)}: $${scope.variables.steps}.\`${id}\``);
  return `{${entries.join(', ')}}`;
}

/** Fields of JSONata source as ASL. */
export const fieldsJson = (sources: [field: string, source: string][]): JsonObject =>
  Object.fromEntries(sources.map(([field, text]) => [field, jsonata(text)]));
