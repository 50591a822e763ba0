import type { Parts } from '../lib/handlers/parts.ts';
import type { StepType } from '../lib/steps/step-type.ts';
import { asLambdaError, logMistake } from './lambda-error.ts';
import { abortAfter } from './real-clock.ts';
import { realParts } from './real-parts.ts';

export interface LambdaContext {
  invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}
export type Lambda = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** All calls outside are given up this long before the function's own end. */
const spareMs = 5000;

/** A handler as a Lambda function: real parts, the signal before the end, and errors as the state machine matches them. */
export function lambda(
  handle: (call: unknown, parts: Parts) => Promise<unknown>,
  types: Record<string, StepType> = {},
): Lambda {
  return async (event, context) => {
    const { signal, cancel } = abortAfter(context.getRemainingTimeInMillis() - spareMs);
    try {
      return await handle(event, realParts(context.invokedFunctionArn, signal, types));
    } catch (error) {
      logMistake(error);
      throw asLambdaError(error);
    } finally {
      cancel();
    }
  };
}
