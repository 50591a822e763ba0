import { codeOf, type ErrorFacts, explain, ReboundError } from '../lib/model/errors.ts';

/** A mistake of ours is found by where it was made: that goes to the log, and to nobody's screen. */
export function logMistake(error: unknown): void {
  if (codeOf(error)) return;
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
