import type { Json } from '../model/json.ts';

export interface ExecutionState {
  arn: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
  startedAt: string;
  stoppedAt?: string;
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
}

/** Step Functions, as far as we use it. Errors: NotFound, AlreadyExists, AccessDenied, Throttled, Unavailable, Rejected4xx, Malformed. */
export interface States {
  /** `AlreadyExists` when another input took the name; the same input and name while running gives the same execution. */
  start: (stateMachineArn: string, name: string, input: string) => Promise<{ arn: string }>;
  describe: (executionArn: string) => Promise<ExecutionState>;
  stop: (executionArn: string, error: string, cause: string) => Promise<void>;
  /** NotFound when the token is not known any more (answered, timed out, ended). */
  succeed: (token: string, output: Json) => Promise<void>;
  fail: (token: string, error: string, cause: string) => Promise<void>;
}
