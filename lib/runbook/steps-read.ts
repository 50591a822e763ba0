import type { Reading } from './context.ts';
import type { Spot } from './mistake.ts';
import type { Finish, HandOn, Step } from './runbook.ts';
import type { Entry, Node } from './yaml-node.ts';

/** All steps as far as they can be read. Spots of their fields are kept beside them. */
export interface StepsRead {
  steps: Step[];
  /** Those of `always`. */
  always: Step[];
  /** Of every step, wherever it stands: in arms, branches, loops, `on_failure`, `on_timeout` and `always`, too. */
  spots: Map<Step, StepSpots>;
  /** Places of the outcomes of `finish`. */
  finishes: Map<Finish, Spot>;
  /** What a `continue_with` was written as, in arms and in steps of its own. */
  handOns: Map<HandOn, HandOnSpots>;
  /** Ids that cannot be used, and how they begin. */
  refused: Set<string>;
  /** False when a step could not be read at all: what needs all of them says nothing then. */
  whole: boolean;
}

export interface StepSpots {
  step: Spot;
  /** Keys of the step as written, those with mistakes too. */
  keys: string[];
  /** Place of a `with` field, of a key of the step (`on_failure`, `until`, `max_parallel`); the step's own where there is none. */
  of: (key: string) => Spot;
  /** What stands behind a key of the step itself. */
  node: (key: string) => Node | undefined;
  /** Keys of `with` as written, those with mistakes too. */
  withKeys: string[];
  withEntry: (key: string) => Entry | undefined;
  /** The entries of `undo.with` as written. */
  undoWith: Entry[];
}

/** Places within a `continue_with`. */
export interface HandOnSpots {
  runbook: Spot;
  inputs: Node | undefined;
}

/** Names that have been given in this runbook, with the line of each. */
export interface Names {
  ids: Map<string, number>;
  titles: Map<string, number>;
  /** Ids that cannot be used, and how they begin (`look` of `look-at`). */
  refused: Set<string>;
}

/** What reading the steps of one runbook carries along. */
export interface StepReading extends Reading {
  read: StepsRead;
  names: Names;
  /** The steps are those of `always`: they end nothing, and nothing takes them back. */
  always: boolean;
  /** Reads a list of steps within a step; `prefix` is their place without its last number: `s2_1_`. */
  list: (node: Node, prefix: string) => Step[];
}

/** What every step has, read already. */
export interface StepCommon {
  id: string;
  named: boolean;
  title: string;
  if?: Step['if'] & {};
  position: Step['position'];
}
