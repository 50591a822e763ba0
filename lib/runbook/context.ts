import type * as z from 'zod/mini';
import type { Estate } from '../model/estate.ts';
import type { InputSpec } from '../model/inputs.ts';
import type { Directory } from '../model/people.ts';
import type { StepKind } from '../steps/step-type.ts';
import type { Analysis } from './expression.ts';
import type { Report } from './mistake.ts';
import type { Expression, Position } from './runbook.ts';
import type { Type } from './type.ts';

/** What the checker reads of a step type. Every StepType is one. */
export interface StepFacts {
  uses: string;
  kind: StepKind;
  with: z.ZodMiniObject;
  output: z.ZodMiniObject;
  timeoutSeconds: number;
  verifies?: true;
  /** It runs another runbook. */
  nests?: true;
  /** Units of output fields. */
  types?: Readonly<Record<string, 'duration' | 'time' | 'size'>>;
  undo?: unknown;
  /** Fields of `with` that take a secret. */
  secrets?: readonly string[];
}

/** What a runbook is checked against. */
export interface Surroundings {
  catalog: Readonly<Record<string, StepFacts>>;
  estate: Estate;
  /** The runbooks beside this one, by name, it may be among them. Absent: nothing is said of those that it starts. */
  runbooks?: Readonly<Record<string, OtherRunbook>>;
  /** people.yaml. Absent: whoever is asked is any name. */
  directory?: Directory;
}

/** What a runbook that starts another one has to know of it. */
export interface OtherRunbook {
  /** Absent when it has mistakes of its own. */
  inputs?: Record<string, InputSpec>;
  /** Names of the runbooks that it starts: nested, or handed on to. */
  starts: readonly string[];
}

/** Where an expression came from, and what it does: for the checks that know the whole runbook. */
export interface Origin {
  analysis: Analysis;
  path: string;
  /** Place of the character at `offset` of the expression. */
  at: (offset: number) => Position;
  /** What it gives, once that was looked at. */
  type?: Type;
}

/** What reading one runbook carries along. */
export interface Reading extends Surroundings {
  report: Report;
  origins: Map<Expression, Origin>;
}
