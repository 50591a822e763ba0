import type { Step } from './runbook.ts';
import type { Type } from './type.ts';

/** What is known at one place of a runbook about the steps before it, by id. */
export interface Known {
  /** Ran on every way that leads here. */
  sure: ReadonlySet<string>;
  /** Ran on some. */
  maybe: ReadonlySet<string>;
  /** No way leads here. */
  ended: boolean;
  /** Place in the file of the step that is being looked at, as `StepFact.order`. */
  order: number;
}

export interface StepFact {
  step: Step;
  /** In the file, from 0. */
  order: number;
}

/** The runbook around an expression. */
export interface Whole {
  steps: ReadonlyMap<string, StepFact>;
  inputs: ReadonlySet<string>;
  /** What each variable is. */
  root: (variable: string) => Type;
  /** Ids that cannot be used, and how they begin: that was said, what reads them is no second mistake. */
  refused: ReadonlySet<string>;
  /** False when some step could not be read: an unknown id may be that step's. */
  complete: boolean;
}

export function without(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return new Set([...names].filter((other) => other !== name));
}
