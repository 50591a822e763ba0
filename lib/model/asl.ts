import type { Json, JsonObject } from './json.ts';

/** Amazon States Language, JSONata only, as plain data. */
export interface Definition {
  Comment?: string;
  QueryLanguage?: 'JSONata';
  StartAt: string;
  TimeoutSeconds?: number;
  Version?: string;
  States: Record<string, State>;
}

/** A JSONata text (`{% … %}`) where a number would stand, too. */
export type NumberOrExpression = number | string;

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
  Comment?: string;
}

export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  Assign?: JsonObject;
  Output?: Json;
  Comment?: string;
}

interface Common {
  Comment?: string;
  QueryLanguage?: 'JSONata';
  Assign?: JsonObject;
  Output?: Json;
}
interface Flow {
  Next?: string;
  End?: true;
}
interface Fallible {
  Retry?: Retrier[];
  Catch?: Catcher[];
}

export interface TaskState extends Common, Flow, Fallible {
  Type: 'Task';
  Resource: string;
  Arguments?: Json;
  TimeoutSeconds?: NumberOrExpression;
  HeartbeatSeconds?: NumberOrExpression;
  Credentials?: JsonObject;
}
export interface PassState extends Common, Flow {
  Type: 'Pass';
}
export interface ChoiceRule {
  Condition: string | boolean;
  Next: string;
  Assign?: JsonObject;
  Output?: Json;
  Comment?: string;
}
export interface ChoiceState extends Common {
  Type: 'Choice';
  Choices: ChoiceRule[];
  Default?: string;
}
export interface WaitState extends Common, Flow {
  Type: 'Wait';
  Seconds?: NumberOrExpression;
  Timestamp?: string;
}
export interface ParallelState extends Common, Flow, Fallible {
  Type: 'Parallel';
  Arguments?: Json;
  Branches: Definition[];
}
export interface MapState extends Common, Flow, Fallible {
  Type: 'Map';
  Items?: Json;
  ItemSelector?: Json;
  ItemProcessor: Definition & { ProcessorConfig?: { Mode?: 'INLINE' | 'DISTRIBUTED' } };
  /** The older name of ItemProcessor. */
  Iterator?: Definition;
  MaxConcurrency?: NumberOrExpression;
  ToleratedFailureCount?: NumberOrExpression;
  ToleratedFailurePercentage?: NumberOrExpression;
}
export interface SucceedState {
  Type: 'Succeed';
  Comment?: string;
  QueryLanguage?: 'JSONata';
  Output?: Json;
}
export interface FailState {
  Type: 'Fail';
  Comment?: string;
  QueryLanguage?: 'JSONata';
  Error?: string;
  Cause?: string;
}
export type State =
  | TaskState
  | PassState
  | ChoiceState
  | WaitState
  | ParallelState
  | MapState
  | SucceedState
  | FailState;
