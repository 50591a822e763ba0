import type { Manifest } from '../compiler/manifest.ts';
import type { Clock, Random } from '../model/clock.ts';
import type { Directory } from '../model/people.ts';
import type { StepType } from '../steps/step-type.ts';
import type { Clients } from '../wire/clients.ts';

/** What a handler is handed for one invocation. Nothing is kept between two. */
export interface Parts {
  clock: Clock;
  random: Random;
  clients: Clients;
  /** By runbook name. Only the functions around the steps look into it. */
  manifests: Record<string, Manifest>;
  /** The step types that an approval may have to plan. */
  types: Record<string, StepType>;
  /** Aborted five seconds before the function's own time is over. */
  signal: AbortSignal;
  /** The account whose credentials the clients use: a check that sees nothing there proves nothing of another. */
  account: string;
  /** `sandbox` or `real`. */
  world: 'sandbox' | 'real';
  stateMachineArn: (runbook: string) => string;
  /** Where people look at a run. */
  link: (run: string) => string;
  /** people.yaml; absent: `who` is any name, and pages go to the pager's address. */
  directory?: Directory;
}
