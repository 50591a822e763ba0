import type { Definition, State } from '../model/asl.ts';
import type { EachStep, Expression } from '../runbook/runbook.ts';
import { backState } from './back.ts';
import { source } from './expressions.ts';
import { scopeStop } from './failure.ts';
import { entryOf } from './flow.ts';
import { itemsSource, iterationSources, type ListStates } from './iteration.ts';
import { jsonata, literal } from './jsonata.ts';
import { collectName, enoughName, nextName } from './names.ts';
import type { Context } from './parts.ts';
import { scopeOf } from './prune.ts';
import { beginAssign, indexName, itemName, iterationSource } from './scope.ts';
import { nullOutputs } from './status.ts';

/** `for_each` with `stop_when`: one item after the other in one branch, until the condition holds. */
export function loopDefinition(
  step: EachStep,
  stopWhen: Expression,
  around: Context,
  inside: Context,
  list: ListStates,
): Definition {
  const { scope } = inside;
  const { states, variables, loops } = scope;
  const { steps: outerSteps, generation } = around.scope.variables;
  const index = `$${indexName(loops)}`;
  const [items, results] = [`itemsOf${loops}`, `resultsOf${loops}`];
  const [first] = step.steps;
  const following = `$${items}[${index} + 1]`;
  const begin: State = {
    Type: 'Pass',
    Assign: {
      ...beginAssign(scope, { steps: jsonata(`$${outerSteps}`), generation: jsonata(`$${generation}`) }),
      [items]: jsonata(itemsSource(step, around)),
      [results]: [],
      [indexName(loops)]: -1,
    },
    Output: {},
    Next: nextName(step.title),
  };
  const next: State = {
    Type: 'Choice',
    Choices: [
      {
        Condition: jsonata(`${index} + 1 < $count($${items})`),
        Assign: {
          [indexName(loops)]: jsonata(`${index} + 1`),
          // An item may be null, which a library may take for nothing where it is picked from a list.
          [itemName(loops)]: jsonata(`$exists(${following}) ? ${following} : null`),
          [variables.iteration]: jsonata(iterationSource(around.scope, `(${index} + 1)`)),
          [variables.steps]: jsonata(`$${outerSteps}`),
          ...nullOutputs(step.steps, inside),
        },
        Next: first ? entryOf(first, inside) : collectName(step.title),
      },
    ],
    Default: states.end,
  };
  const fields = iterationSources(step, inside).map(([field, text]) => `${literal(field)}: (${text})`);
  const one = `{${fields.join(', ')}}`;
  const collect: State = {
    Type: 'Pass',
    Assign: { [results]: jsonata(`$append($${results}, [${one}])`) },
    Output: {},
    Next: enoughName(step.title),
  };
  const enough: State = {
    Type: 'Choice',
    Choices: [
      { Condition: jsonata(source(stopWhen, inside)), Next: states.end, Comment: stopWhen.expression },
    ],
    Default: nextName(step.title),
  };
  const end: State = { Type: 'Pass', Output: jsonata(`$${results}`), End: true };
  return scopeOf(
    states.begin,
    [
      [states.begin, begin],
      [nextName(step.title), next],
      ...list(step.steps, inside, collectName(step.title)),
      [collectName(step.title), collect],
      [enoughName(step.title), enough],
      ...backState(step.steps, inside),
      [states.end, end],
      [states.stop, scopeStop(inside)],
    ],
    scope,
  );
}
