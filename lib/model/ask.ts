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
  with: Record<string, Json>;
}

/** A covered step, planned: what it would do, and the hash that the changing handler compares (of step, uses, resolved `with`, target). */
export interface PlannedStep {
  step: string;
  title: string;
  uses: string;
  hash: string;
  /** Lines for people: what will be done, to what. */
  lines: string[];
}

export const answers = ['approve', 'reject', 'retry', 'abort'] as const;
export type Answer = (typeof answers)[number];

/** What one person said. */
export interface Voice {
  by: string;
  answer: Answer;
  because: string;
  at: string;
}

/** One question, once: whatever is repeated or late, it has one decision. Key: run, step, iteration, generation. */
export interface Ask {
  /** 128 bits of randomness, 26 characters of base32. */
  id: string;
  run: string;
  step: string;
  title: string;
  iteration: number;
  generation: number;
  kind: 'approval' | 'failure';
  question: string;
  /** The answers that it takes: approve|reject, or retry|abort. */
  options: Answer[];
  plans: PlannedStep[];
  /** Hash of `plans`; what the person saw. */
  planHash: string;
  levels: AskLevel[];
  /** Index into `levels` of who is being asked now. */
  level: number;
  /** How many distinct people have to approve. */
  quorum: number;
  openedAt: string;
  /** When the current level's time is over. */
  levelEndsAt: string;
  voices: Voice[];
  decision?: { answer: Answer; by: string; because: string; at: string };
  /** True once the state machine knows the decision; until then it is told again. */
  told: boolean;
  /** Step Functions' current task token. Appears in no link, page, log or screen. */
  token: string;
}
