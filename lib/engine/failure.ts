/** Why a state failed: what Retry and Catch match on. */
export class StateFailure extends Error {
  readonly error: string | undefined;
  readonly failureCause: string | undefined;
  /** A second name under which retriers and catchers know it. */
  readonly also: string | undefined;

  constructor(error: string | undefined, cause?: string, also?: string) {
    super(cause ?? error ?? 'failed');
    this.error = error;
    this.failureCause = cause;
    this.also = also;
  }
}

/** An expression, or a field made from one, that has no usable value. `text` follows "An error occurred while executing the state …". */
export class EvaluationFailure extends Error {
  /** Path of the field, as in `Output/result`; absent when it is the state's input. */
  readonly location: string | undefined;

  constructor(text: string, location?: string) {
    super(text);
    this.location = location;
  }
}

/** Failures that States.ALL does not match: they end the execution, or have to be named. */
const unmatched = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** Whether an ErrorEquals list matches a failure. */
export function matches(errorEquals: readonly string[], { error, also }: StateFailure): boolean {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((wanted) => {
    if (wanted === 'States.ALL') return !unmatched.has(error ?? '');
    if (wanted === 'States.TaskFailed') return error !== 'States.Timeout' && !unmatched.has(error ?? '');
    return wanted === error || (also !== undefined && wanted === also);
  });
}
