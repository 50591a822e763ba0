import type { AnswerMore, Ask, Voice } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Mode, Outcome } from '../model/outcome.ts';
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
export type AskReport = Omit<Ask, 'token' | 'told'>;

/** What an answer brings, and which question it is for where several are open: an ask's id (or its beginning), a step's id. */
export type AnswerDetails = AnswerMore & { ask?: string; step?: string };

export interface StartRequest {
  runbook: string;
  inputs: JsonObject;
  mode: Mode;
  by: string;
  because: string;
}
/** `started`, or `joined` is only known later: Lock decides it. */
export interface Started {
  run: string;
  execution: string;
  /** False when the same start came before (same alarm). */
  fresh: boolean;
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
  stopEverything: (by: string, because: string) => Promise<void>;
  release: (by: string) => Promise<void>;
  /** The stop switch: who, when and why, or null. */
  stopped: () => Promise<{ by: string; at: string; because: string } | null>;
}
