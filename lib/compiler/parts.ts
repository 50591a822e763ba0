import type { Estate } from '../model/estate.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { StepType } from '../steps/step-type.ts';
import type { TextTypes } from './text-types.ts';

/** What the compiler reads of a step type. */
export type StepFacts = Pick<
  StepType,
  'uses' | 'kind' | 'with' | 'output' | 'types' | 'permissions' | 'timeoutSeconds' | 'verifies'
>;
export type StepCatalog = Readonly<Record<string, StepFacts>>;

/** What a runbook is compiled with. */
export interface Surroundings {
  catalog: StepCatalog;
  estate: Estate;
}

/** What every state of one runbook is made from. */
export interface Context {
  runbook: Runbook;
  types: TextTypes;
  /** All use steps by id. */
  facts: (uses: string) => StepFacts;
}

/** How long an execution may take at most, in seconds: the run's deadline, and an hour in which it is closed. */
export const executionSeconds = (runbook: Runbook): number => runbook.deadline + 3600;
