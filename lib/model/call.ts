import type { AskLevel, CoveredStep } from './ask.ts';
import type { Json } from './json.ts';
import type { TargetValue } from './target.ts';

/**
 * A text with `{{ }}` in it, as the compiler hands it to the wrapper: literals, and values with type and path.
 * The wrapper renders it by type and refuses a null, naming the path.
 */
export interface Template {
  '{{}}': (string | TemplateValue)[];
}
export interface TemplateValue {
  value: Json;
  path: string;
  type: 'text' | 'number' | 'boolean' | 'duration' | 'time' | 'size' | 'unknown';
}

/** What every state of ours hands to its function: where in which execution it is. */
export interface Place {
  /** $states.context.Execution.Id */
  execution: string;
  /** $states.context.State.Name */
  state: string;
  /** $states.context.State.EnteredTime */
  entered_at: string;
  /** $states.context.State.RetryCount */
  attempt: number;
}

/** Payload of `Open run`. Inputs are the execution's input as it came. */
export interface OpenCall extends Place {
  runbook: string;
  started_at: string;
  inputs: Json;
}
/** What the variables `inputs` and `run` are assigned from. */
export interface OpenAnswer {
  inputs: Record<string, Json>;
  run: { id: string; mode: string; started_at: string; deadline_at: string; link: string };
}

/** Payload of `Lock`. */
export interface LockCall extends Place {
  target: TargetValue;
}
/** `taken`: go on. `joined`, `refused`: the run is over, Close run writes it. */
export interface LockAnswer {
  status: 'taken' | 'joined' | 'refused';
  because: string;
}

/** Payload of a step's state. `with` holds values, and templates where the YAML has text with `{{ }}`. */
export interface StepCall extends Place {
  step: string;
  title: string;
  uses: string;
  generation: number;
  /** 0 outside loops. */
  iteration: number;
  /** Seconds from `entered_at`. */
  timeout: number;
  with: Record<string, Json>;
  /** Changing steps: the step (id or place) of the `approve` that covers it. */
  approval?: string;
}

/** Payload of an `approve` state: a step call with a token. `{ask, quorum, question}` stand in `with`. */
export interface ApproveCall extends StepCall {
  token: string;
  level: number;
  covers: CoveredStep[];
}

/** Payload of a failed step's ask. */
export interface FailureCall extends Place {
  step: string;
  title: string;
  uses: string;
  generation: number;
  iteration: number;
  token: string;
  level: number;
  ask: AskLevel[];
  /** $states.errorOutput of the failed step: `{Error, Cause}`. */
  failure: Json;
}

/** What an ask's state receives when it was decided for going on. */
export interface AskAnswer {
  answer: string;
  by: string;
  because: string;
  at: string;
}

/** Payload of `Close run`: how Recovery ended. One of `result` (the branch's output) and `failure` ($states.errorOutput), or the Lock's answer. */
export interface CloseCall extends Place {
  result?: { outcome: string; because?: Json } | null;
  failure?: Json | null;
  lock?: LockAnswer | null;
  /** How often Recovery was gone through. */
  look: number;
  /** Signals that the looks before this one were made for. */
  handled: number;
}
/** `again`: signals came in after the last verify, Recovery is gone through once more. */
export interface CloseAnswer {
  again: boolean;
  /** How many signals had come in when this was answered: the next look is made for them. */
  signals: number;
  outcome: string;
  because: string;
}
