import type { ErrorFacts } from '../../model/errors.ts';

/** Something that a person truly said, by whatever way: what is kept of people has to come from one of these. */
export interface Word {
  /** Id of the person. */
  by: string;
  run: string;
  /** The question; empty for a note. */
  ask: string;
  /** `approve`, `ack`; of a note its text. */
  said: string;
  channel: 'cli' | 'slack' | 'pagerduty';
  /** When it was signed, and when it arrived; the same at the command line. Milliseconds since the epoch. */
  signedAt: number;
  at: number;
}

/** What a person, or the service that sent for them, was told. */
export interface Reply {
  by: string;
  run: string;
  /** Empty where it is about no question. */
  ask: string;
  /** What they wanted: `approve`, `takes`. */
  what: string;
  at: number;
  /** What is shown; of a refusal its sentence. */
  text: string;
  /** Of a refusal. */
  error?: { code: string; facts: ErrorFacts };
  /** Of HTTP. */
  status?: number;
}
