import type { Catcher, Definition, MapState, ParallelState, State } from '../model/asl.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { EachStep, ParallelStep, Step } from '../runbook/runbook.ts';
import { byHandWay } from './ask.ts';
import { backState } from './back.ts';
import { catchers, scopeStop } from './failure.ts';
import { type After, entryOf, onward } from './flow.ts';
import {
  fieldsJson,
  itemsSource,
  iterationSources,
  type ListStates,
  outputSources,
  statusesSource,
} from './iteration.ts';
import { jsonata } from './jsonata.ts';
import { loopDefinition } from './loop.ts';
import type { Context } from './parts.ts';
import { scopeOf } from './prune.ts';
import {
  beginAssign,
  hasOutput,
  indexName,
  innerScope,
  itemName,
  iterationSource,
  stepsInSight,
  variableOf,
} from './scope.ts';
import { statuses } from './status.ts';

/** Branches at the same time: each ends in an object of what it assigned, which is assigned here. */
export function parallelState(
  step: ParallelStep,
  context: Context,
  after: After,
  list: ListStates,
): ParallelState {
  const { scope, places } = context;
  const outputs = step.branches.flatMap((branch, nth) =>
    stepsInSight(branch)
      .filter(hasOutput)
      .map((one): [string, Json] => [
        variableOf(one.id, scope, places),
        jsonata(`$states.result[${nth}].outputs.${one.id}`),
      ]),
  );
  const { steps } = scope.variables;
  return {
    Type: 'Parallel',
    Branches: step.branches.map((branch, nth) => {
      const inside = { ...context, scope: innerScope(scope, step, nth) };
      const end: State = { Type: 'Pass', Output: branchOutput(branch, inside), End: true };
      return scopeDefinition(branch, inside, end, {}, list, scope);
    }),
    Assign: {
      ...Object.fromEntries(outputs),
      [steps]: jsonata(`$merge([$${steps}, $states.result.steps, {${statuses([step], 'done')}}])`),
    },
    Output: {},
    Catch: groupCatchers(step, context, after),
    ...onward(after, context),
  };
}

/** What a branch hands on. */
function branchOutput(branch: Step[], context: Context): Json {
  return {
    outputs: fieldsJson(outputSources(branch, context)),
    steps: jsonata(statusesSource(branch, context)),
  };
}

/** The steps for each item: an inline Map; with `stop_when` a loop, because iterations of a Map know nothing of one another. */
export function eachState(
  step: EachStep,
  context: Context,
  after: After,
  list: ListStates,
): MapState | ParallelState {
  const { scope, places } = context;
  const inside: Context = { ...context, scope: innerScope(scope, step, 0) };
  const { steps } = scope.variables;
  const result = step.stopWhen ? '$states.result[0]' : '$states.result';
  const common = {
    Assign: {
      ...(step.named ? { [variableOf(step.id, scope, places)]: jsonata(result) } : {}),
      [steps]: jsonata(`$merge([$${steps}, {${statuses([step], 'done')}}])`),
    },
    Output: {},
    Catch: groupCatchers(step, context, after),
    ...onward(after, context),
  };
  if (step.stopWhen)
    return {
      Type: 'Parallel',
      Branches: [loopDefinition(step, step.stopWhen, context, inside, list)],
      ...common,
    };
  const end: State = { Type: 'Pass', Output: fieldsJson(iterationSources(step, inside)), End: true };
  return {
    Type: 'Map',
    Items: jsonata(itemsSource(step, context)),
    // Only here is an item in the context, not for the states within
    // (docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html, Context object data for Map states).
    ItemSelector: {
      item: '{% $states.context.Map.Item.Value %}',
      index: '{% $states.context.Map.Item.Index %}',
    },
    MaxConcurrency: step.maxParallel,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      ...scopeDefinition(step.steps, inside, end, iterationAssign(inside, context), list, scope),
    },
    ...common,
  };
}

function iterationAssign(inside: Context, around: Context): JsonObject {
  const { loops, variables } = inside.scope;
  return {
    [itemName(loops)]: '{% $states.input.item %}',
    [indexName(loops)]: '{% $states.input.index %}',
    [variables.iteration]: jsonata(iterationSource(around.scope, '$states.input.index')),
  };
}

/** A scope: its beginning, its steps, and where it ends, gives up and goes back. */
function scopeDefinition(
  steps: Step[],
  inside: Context,
  end: State,
  assign: JsonObject,
  list: ListStates,
  around: Context['scope'],
): Definition {
  const { states } = inside.scope;
  const [first] = steps;
  const begin: State = {
    Type: 'Pass',
    Assign: {
      ...beginAssign(inside.scope, {
        steps: jsonata(`$${around.variables.steps}`),
        generation: jsonata(`$${around.variables.generation}`),
      }),
      ...assign,
    },
    Output: {},
    Next: first ? entryOf(first, inside) : states.end,
  };
  return scopeOf(
    states.begin,
    [
      [states.begin, begin],
      ...list(steps, inside, null),
      ...backState(steps, inside),
      [states.end, end],
      [states.stop, scopeStop(inside)],
    ],
    inside.scope,
  );
}

/** `ByHand` leaves a group for the verify behind it; everything else as for steps. */
function groupCatchers(step: ParallelStep | EachStep, context: Context, after: After): Catcher[] {
  const { scope } = context;
  if (scope.quiet) return catchers(step, context, after);
  const failure = { [scope.variables.failure]: '{% $states.errorOutput %}' };
  const way = scope.path.length > 0 ? undefined : byHandWay(step, context);
  const byHand: Catcher = {
    ErrorEquals: ['ByHand'],
    Assign: { ...failure, ...way?.Assign },
    Next: way?.Next ?? scope.states.stop,
  };
  return [byHand, ...catchers(step, context, after)];
}
