import type { Ack, AnswerMore, Ask, PageRecord, Voice } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Mode, Outcome } from '../model/outcome.ts';
import type { Proof, ProofLevel } from '../model/proof.ts';
import type { Objectives, Run, Starter } from '../model/run.ts';

/** A run as `--json`, the API and the console give it. */
export interface RunReport {
  run: string;
  runbook: string;
  title: string;
  world: string;
  mode: Mode;
  target: string;
  status: 'open' | 'closed';
  outcome: Outcome | null;
  because: string | null;
  badInput: boolean;
  inputs: Record<string, Json>;
  startedBy: Starter;
  startedAt: string;
  endedAt: string | null;
  deadlineAt: string;
  seconds: number;
  objectives: Objectives;
  steps: StepReport[];
  asks: AskReport[];
  /** External names of what was changed outside. */
  changed: { external: string; step: string; done: boolean }[];
  joined: string | null;
  /** Who holds the run before its next step; null when nobody does. */
  held: { by: string; since: string } | null;
  /** Held again after each step. */
  stepping: { by: string; since: string } | null;
  severity: string;
  owner: string;
  /** Who has the run in hand, and to whom it was offered. */
  commander: Commander | null;
  /** Alarms and starts for the same target that joined. */
  signals: number;
  /** What people wrote down, oldest first. */
  notes: { by: string; at: string; text: string }[];
  /** When an open run will end, from how long its steps took before; null when it is over. */
  expectedEnd: ExpectedEnd | null;
  /** Where the time went. */
  time: TimeSplit;
  /** What an open run waits for, in the words of the step that waits; null when nothing is known to wait. */
  waitingFor: string | null;
}
export interface StepReport {
  id: string;
  title: string;
  uses: string;
  /** In a loop that of all its items together: one that asks before one that runs, then one that failed. */
  status: 'waiting' | 'running' | 'asking' | 'done' | 'skipped' | 'skipped-by-hand' | 'failed';
  seconds: number | null;
  output: Json;
  findings: { text: string; bad?: boolean }[];
  error: { code: string; facts: Json } | null;
}
/**
 * An ask without what nobody may see: no token. Its `options` are what it takes; a decision's `labels` say what they mean, a manual's
 * `checklist` and `record` what is to be done and written down, a failure's `back` where one can go back to.
 */
export type AskReport = Omit<Ask, 'token' | 'told'> & { pages: PageRecord[]; acks: Ack[] };

export interface Commander {
  by: string;
  since: string;
  /** Offered to somebody who has not confirmed yet: until then the old one has it, and is paged. */
  offered?: { to: string; by: string; at: string };
}

/** From at least three runs of the same runbook; `no data` otherwise. Times are ISO 8601. `from`: what kind of runs, and how many. */
export type ExpectedEnd =
  | { known: true; p50: string; p95: string; from: 'real' | 'drill' | 'simulation'; runs: number }
  | { known: false };

/** Seconds. The three of people together are `people`. */
export interface TimeSplit {
  machine: number;
  people: number;
  /** From the first page to the first ack or answer. */
  noticing: number;
  /** From there to the decision. */
  deciding: number;
  /** Manual steps, from when somebody looked at them to when they were done. */
  doing: number;
}

/** Who is woken for a person or group at a time. `unreachable`: no channel. */
export interface OnCall {
  who: string;
  people: { id: string; name: string; channels: string[] }[];
  /** ISO 8601: until when that is so; null when it does not change, or is kept elsewhere. */
  until: string | null;
  /** Why nobody is, in words. */
  nobody: string | null;
}

/**
 * What a person may do to a run, for `preview`. `by`: who would, so that it is also looked at whether they may; `on`: of going step by step,
 * true (the default) or its end; `because`: the reason that would be given.
 */
export type SteerAction = (
  | { do: 'hold' | 'continue' | 'abort' | 'take' }
  | { do: 'step-by-step'; on?: boolean }
  | { do: 'give'; to: string }
  | { do: 'answer'; answer: string; because?: string; more?: AnswerDetails }
) & { by?: string };

/** An update that a person has to send: it goes where the public reads it. */
export interface Draft {
  audience: string;
  text: string;
  /** ISO 8601: when it should be out. */
  due: string;
}

/** What an answer brings, and which question it is for where several are open: an ask's id (or its beginning), a step's id. */
export type AnswerDetails = AnswerMore & { ask?: string; step?: string };

