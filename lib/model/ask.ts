import type { InputSpec } from './inputs.ts';
import type { Json } from './json.ts';

/** One level of an escalation: who is woken, and how long they have, in seconds. */
export interface AskLevel {
  who: string;
  for: number;
}

/** A changing step that an approval covers, with its `with` as it will be handed to the step. */
export interface CoveredStep {
  step: string;
  title: string;
  uses: string;
  /** Where the step stands in a loop; 0 outside. */
  iteration: number;
  with: Record<string, Json>;
}

/** A covered step, planned: what it would do, and the hash that the changing handler compares (of step, uses, resolved `with`, target). */
export interface PlannedStep {
  step: string;
  title: string;
  uses: string;
  iteration: number;
  hash: string;
  /** Lines for people: what will be done, to what. */
  lines: string[];
}

/** Answers that mean the same in every runbook. The options of a `decide` are its own words. */
export const answers = [
  'approve',
  'reject',
  'retry',
  'skip',
  'back',
  'by-hand',
  'abort',
  'done',
  'cannot',
  'go-on',
] as const;
export type Answer = (typeof answers)[number];

/**
 * What a question is about: `approval` (approve, reject), `failure` (retry, skip, back, by-hand, abort), `decision` (a `decide`'s own
 * options, and abort), `manual` (done, cannot, abort), `wait` (go-on, abort; nobody is paged for it).
 */
export type AskKind = 'approval' | 'failure' | 'decision' | 'manual' | 'wait';

/** What an answer brings besides its word. */
export interface AnswerMore {
  /** The group that the person speaks for, where a quorum is by group. */
  for?: string;
  /** `retry`: other values for fields of the step's `with`. */
  values?: Record<string, Json>;
  /** `back`: the id of the step. */
  to?: string;
  /** `done`: what was written down. */
  record?: Record<string, Json>;
  /** `approve`, alone, when everybody who was asked was silent: the target, typed. */
  breakGlass?: string;
  /** The beginning of the hash of the plans that the person saw, where that is known. */
  plan?: string;
  /** How it came in: `cli`, `slack`, `pagerduty`, `console`. */
  channel?: string;
}

/** What one person said. */
export interface Voice extends AnswerMore {
  by: string;
  /** One of the ask's options. */
  answer: string;
  because: string;
  at: string;
  /** The groups of people.yaml that the person was in when they said it. */
  groups?: string[];
}

/** One question, once: whatever is repeated or late, it has one decision. Key: run, step, iteration, generation, kind, undo. */
export interface Ask {
  /** 128 bits of randomness, 26 characters of base32. */
  id: string;
  run: string;
  step: string;
  title: string;
  iteration: number;
  generation: number;
  kind: AskKind;
  /** `failure` of taking the step back in an aborted run: how often that was tried again. Absent: of the step itself. */
  undo?: number;
  question: string;
  /** The answers that it takes. */
  options: string[];
  /** `decision`: what each option means, in the author's words, and the one that is recommended. */
  labels?: Record<string, string>;
  recommend?: string;
  /** `manual`: what is to be done (Markdown is in `question`), point by point, and what is to be written down. */
  checklist?: string[];
  record?: Record<string, InputSpec>;
  /** `failure`: the steps that one may go back to, the nearest first, and the step's `with` as it failed, for `retry` with other values. */
  back?: { step: string; title: string }[];
  given?: Record<string, Json>;
  plans: PlannedStep[];
  /** Hash of `plans`; what the person saw. */
  planHash: string;
  levels: AskLevel[];
  /** Index into `levels` of who is being asked now. */
  level: number;
  /** How many distinct people have to approve, or how many for each group. */
  quorum: number | Record<string, number>;
  /** Who may say yes, where that is not everybody. */
  mayApprove?: string[];
  /** `approval`: who started the run, and so cannot say yes to it. */
  startedBy?: string;
  /** `approval`: false when a step that it covers may never be done by break-glass. */
  breakGlass?: boolean;
  openedAt: string;
  /** When the current level's time is over. */
  levelEndsAt: string;
  voices: Voice[];
  decision?: Voice;
  /** True once the state machine knows the decision; until then it is told again. */
  told: boolean;
  /** Step Functions' current task token. Appears in no link, page, log or screen. */
  token: string;
}

/** That somebody was paged for a question, or that it was tried. */
export interface PageRecord {
  person: string;
  /** The person or group of the level that was asked; of a shift that changed, the new one. */
  for: string;
  level: number;
  channel: string;
  /** ISO 8601. */
  at: string;
  /** What the channel took, for when the question is settled; absent when it took nothing. */
  sent?: string;
  failed?: string;
}

/** That somebody said they are looking at it. It stops the paging of that level, not its time. */
export interface Ack {
  by: string;
  at: string;
  level: number;
  channel: string;
}

/** Who was paged for a question, and who said that they look at it. Kept beside the ask, so that paging never meets a decision. */
export interface Paging {
  ask: string;
  run: string;
  pages: PageRecord[];
  acks: Ack[];
}

/** When the level that is asked now began, the last time: milliseconds since the epoch. */
export function levelBegan({
  levels,
  level,
  levelEndsAt,
}: Pick<Ask, 'levels' | 'level' | 'levelEndsAt'>): number {
  return Date.parse(levelEndsAt) - (levels[level]?.for ?? 0) * 1000;
}
