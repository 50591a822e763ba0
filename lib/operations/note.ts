import { putEvent } from '../history/events.ts';
import { iso } from '../model/clock.ts';
import type { RunEvent } from '../model/event.ts';
import type { OperationParts } from './parts.ts';

type Line = Pick<RunEvent, 'run' | 'kind' | 'text'> & Partial<RunEvent>;

/** Commands to a run come by it: what Slack and PagerDuty send answers, acknowledges and notes, and nothing else. */
export const commandLine = 'cli';

/** Writes what a person did into the run's events. One that cannot be written stops nothing. */
export async function note(
  { table, clock }: Pick<OperationParts, 'table' | 'clock'>,
  line: Line,
): Promise<void> {
  const event: RunEvent = {
    at: iso(clock.now()),
    state: '',
    step: '',
    iteration: 0,
    generation: 0,
    attempt: 0,
    n: 0,
    ...line,
  };
  try {
    await putEvent(table, event);
  } catch {
    // ARCHITECTURE.md, 'History': lock and ledger writes stop, event writes do not
  }
}
