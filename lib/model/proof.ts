import type { System } from './transport.ts';

/** How far a runbook has been tried, the least first. Only the last three are called proven. */
export const proofLevels = ['checked', 'planned', 'simulated', 'restored', 'drilled', 'used'] as const;
export type ProofLevel = (typeof proofLevels)[number];

/** Levels that say that it worked on something real. */
export const provenLevels: readonly ProofLevel[] = ['restored', 'drilled', 'used'];

/** How long a proof counts where a runbook does not say (`proof: {within: 30d}`). Seconds. */
export const proofWithinDefault = 30 * 24 * 3600;

/**
 * What a proof is about: SHA-256 of the canonical definition (without titles, comments and ARNs), of the inputs' schema, of the rights; of the
 * code of each step type used and of what is around the steps (`rebound`); and of all this of each runbook that it starts.
 */
export interface Bound {
  definition: string;
  inputs: string;
  rights: string;
  code: Record<string, string>;
  nested: Record<string, string>;
}

/** That a runbook was tried, when, and exactly what was. One is kept of each runbook and level: the newest. */
export interface Proof {
  runbook: string;
  level: ProofLevel;
  /** ISO 8601. */
  at: string;
  bound: Bound;
  /** The run that it comes from; absent: a rehearsal, or a check. */
  run?: string;
  target?: string;
  /** Seconds that recovering took: of a run its time, of a rehearsal the middle (p50) of the paths that recovered. Absent: nothing recovered. */
  seconds?: number;
  /** Seconds, as it was then; null where there is none. */
  rto: number | null;
  /** False: it was tried and did not hold (a rehearsal with bad endings, a drill that failed). */
  holds: boolean;
  simulated?: SimulatedProof;
}

/** Of a rehearsal. */
export interface SimulatedProof {
  seed: number;
  /** Paths played, those that ended well, those of any number of faults. */
  paths: number;
  well: number;
  any: number;
  /** Seconds. */
  p50: number | null;
  p95: number | null;
  worst: number | null;
  /** Shares of what was relied on that is recorded, from an API model, from documentation, guessed: counts of behaviours. */
  sources: Record<string, number>;
  systems: System[];
}
