import type { Json } from './json.ts';

/** One change outside. It is an intent from before the call on, and done when the outside was seen to have it. */
export interface LedgerEntry {
  /** Name of the thing outside (`rb-…`), unique in the run. */
  external: string;
  step: string;
  uses: string;
  generation: number;
  iteration: number;
  /** Hash of the specification: what exists already under this name is adopted only when it equals this. */
  specHash: string;
  spec: Json;
  /** The target's cluster or database that it changes. */
  root: string;
  intendedAt: string;
  /** The write that made the entry; a repeated write recognises itself by it. */
  writeId: string;
  doneAt?: string;
  undoneAt?: string;
  /** True for a change that takes back what a step did. */
  undoes?: true;
}

/** A step that an aborted run takes back, from when it began. Key in the ledger: `<step>.<iteration>.<generation>`. */
export interface UndoRecord {
  step: string;
  /** The step's type: only the same one takes itself back, any other is run with the `with` of the undo. */
  uses: string;
  iteration: number;
  generation: number;
  beganAt: string;
  /** As it was handed to the step. */
  with: Record<string, Json>;
  /** What its `undo` reads of earlier steps, by variable. */
  reads: Record<string, Json>;
  /** Null until the step is done. */
  output: Json;
  doneAt?: string;
  undoneAt?: string;
  /** Who said that it is not taken back, or was by hand. */
  leftBy?: string;
}

/** RUN#id/LEDGER, one item: what the run has done outside, and whether it may still do anything. */
export interface Ledger {
  run: string;
  entries: Record<string, LedgerEntry>;
  /** Set by Close run, the janitor, or a takeover: no change is begun after it. */
  fencedAt?: string;
  fencedBecause?: string;
  /** Set by a person's abort or by a rejection: no change is begun after it. */
  aborted?: { by: string; at: string; because: string };
  /** A second abort: what is not taken back yet stays. */
  undoStopped?: { by: string; at: string; because: string };
  /** Steps that can be taken back. */
  undo: Record<string, UndoRecord>;
  /** Runs that steps of this one started, by id: the step. */
  nested: Record<string, string>;
  /** The last verify that saw the world as it should be; removed by the next intent. */
  verified?: { step: string; at: string; signals: number };
  /** Consecutive transient errors by step, removed when a call answers. */
  transients: Record<string, number>;
}
