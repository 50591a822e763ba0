import { handleNested } from '../lib/handlers/nested.ts';
import { handleStep } from '../lib/handlers/step.ts';
import type { StepType } from '../lib/steps/step-type.ts';
import { type Lambda, lambda } from './lambda.ts';

/**
 * The function of one step type. Each bundle's entry, made by lib/stacks/bundle.ts, imports its own type and nothing of the
 * others.
 */
export function stepLambda(type: StepType): Lambda {
  const handle = type.nests ? handleNested : handleStep;
  return lambda((call, parts) => handle(type, call, parts), { [type.uses]: type });
}
