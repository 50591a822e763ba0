import { handleApprove } from '../lib/handlers/approve.ts';
import type { StepType } from '../lib/steps/step-type.ts';
import { type Lambda, lambda } from './lambda.ts';

/** The function of `approve`: it asks, and plans what it covers, so its bundle holds the changing step types, too. */
export function askStepLambda(planned: StepType[]): Lambda {
  return lambda(handleApprove, Object.fromEntries(planned.map((type) => [type.uses, type])));
}
