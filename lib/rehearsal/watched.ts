import type { Manifest } from '../compiler/manifest.ts';
import type { Ask } from '../model/ask.ts';
import type { Directory } from '../model/people.ts';
import type { RunReport } from '../operations/operations.ts';
import type { World } from '../sandbox/world.ts';
import type { Injected } from './faults.ts';
import type { Reply, Word } from './people/words.ts';
import type { Process } from './process.ts';
import type { Schedule } from './schedule.ts';
import type { TableView } from './table-view.ts';
import type { Note, SeenCall } from './watch.ts';

/** An execution of a state machine, at the end of the play. */
export interface EndedExecution {
  arn: string;
  run: string;
  runbook: string;
  status: string;
}

/** An answer of a function to the state machine. */
export interface Said {
  process: Process;
  at: number;
  answer: unknown;
  world: World;
}

/** Everything that was watched of one play: what the invariants are judged by. Nothing in it is changed any more. */
export interface Watched {
  schedule: Schedule;
  manifests: Record<string, Manifest>;
  /** In the order in which they were begun. */
  calls: SeenCall[];
  notes: Note[];
  processes: Process[];
  injected: Injected[];
  executions: EndedExecution[];
  /** The history as it is at the end. */
  table: TableView;
  reports: RunReport[];
  /** The world at the beginning and at the end. */
  first: World;
  last: World;
  /** Worlds in which the schedule itself broke or mended something, and when. */
  broken: { at: number; what: string }[];
  /** The world when processes that look at it began, by process id. */
  worldAtBegin: Map<number, World>;
  /** What functions answered that say how the world is, and how it was then. */
  said: Said[];
  /** Decisions that people were shown as the answer to theirs. */
  shown: { run: string; by: string; decision: NonNullable<Ask['decision']> }[];
  /** Aborts that whoever gave them was told are done: when, and which questions of the run, asked before, were open then. */
  aborts: { run: string; at: number; open: string[] }[];
  /** Handlers that ended with a mistake of ours instead of an error that they know. */
  crashes: { who: string; run: string; at: number; error: unknown }[];
  /** The people, as they were; absent: they are any names. */
  directory?: Directory;
  /** What people truly said, and what they were told. */
  words: Word[];
  replies: Reply[];
  startedAt: number;
  endedAt: number;
  /** Virtual milliseconds at which everything was over; null when the play was cut off. */
  settledAt: number | null;
}

/** One thing that must not be, as a line for people. */
export interface Violation {
  invariant: number;
  run: string;
  at: number;
  text: string;
}

/** A rule of docs/safety.md as a pure function of what was watched. */
export interface Invariant {
  number: number;
  /** As docs/safety.md calls it. */
  title: string;
  /** Judged only when faults are bounded. */
  boundedOnly: boolean;
  check: (watched: Watched) => Violation[];
}
