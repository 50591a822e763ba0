import type { Retrier } from '../model/asl.ts';

/** After these no question helps: the run ends. Every catcher sends them there before it asks anybody. */
export const endings = ['RunClosed', 'Aborted', 'Rejected', 'RunDeadline', 'StepFailed', 'Finished'];

/** Errors after which the same call is made again by the machine, without a person. The Lambda names: the service's own failures. */
const transients = [
  'Throttled',
  'Unavailable',
  'Malformed',
  'Conflict',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
];
export const transientAttemptsMax = 8;

const firstPollSeconds = 15;
const pollGrowth = 1.5;
const pollSecondsMax = 60;

/** How many polls fit into `seconds`, the first one at once. */
export function pollsWithin(seconds: number): number {
  let polls = 1;
  let interval = firstPollSeconds;
  for (let at = interval; at <= seconds; at += interval) {
    polls += 1;
    interval = Math.min(pollSecondsMax, interval * pollGrowth);
    if (interval === pollSecondsMax) return polls + Math.floor((seconds - at) / pollSecondsMax);
  }
  return polls;
}

/** The loop that waits for the outside. As often as the run is long: the step's own deadline is the handler's, who leaves out held time. */
function polling(runSeconds: number): Retrier {
  return {
    ErrorEquals: ['NotReady'],
    IntervalSeconds: firstPollSeconds,
    BackoffRate: pollGrowth,
    MaxDelaySeconds: pollSecondsMax,
    MaxAttempts: pollsWithin(runSeconds),
  };
}

function transient(errors: string[], attempts: number): Retrier {
  return {
    ErrorEquals: errors,
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    MaxAttempts: attempts,
    JitterStrategy: 'FULL',
  };
}

/** For a step: polls, then transient errors, the state's own time-out (75 s for a function of 60 s) among them. */
export function stepRetry(runSeconds: number): Retrier[] {
  return [polling(runSeconds), transient([...transients, 'States.Timeout'], transientAttemptsMax)];
}

/** For a question: its time-out is the end of a level, so it is not tried again. NotReady: the run is held, or a plan has to wait. */
export function askRetry(runSeconds: number): Retrier[] {
  return [polling(runSeconds), transient(transients, transientAttemptsMax)];
}

/** For the frame's functions before Recovery. */
export const frameRetry: Retrier[] = [
  transient([...transients, 'NotReady', 'States.Timeout'], transientAttemptsMax),
];

/** For Close run, which nobody else does: long, and after errors that we do not know as well. */
export const closeRetry: Retrier[] = [
  transient([...transients, 'NotReady', 'States.Timeout'], 20),
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 5 },
];

/** For the start of the run that this one hands on to. Its name is ours alone: started twice it is started once. */
export const startRetry: Retrier[] = [
  { ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'], MaxAttempts: 0 },
  transient(['States.TaskFailed', 'States.Timeout'], transientAttemptsMax),
];

/** For the direct way to people. */
export const tellRetry: Retrier[] = [
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    MaxAttempts: 8,
    JitterStrategy: 'FULL',
  },
];
