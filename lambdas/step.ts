import { handleStep } from '../lib/handlers/step.ts';
import type { StepType } from '../lib/steps/step-type.ts';
import { type Lambda, lambda } from './lambda.ts';

/**
 * The function of one step type. Each bundle's entry, made by lib/stacks/bundle.ts, imports its own type and nothing of the
 * others.
 */
export function stepLambda(type: StepType): Lambda {
  return lambda((call, parts) => handleStep(type, call, parts), { [type.uses]: type });
}
