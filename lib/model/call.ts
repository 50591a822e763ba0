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

/** Payload of `Lock`. Several roots: the first is `target`, the others stand in its `also`. */
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
  /** 0 outside loops; inside the n-th item n, inside loops within loops `outer * 1000 + n`. */
  iteration: number;
  /** Seconds from `entered_at`, or from `since`. */
  timeout: number;
  with: Record<string, Json>;
  /** Changing steps: the step (id or place) of the `approve` that covers it; its own where it asks itself. */
  approval?: string;
  /** A person had the step tried again with these instead of fields of `with`; null: with none. */
  values?: Record<string, Json> | null;
  /** `until`: when its state was entered the first time, ISO 8601; null in the first round. */
  since?: string | null;
  /** The step can be taken back: what its `undo` reads of earlier steps, by variable, kept in the ledger. */
  undoable?: { reads: Record<string, Json> };
  /** `always`: runs after aborts and past the deadline. `undo`: takes back what the ledger has of this step, iteration and generation. */
  phase?: 'always' | 'undo';
  /** `undo`: how often a person had it tried again. */
  round?: number;
}

/** Payload of a nested run's states: before it is started, and after it ended. */
export interface NestedCall extends StepCall {
  part: 'prepare' | 'result';
  /** `result`: $states.result of the execution (Output of DescribeExecution as JSON), and its ARN. */
  execution_arn?: string;
}
/** Of `prepare`: what StartExecution gets. The start record, with this run as parent, is written by then. */
export interface NestedStart {
  machine: string;
  name: string;
  input: Json;
}
/** Of `result`: the output of the step. Only good endings come here: others are the error NestedFailed. */
export interface NestedOutput {
  run: string;
  outcome: string;
  because: string;
}

/** Payload of `Hand on`: this run is fenced, its lock goes to the run that `HandOnAnswer` is about to start. */
export interface HandOnCall extends Place {
  runbook: string;
  inputs: Json;
  because: Json;
}
export type HandOnAnswer = NestedStart & { run: string };

/** Payload of `Undo`: which step is taken back next? NotReady until nothing can be in a handler's hand any more. */
export interface UndoCall extends Place {
  runbook: string;
  /** The one before that a person left as it is: it is marked so before the next is looked for. */
  left?: { step: string; iteration: number; generation: number; by: string } | null;
  /** The one before that was taken back: marked so, too. */
  done?: { step: string; iteration: number; generation: number } | null;
}
/** The newest step of the ledger that can be taken back and is not yet; `step` null: none is left, or a person stopped the undoing. */
export interface UndoAnswer {
  step: string | null;
  iteration: number;
  generation: number;
  /** As it was handed to the step. */
  with: Record<string, Json>;
  /** What the step's `undo` reads: of earlier steps by variable, of its own output (null: the step did not end). */
  reads: Record<string, Json>;
  output: Json;
}

/** Payload of a state that asks people: a step call with a token. `ask` (and of an `approve` `quorum`, `may_approve`) stand in `with`. */
export interface AskingCall extends StepCall {
  token: string;
  level: number;
}
/** Payload of an `approve` state, and of `<title> · approve` of a changing step that asks itself. */
export interface ApproveCall extends AskingCall {
  covers: CoveredStep[];
  /** The question of an unattended runbook's own changing step: where no person is needed, it answers itself. */
  unattended?: true;
}
/** Payload of `decide`, `manual`, `wait`. `decide`: question, options, recommend; `manual`: text, checklist, record; `wait`: for. */
export type PeopleCall = AskingCall;

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
  /** Besides retry and abort: what a person may decide here. `values`: retry with other values. */
  offers: ('values' | 'skip' | 'back' | 'by-hand')[];
  /** The step's `with` as it failed. */
  with?: Record<string, Json>;
  phase?: 'undo';
  /** `undo`: how often a person had it tried again. */
  round?: number;
}

/** What an ask's state receives when it was decided for going on. */
export interface AskAnswer {
  approved: boolean;
  answer: string;
  by: string;
  because: string;
  at: string;
  values: Record<string, Json> | null;
  to: string | null;
  record: Record<string, Json> | null;
}

/**
 * Payload of `Close run`: how Recovery ended. One of `result` (the branch's output) and `failure` ($states.errorOutput), or the Lock's
 * answer. An ending from within a branch or a loop comes as the failure `Finished`, whose Cause is the result as JSON.
 */
export interface CloseCall extends Place {
  /** `judge`: how it will end, before `always`; nothing is written. `last`: after `always`, no further look. Absent: closes, or looks again. */
  part?: 'judge' | 'last';
  /** `to.run`: known once `Hand on` has answered. */
  result?: { outcome: string; because?: Json; to?: { run?: string; runbook: string } } | null;
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
