import { fail } from '../../model/errors.ts';
import type { StepContext } from '../step-type.ts';

/**
 * The `run` of a type whose states belong to a handler of their own: the wrapper around steps has no task token, so it can neither
 * wait nor start anything. Broken, whoever calls it.
 */
export function onlyHandler(what: string, { step, run }: Pick<StepContext, 'step' | 'run'>): never {
  return fail('Broken', {
    what: `"${step.title}" reached the step wrapper, but only ${what}`,
    todo: 'compile and deploy the runbook again: this state has to call the function of its step type',
    run: run.id,
    step: step.id,
  });
}
