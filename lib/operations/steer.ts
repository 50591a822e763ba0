import { asksOf, decideAsk } from '../history/asks.ts';
import { abortLedger } from '../history/ledger.ts';
import { continueRun, holdRun } from '../history/runs.ts';
import type { Ask } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { codeOf, fail } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { placeOf, tellOnce } from './answer.ts';
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
      const at = iso(clock.now());
      // first the ledger: from here on no change is begun, whatever else fails
      await abortLedger(table, run.run, { by, at, because: because || 'no reason given' });
      const reason = because ? `: ${because}` : '';
      await note(parts, { run: run.run, kind: 'aborted', text: `${by} aborted the run${reason}` });
      for (const ask of await asksOf(table, run.run)) {
        if (!ask.decision) await answerWithAbort(ask, { answer: 'abort', by, because, at }, parts);
      }
    },
  };
}

async function openRun(id: string, { table }: OperationParts): Promise<Run> {
  const run = await findRun(table, id);
  if (run.status === 'open') return run;
  return fail('RunClosed', {
    what: `run ${run.run} is over: ${run.outcome}`,
    ...(run.endedBecause ? { why: run.endedBecause } : {}),
    todo: `rebound show ${run.run} tells how it ended; a closed run changes nothing any more`,
    run: run.run,
  });
}

/** An open question would keep the run waiting for a person. Somebody may have answered at this very moment: then their answer counts. */
async function answerWithAbort(
  ask: Ask,
  decision: NonNullable<Ask['decision']>,
  parts: OperationParts,
): Promise<void> {
  try {
    const decided = await decideAsk(parts.table, ask, decision);
    await note(parts, {
      run: ask.run,
      kind: 'decided',
      ...placeOf(ask),
      n: 1,
      text: `"${ask.title}": aborted by ${decision.by}`,
    });
    await tellOnce(decided, parts);
  } catch (error) {
    if (codeOf(error) !== 'AlreadyDecided') throw error;
  }
}
