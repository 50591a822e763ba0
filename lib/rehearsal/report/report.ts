import type { Ending } from '../explore/ending.ts';

/** Percentiles of the seconds until the target was recovered, over the paths that recovered; null where none did. */
export interface Spread {
  p50: number | null;
  p95: number | null;
  worst: number | null;
}

/** A cell of the matrix: how the paths ended in which this failure struck this step. */
export interface Cell {
  row: string;
  column: string;
  endings: Partial<Record<Ending, number>>;
}

/** How the paths of one mode ended. `bounded`: it had to recover or reach a human in time; `any`: only safety was judged. */
export interface ModeReport {
  mode: 'bounded' | 'any';
  paths: number;
  well: number;
  endings: Partial<Record<Ending, number>>;
}

/** A bad ending, with what it takes to see it again. Likes (same ending, step and failure) are counted, the shortest path is shown. */
export interface BadReport {
  ending: Ending;
  id: string;
  /** `rebound rehearse restore-namespace --replay '1+look.14=refused@3f9a2c'` */
  command: string;
  likes: number;
  row: string;
  column: string;
  /** What was broken, a line each. */
  violations: string[];
  /** What happened, a few lines with their seconds. */
  story: string[];
}

/** What of the runbook leads to a bad or slow ending, and how it is mended. */
export interface Advice {
  /** `runbooks/restore-namespace.yaml:41` */
  file: string;
  line: number;
  /** The line itself. */
  source: string;
  what: string;
  todo: string;
  /** How many paths it cost; 0 for what is seen in the runbook alone. */
  paths: number;
}

/** One of the runbook's own rehearsals. */
export interface OwnReport {
  name: string;
  ending: Ending;
  outcome: string | null;
  seconds: number | null;
  /** What of its `expect` does not hold. Empty: it holds. */
  unmet: string[];
  violations: string[];
  line: number;
}

/**
 * What a rehearsal of a runbook came to: plain data, the same bytes for the same runbook, seed, budget and code. Nothing in it says when, how
 * fast or on how many processors it was played.
 */
export interface Report {
  version: 1;
  /** Always: what is simulated is called so. */
  level: 'simulated';
  runbook: string;
  title: string;
  file: string;
  seed: number;
  max: number;
  /** False: it was stopped half-way, and this is what was played until then. */
  complete: boolean;
  /** Says which runbook, code and world it was: a path of another one may go another way. */
  fingerprint: string;
  own: OwnReport[];
  modes: ModeReport[];
  /** Paths that were played, and of those: planned faults that came to pass. */
  paths: number;
  reachedPaths: number;
  /** Single deviations that there are, and how many were played. */
  singles: { all: number; played: number };
  rows: { id: string; title: string }[];
  columns: { id: string; title: string }[];
  matrix: Cell[];
  /** Seconds until it was recovered: how often each came. `late`: paths over the RTO. */
  times: Spread & { rto: number | null; late: number; counts: [seconds: number, paths: number][] };
  /** Which step costs the time: seconds in the middle and the worst, by step, the dearest first. */
  steps: ({ id: string; title: string; line: number } & Spread)[];
  /** Steps that no path reached, and ways of `choose` that no path took. */
  neverReached: { id: string; title: string; line: number }[];
  bad: BadReport[];
  advice: Advice[];
  /** How much of the simulated world was recorded, from an API model, from documentation, or guessed: of the behaviours of systems that were called. */
  world: { source: string; count: number; share: number }[];
  guesses: string[];
}
