import type { Compiled } from '../../compiler/compile.ts';
import type { Estate } from '../../model/estate.ts';
import type { Directory } from '../../model/people.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { Defect } from '../play.ts';

/** What is rehearsed: one runbook, among all that it may start or meet. Plain data but for a defect, so that workers can be handed it. */
export interface Subject {
  runbook: Runbook;
  /** All runbooks that can run, this one among them. */
  compiled: Compiled[];
  estate: Estate;
  directory?: Directory;
  /** Differs the worlds' durations, and what is sampled. */
  seed: number;
  /** A mistake that a test planted. */
  defect?: Defect;
}
