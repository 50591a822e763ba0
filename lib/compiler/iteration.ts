import type { State } from '../model/asl.ts';
import type { Json, JsonObject } from '../model/json.ts';
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

/** What an item of the output is. */
export function iterationOutput(step: EachStep, inside: Context): JsonObject {
  const { scope, places } = inside;
  const inSight = stepsInSight(step.steps);
  const outputs = inSight.filter(hasOutput).map((one): [string, Json] => {
    const variable = `$${variableOf(one.id, scope, places)}`;
    return [one.id, jsonata(`$exists(${variable}) ? ${variable} : null`)];
  });
  return {
    ...Object.fromEntries(outputs),
    item: jsonata(`$${itemName(scope.loops)}`),
    index: jsonata(`$${indexName(scope.loops)}`),
    steps: statusesOf(inSight, scope.variables.steps),
  };
}

/**
 * The statuses of these steps, as far as they have one: what is undefined is left out of an object. Each by its name, not by a
 * function over all of them: the library that Step Functions evaluates with counts `in` against its depth of 100 at every call.
 */
export function statusesOf(steps: Step[], variable: string): Json {
  const entries = steps.map(({ id }) => `${literal(id)}: $${variable}.\`${id}\``);
  return jsonata(`{${entries.join(', ')}}`);
}
