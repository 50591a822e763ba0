import type { Estate } from '../model/estate.ts';
import type { Runbook, Step, UseStep } from '../runbook/runbook.ts';
import type { StepType } from '../steps/step-type.ts';
import type { Places, Scope } from './scope.ts';
import type { TextTypes } from './text-types.ts';

/** What the compiler reads of a step type. */
export type StepFacts = Pick<
  StepType,
  | 'uses'
  | 'kind'
  | 'with'
  | 'output'
  | 'types'
  | 'permissions'
  | 'timeoutSeconds'
  | 'verifies'
  | 'nests'
  | 'undo'
  | 'ownerField'
  | 'secrets'
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
  /** In which scope each step stands. */
  places: Places;
  /** The last verify of the runbook's own list behind each step, wherever the step stands. */
  verifies: ReadonlyMap<Step, UseStep>;
  /** The scope that states are made for now. */
  scope: Scope;
}

/** How long an execution may take at most, in seconds: the run's deadline, and an hour in which it is closed. */
export const executionSeconds = (runbook: Runbook): number => runbook.deadline + 3600;
/** How long past the run's deadline steps may be taken back, and `always` may run; then there is time left to close it. */
export const afterDeadlineSeconds = 2400;