export interface StartRequest {
  runbook: string;
  inputs: JsonObject;
  mode: Mode;
  by: string;
  because: string;
}
/** How far a runbook is proven. */
export interface ProofReport {
  runbook: string;
  title: string;
  /** The highest level that stands: it held, is not too old, and nothing of what it is about changed. `checked` where none does. */
  level: ProofLevel;
  /** Something real has proven it. */
  proven: boolean;
  /** A level above `checked` stands. */
  stands: boolean;
  /** It was tried as it is now, and did not end well. */
  failed: boolean;
  /** ISO 8601: of the proof that is shown, the highest that stands or else the highest there is; null where there is none. */
  at: string | null;
  /** Seconds that it took, and that it may take. */
  seconds: number | null;
  rto: number | null;
  expired: boolean;
  /** What is not as it was then. */
  changed: string[];
  /** Seconds for which a proof counts. */
  within: number;
  levels: {
    level: ProofLevel;
    at: string;
    holds: boolean;
    seconds: number | null;
    expired: boolean;
    changed: string[];
    stands: boolean;
  }[];
  /** Why it stands so, and what to do now: a line each. */
  reason: string;
  next: string;
}

/** `started`, or `joined` is only known later: Lock decides it. */
export interface Started {
  run: string;
  execution: string;
  /** False when the same start came before (same alarm). */
  fresh: boolean;
  /** What whoever starts it should know: it is not proven. */
  warnings?: string[];
}

/** What a person or an alarm can do. CLI, API and console call only this; errors are ReboundErrors. */
export interface Operations {
  start: (request: StartRequest) => Promise<Started>;
  /** An EventBridge event, unchecked. One run for each runbook whose trigger it matches; none when too many targets alarm together. */
  alarm: (event: unknown) => Promise<{ started: Started[]; held: string | null }>;
  runs: (query: { limit: number; runbook?: string }) => Promise<Run[]>;
  /** `run` may be the beginning of an id. UnknownRun, naming the nearest, when none or several fit. */
  show: (run: string) => Promise<RunReport>;
  /**
   * Events after the sort key `after` (empty: from the first), and the next `after`. One may come twice, so that what is
   * written late under an earlier time is not lost: tell them apart by `eventIdentity`.
   */
  events: (run: string, after: string) => Promise<{ events: RunEvent[]; after: string }>;
  /**
   * Answers the run's open ask that takes it; null while more people have to say yes. AlreadyDecided, NothingToAnswer, BadInput (no ask
   * takes this answer, several do, or what it brings does not fit).
   */
  answer: (
    run: string,
    answer: string,
    by: string,
    because: string,
    more?: AnswerDetails,
  ) => Promise<Voice | null>;
  hold: (run: string, by: string) => Promise<void>;
  continue: (run: string, by: string) => Promise<void>;
  abort: (run: string, by: string, because: string) => Promise<void>;
  /** Says that somebody looks at the open question (all of them, without `ask`). It stops the paging of that level, not its time. */
  ack: (run: string, by: string, more?: { ask?: string; channel?: string }) => Promise<void>;
  /**
   * Writes a line into the run's story. `of`: what it came with, where the outside may send that again: it is noted once. BadInput when it is
   * empty or longer than 2,000 characters.
   */
  note: (run: string, by: string, text: string, channel?: string, of?: string) => Promise<void>;
  /** Takes the run in hand, or confirms taking over. Errors: RunClosed. */
  take: (run: string, by: string) => Promise<Commander>;
  /** Offers the run to somebody: they confirm with `take`, and until then the old one has it. */
  give: (run: string, by: string, to: string) => Promise<Commander>;
  /** Holds the run now and after each step; off: ends that, and lets it go on. */
  stepByStep: (run: string, by: string, on: boolean) => Promise<void>;
  /** What the action will do, line by line, before it is done. Changes nothing; refuses what the action would refuse. */
  preview: (run: string, action: SteerAction) => Promise<string[]>;
  /** How it stands for whoever takes over: at most 12 lines. */
  brief: (run: string) => Promise<string[]>;
  /** What happened, in sentences. */
  story: (run: string) => Promise<string[]>;
  /** Who is on call: of one person or group, or of all groups. BadInput, naming the nearest, for one that is not known. `at`: milliseconds. */
  oncall: (who?: string, at?: number) => Promise<OnCall[]>;
  /** Updates that wait for a person to send them. */
  drafts: (run: string) => Promise<Draft[]>;
  /** Sends an update to an audience, in these words or those of its draft. */
  announce: (run: string, by: string, audience: string, text?: string) => Promise<void>;
  /** How far each runbook is proven, or those that are named; the worst first. UnknownRunbook, naming the nearest. */
  status: (runbooks?: readonly string[]) => Promise<ProofReport[]>;
  /** Keeps a proof; one that is older than what is kept of its level changes nothing. */
  keepProof: (proof: Proof) => Promise<void>;
  stopEverything: (by: string, because: string) => Promise<void>;
  release: (by: string) => Promise<void>;
  /** The stop switch: who, when and why, or null. */
  stopped: () => Promise<{ by: string; at: string; because: string } | null>;
}
