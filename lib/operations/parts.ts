import type { Manifest } from '../compiler/manifest.ts';
import type { Clock, Random } from '../model/clock.ts';
import type { States } from '../wire/states.ts';
import type { Table } from '../wire/table.ts';
import type { Started } from './operations.ts';

/** What the operations work with; handed in. */
export interface OperationParts {
  table: Table;
  states: States;
  clock: Clock;
  random: Random;
  /** By runbook name. */
  manifests: Record<string, Manifest>;
  world: 'sandbox' | 'real';
  stateMachineArn: (runbook: string) => string;
  /** The rules of alarms: the starter of lib/handlers, with its parts. */
  starter: (event: unknown) => Promise<{ started: Started[]; held: string | null }>;
}
