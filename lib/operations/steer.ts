import { continueRun, holdRun } from '../history/runs.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { abortRun } from './abort-run.ts';
import { findRun } from './find-run.ts';
import { note } from './note.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { personOf } from './person.ts';

/** Holding a run, letting it go on, ending it. Errors: UnknownRun, RunClosed. */
export function makeSteer(parts: OperationParts): Pick<Operations, 'hold' | 'continue' | 'abort'> {
  const { table, clock } = parts;
  return {
    hold: async (id, name) => {
      const by = personOf(name);
      const run = await openRun(id, parts);
      await holdRun(table, run.run, by, iso(clock.now()));
      await note(parts, { run: run.run, kind: 'held', text: `${by} holds the run before its next step` });
    },
    continue: async (id, name) => {
      const by = personOf(name);
      const run = await openRun(id, parts);
      await continueRun(table, run.run, by, iso(clock.now()));
      await note(parts, { run: run.run, kind: 'continued', text: `${by} lets the run go on` });
    },
    abort: async (id, name, because) => {
      const by = personOf(name);
      const run = await openRun(id, parts);
      if (run.handedOnTo !== undefined) refuseHandedOn(run);
      await abortRun(run.run, { by, at: iso(clock.now()), because }, parts);
    },
  };
}

/** The run that goes on has the lock: this one has nothing to end any more. */
function refuseHandedOn({ run, handedOnTo }: Run): never {
  return fail('RunClosed', {
    what: `run ${run} handed on to run ${handedOnTo}`,
    todo: `rebound abort ${handedOnTo}`,
    run,
  });
}

async function openRun(id: string, { table }: OperationParts): Promise<Run> {
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
