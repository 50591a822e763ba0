import type { ChoiceState, State } from '../model/asl.ts';
import type { Step } from '../runbook/runbook.ts';
import { innerOf, isScope } from '../runbook/walk.ts';
import { entryOf } from './flow.ts';
import { jsonata, literal } from './jsonata.ts';
import type { Context } from './parts.ts';

/**
 * Back to a step that a person names: one Choice for each scope, entered by whatever question was answered so. Which step may be
 * named there is the question's business; an id that nobody offered ends the scope.
 */
export function backState(steps: Step[], context: Context): [string, State][] {
  const { scope } = context;
  const { states, variables } = scope;
  const asked = stepsOfScope(steps).some((step) => 'onFailure' in step && step.onFailure.kind === 'ask');
  if (!asked || scope.quiet) return [];
  const choice: ChoiceState = {
    Type: 'Choice',
    Choices: stepsOfScope(steps).map((step) => ({
      Condition: jsonata(`$${variables.answer}.to = ${literal(step.id)}`),
      Next: entryOf(step, context),
    })),
    Default: states.stop,
  };
  return [[states.back, choice]];
}

function stepsOfScope(steps: Step[]): Step[] {
  return steps.flatMap((step) => [
    step,
    ...innerOf(step)
      .filter((inner) => !isScope(inner))
      .flatMap((inner) => stepsOfScope(inner.steps)),
  ]);
}
