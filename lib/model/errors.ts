import { isObject, type Json } from './json.ts';

/** Every way our own code can fail, by name. The state machine's retriers and catchers match on these. */
export const errorCodes = [
  // what a person wrote or typed
  'BadInput',
  'UnknownRunbook',
  'UnknownRun',
  'BadRunbook',
  'NoTrigger',
  'NotAnAlarm',
  'AlarmSuppressed',
  'FolderInUse',
  'FolderUnreadable', // what is on the disk is damaged, or of a newer version
  'PortInUse',
  // the way of a run
  'NotReady', // something outside is pending; the state's Retry is the loop
  'StepDeadline', // the step's own time is over
  'RunDeadline', // the run's time is over
  'RunClosed', // closed or fenced: every catcher sends it to the end
  'Aborted', // a person stopped the run
  'Rejected', // a person said no to an approval
  'Stopped', // the stop switch is on
  'LockHeld', // other work holds the target
  'LockLost',
  'NotApproved', // a change without the approval that covers it
  'PlanChanged', // a change that is not the one that was approved
  'OutsideTarget', // a change outside what the run recovers
  'MissingValue', // an expression or a text read something that is not there
  'AlreadyDecided', // the ask has its one decision
  'NothingToAnswer', // no open ask fits
  'TooMany', // a limit on what may go on at once
  'Unproven', // `unproven: block`, and nothing real has proven the runbook
  'NotVerified', // the world is not as it should be
  'CannotDo', // a person said that a manual step cannot be done
  'NestedFailed', // a nested run did not end well
  'StepFailed', // `on_failure: stop`: ends the run; its Cause is what failed
  'Finished', // `finish` or `continue_with` within a branch or a loop: ends Recovery; its Cause is the result
  'ByHand', // the rest is done by hand: leaves branches and loops for the verify behind them
  // what is outside, wrapped by the client that met it
  'AccessDenied',
  'Throttled',
  'Unavailable', // server error, connection, time-out: it may or may not have happened
  'NotFound',
  'AlreadyExists',
  'Conflict', // a condition did not hold
  'Rejected4xx', // the other side says that the request is wrong
  'Malformed', // an answer that is not of its documented shape
  // a broken invariant of our own
  'Broken',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Errors after which the same call may be made again. */
export const transientCodes: readonly ErrorCode[] = ['Throttled', 'Unavailable', 'Malformed'];

/** The facts of an error, as JSON: what happened (`what`), why as far as known, what to do now (`todo`), and where. */
export interface ErrorFacts {
  what: string;
  why?: string;
  todo?: string;
  where?: string;
  run?: string;
  step?: string;
  external?: string;
  [fact: string]: Json | undefined;
}

/** The one error class. Compare `code`, never the class: bundling makes copies of it. On the wire `name` is the code and `message` the facts as JSON. */
export class ReboundError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts, options?: { cause?: unknown }) {
    super(JSON.stringify(facts), options);
    this.code = code;
    this.name = code;
    this.facts = facts;
  }
}

export function fail(code: ErrorCode, facts: ErrorFacts, cause?: unknown): never {
  throw new ReboundError(code, facts, { cause });
}

/** The code of anything that was thrown; undefined when it is not ours. */
export function codeOf(error: unknown): ErrorCode | undefined {
  const code = isObject(error) || error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return errorCodes.find((known) => known === code);
}

/** One line for people: what happened, why, what to do. */
export function sentenceOf(facts: ErrorFacts): string {
  const parts = [facts.where ? `${facts.where}: ${facts.what}` : facts.what];
  if (facts.why) parts.push(`(${facts.why})`);
  return facts.todo ? `${parts.join(' ')}; ${facts.todo}` : parts.join(' ');
}

/** A line for people from anything that was thrown, never a stack trace. */
export function explain(error: unknown): string {
  if (codeOf(error) && isObject((error as { facts?: unknown }).facts))
    return sentenceOf((error as ReboundError).facts);
  return error instanceof Error ? error.message : String(error);
}

/** `{error, cause}` of a failed Lambda task → our facts, where the cause is ours; otherwise the cause as `what`. */
export function factsOfCause(cause: string | undefined): ErrorFacts {
  const parsed = parseObject(cause);
  const inner =
    parseObject(typeof parsed?.['errorMessage'] === 'string' ? parsed['errorMessage'] : undefined) ?? parsed;
  if (inner && typeof inner['what'] === 'string') return inner as ErrorFacts;
  if (typeof parsed?.['errorMessage'] === 'string') return { what: parsed['errorMessage'] };
  return { what: cause ?? 'no cause given' };
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  if (!text) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
