import type { AskKind } from '../../model/ask.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { CallKind } from '../calls.ts';
import type { FaultKind } from '../faults.ts';
import type { System } from '../../model/transport.ts';
import type { Ending } from './ending.ts';
import type { Path } from './path.ts';

/** A call that a rehearsal makes, and where: what faults are aimed at. */
export interface Site {
  kind: CallKind;
  /** The how-many-eth of its kind, over all processes, from 1. */
  nth: number;
  system: System;
  /** `GetItem`, `POST /apis/velero.io/v1/…/restores`: the operation, without names and ids. */
  operation: string;
  write: boolean;
  /** The function that makes it (`step-restore-backup`, `close-run`), or `person`. */
  function: string;
  /** Id of the step; empty where it is of none. */
  step: string;
  /** Runbook of the run; empty where it is of none. */
  runbook: string;
  /** Faults that the system can show there. */
  faults: FaultKind[];
}

/** A question that was asked in a path, the how-many-eth. */
export interface Question {
  ask: number;
  kind: AskKind;
  step: string;
  /** Runbook of the run that asked: a nested run's steps, and those of what it handed on to, may have the same ids. */
  runbook: string;
  title: string;
  options: string[];
  /** How it was answered; null when nobody did. */
  answer: string | null;
  /** Ids of steps where `back` can go. */
  back: string[];
}

/** A run of a path, as far as the report needs it. */
export interface PathRun {
  run: string;
  runbook: string;
  outcome: Outcome | null;
  because: string;
  seconds: number | null;
}

/** What came of one path: plain data, a few hundred bytes, the same for the same path, seed and code. */
export interface PathResult {
  id: string;
  path: Path;
  ending: Ending;
  /** What was bad: one line each, with the second at which it was seen. Empty for good endings. */
  violations: { invariant: number; at: number; run: string; text: string }[];
  runs: PathRun[];
  /** Seconds from the beginning until the target was recovered; null when it was not. */
  recoveredAfter: number | null;
  /** Seconds that each step of the runbook took, by id, all its iterations together. */
  steps: Record<string, number>;
  /** Ids of steps that began; a step that was passed without it is none. */
  reached: string[];
  /** Every fault and happening of the path came to pass: else it is counted as one that was not reached. */
  happened: boolean;
  /** Where the first fault struck; null without one. */
  site: Site | null;
  questions: Question[];
  /** Calls outside, and virtual seconds. */
  calls: number;
  virtualSeconds: number;
  /** True where a state was met that was seen before, and the rest was taken from there. */
  merged?: true;
}

/** What a rehearsal expects and what did not hold: which key of `expect`, and in words. */
export interface Unmet {
  key: 'outcome' | 'within' | 'asked' | 'unchanged';
  /** Of `asked`: who was not. */
  who?: string;
  text: string;
}

/** A rehearsal as it is written, played: what there is to explore around it. */
export interface Survey {
  rehearsal: number;
  result: PathResult;
  sites: Site[];
  /** What of its `expect` does not hold. */
  unmet: Unmet[];
  /** Systems that were called, and how often: what the report says of the simulated world is about them. */
  systems: Partial<Record<System, number>>;
  /** Another runbook's alarm can come for the same. */
  other?: true;
}
