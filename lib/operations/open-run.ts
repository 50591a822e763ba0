import { fail } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { findRun } from './find-run.ts';
import type { OperationParts } from './parts.ts';

/** The run of that id, or of its beginning, which is open. Errors: UnknownRun; RunClosed, saying how it ended or where it goes on. */
export async function openRun(id: string, { table }: Pick<OperationParts, 'table'>): Promise<Run> {
  const run = await findRun(table, id);
  if (run.status === 'open') return run;
  if (run.outcome === 'handed-on' && run.handedOnTo !== undefined) refuseHandedOn(run);
  return fail('RunClosed', {
    what: `run ${run.run} is over: ${run.outcome}`,
    ...(run.endedBecause ? { why: run.endedBecause } : {}),
    todo: `rebound show ${run.run} tells how it ended; a closed run changes nothing any more`,
    run: run.run,
  });
}

/** The same, and it has not handed on: the run that goes on has the lock, and this one has nothing to end any more. */
export async function runToEnd(id: string, parts: Pick<OperationParts, 'table'>): Promise<Run> {
  const run = await openRun(id, parts);
  if (run.handedOnTo !== undefined) refuseHandedOn(run);
  return run;
}

function refuseHandedOn({ run, handedOnTo }: Run): never {
  return fail('RunClosed', {
    what: `run ${run} handed on to run ${handedOnTo}`,
    todo: `rebound abort ${handedOnTo}`,
    run,
  });
}
