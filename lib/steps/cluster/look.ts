import { codeOf, type ErrorCode, explain, type ReboundError, transientCodes } from '../../model/errors.ts';
import type { StepContext } from '../step-type.ts';

/** Between two looks at the same thing: long enough for a blink of the network or an eventually consistent answer to pass. */
export const pauseMs = 5_000;
const attemptsMax = 3;
/** No call is begun later than this after the check began: a call may take 20 s, and the function's calls are aborted after 55 s. */
const budgetMs = 30_000;

/** What came of a look: the thing; its absence, positively answered; or why nothing can be said. */
export type Seen<T> =
  | { is: 'seen'; value: T }
  | { is: 'absent' }
  /** `silences`: how many attempts got no answer at all; `attempts`: how many were made, 0 when there was no time left to look. */
  | { is: 'blind'; why: string; attempts: number; silences: number };

export type Look = <T>(call: () => Promise<T>) => Promise<Seen<T>>;

const outside: readonly ErrorCode[] = [
  ...transientCodes,
  'AccessDenied',
  'Rejected4xx',
  'Conflict',
  'OutsideTarget',
];

/**
 * Looks without ever failing because of the outside: a lost call is tried again, and what stays unanswered is `blind`.
 * One of these for each invocation: its time begins when it is made. What is not an answer of the outside is thrown on.
 */
export function makeLook(context: StepContext): Look {
  const until = context.clock.now() + budgetMs;
  return async (call) => {
    let attempts = 0;
    let silences = 0;
    let why = 'there was no time left to look';
    while (attempts < attemptsMax) {
      if (attempts > 0) await context.clock.sleep(pauseMs, context.signal);
      if (context.clock.now() > until) break;
      try {
        return { is: 'seen', value: await call() };
      } catch (error) {
        const code = codeOf(error);
        if (code === 'NotFound') return { is: 'absent' };
        // Our own time is over, or the fault is ours: no answer to report.
        if (context.signal.aborted || !code || !outside.includes(code)) throw error;
        attempts += 1;
        // An answer, were it a 500, comes with its status: then somebody is there.
        if (code === 'Unavailable' && (error as ReboundError).facts['status'] === undefined) silences += 1;
        why = explain(error);
        if (!transientCodes.includes(code)) break;
      }
    }
    return { is: 'blind', why, attempts, silences };
  };
}
