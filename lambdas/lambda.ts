import type { Parts } from '../lib/handlers/parts.ts';
import { codeOf, type ErrorFacts, explain, ReboundError } from '../lib/model/errors.ts';
import type { StepType } from '../lib/steps/step-type.ts';
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
      if (!codeOf(error)) logMistake(error);
      throw asLambdaError(error);
    } finally {
      cancel();
    }
  };
}

/** A mistake of ours is found by where it was made: that goes to the log, and to nobody's screen. */
function logMistake(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ code: 'Broken', stack }));
}

/** Lambda makes `errorType` of the name and `errorMessage` of the message: code and facts. No stack: it would stand on people's screens. */
export function asLambdaError(error: unknown): Error {
  const code = codeOf(error);
  const facts: ErrorFacts = code ? (error as ReboundError).facts : { what: explain(error) };
  const told = new ReboundError(code ?? 'Broken', facts, { cause: error });
  told.stack = '';
  return told;
}
