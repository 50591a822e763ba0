import type { Manifest } from '../compiler/manifest.ts';
import type { Clock, Random } from '../model/clock.ts';
import type { Directory } from '../model/people.ts';
import type { Page } from '../wire/pager.ts';
import type { Channels } from '../wire/channels.ts';
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
  /** people.yaml; absent: a person is whoever they say, and `who` is any name. */
  directory?: Directory;
  /** Schedules that are kept elsewhere; absent: not to be asked. */
  channels?: Pick<Channels, 'onCall'>;
  /** The machine's own time, where `clock` is simulated: when something was proven is no part of a simulation. */
  machine?: Pick<Clock, 'now'>;
  /** Hashes of the code by what it is of (lib/model/bound.ts); absent: not known, and so nothing is proven. */
  code?: () => Promise<Record<string, string> | undefined>;
  /** Reaches people about a run (the `reach` of lib/handlers, with its parts). Throws when nobody could be reached. */
  reach?: (page: Page) => Promise<void>;
  /** Delivers the notices of a run that were put before (history/notices.ts); never throws, the janitor comes again. Absent: it does it alone. */
  deliver?: (run: string) => Promise<void>;
  /** The rules of alarms: the starter of lib/handlers, with its parts. */
  starter: (event: unknown) => Promise<{ started: Started[]; held: string | null }>;
}
