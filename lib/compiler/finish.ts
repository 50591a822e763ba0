import type { FailState, SucceedState } from '../model/asl.ts';
import type { Finish, HandOn } from '../runbook/runbook.ts';
import { jsonata, literal } from './jsonata.ts';
import { renaming } from './expressions.ts';
import type { Context } from './parts.ts';
import { templateSource, valueJson, valuesJson } from './values.ts';

/**
 * Ends Recovery with an outcome. A `because` with insertions stays a template: Close run renders it. Within a branch or a loop
 * only an error leaves all scopes: `Finished`, whose Cause is the result.
 */
export function finishState(finish: Finish, context: Context): SucceedState | FailState {
  if (context.scope.path.length === 0 && !context.scope.quiet)
    return {
      Type: 'Succeed',
      Output: { outcome: finish.outcome, because: valueJson(finish.because, context) },
    };
  const because = templateSource(finish.because, context, renaming(context));
  return finished(`"outcome": ${literal(finish.outcome)}, "because": ${because}`);
}

/** Ends Recovery for a run of another runbook. The checker lets it stand in no group: the run's own scope is left. */
export function handOnState(handOn: HandOn, context: Context): SucceedState {
  return {
    Type: 'Succeed',
    Output: {
      outcome: 'handed-on',
      because: valueJson(handOn.because, context),
      to: { runbook: handOn.runbook, inputs: valuesJson(handOn.inputs, context) },
    },
  };
}

const finished = (fields: string): FailState => ({
  Type: 'Fail',
  Error: 'Finished',
  Cause: jsonata(`$string({${fields}})`),
});
