import type { Json, JsonObject } from '../../../lib/model/json.ts';
import type { Kind, Way } from './facts.ts';
import type { Tape } from './tape.ts';

/** The list that a step stands in, and what that allows. */
export interface Place {
  tape: Tape;
  made: Made;
  depth: number;
  /** In `always`: it looks and tells, and no more. */
  always: boolean;
  /** In a branch or a loop. */
  inGroup: boolean;
  /** The innermost loop. `plain`: its list reads inputs only, so that it is known wherever somebody says yes. */
  loop?: { item: Kind; plain: boolean };
  /** How many loops are around. */
  loops: number;
  /** The yes that covers what is changed here. */
  cover?: Cover;
  /** What the target gives to each `with`. */
  target: readonly ('cluster' | 'namespace')[];
  unattended: boolean;
}

export interface Cover {
  /** Outputs that are known where people say yes. */
  known: ReadonlySet<string>;
  /** Loops around it. */
  loops: number;
}

/** What grows with the runbook. */
export interface Made {
  /** Steps so far. */
  count: number;
  /** Steps that are left. */
  left: number;
  /** Of everything that was written, one after the other: no way through it takes longer. */
  seconds: number;
  titles: string[];
  /** Levels of questions, some of them the same object: YAML writes an anchor and aliases. */
  levels: Json[];
}

/** A step, and what it leaves. */
export interface Written {
  step: JsonObject;
  way: Way;
}

export const depthMax = 4;
