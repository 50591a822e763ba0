import { continueRun, endStepping, holdRun, startStepping } from '../history/runs.ts';
import { iso } from '../model/clock.ts';
import { commandLine as channel, note } from './note.ts';
import { openRun } from './open-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { whoIs } from './person.ts';

/** Going step by step: the run is held now and after each step, until that is ended. Errors: UnknownRun, RunClosed. */
export function makeStepByStep(parts: OperationParts): Pick<Operations, 'stepByStep'> {
  const { table, clock, directory } = parts;
  return {
    stepByStep: async (id, name, on) => {
      const by = whoIs(name, directory);
      const { run } = await openRun(id, parts);
      const at = iso(clock.now());
      if (on) {
        // In this order: a step that ends in between holds the run itself.
        await startStepping(table, run, by, at);
        await holdRun(table, run, by, at);
        const text = `${by} goes step by step: the run is held now, and after each step`;
        await note(parts, { run, kind: 'held', state: 'Step by step', text, person: by, channel });
      } else {
        await endStepping(table, run);
        await continueRun(table, run, by, at);
        const text = `${by} ends going step by step, and lets the run go on`;
        await note(parts, { run, kind: 'continued', state: 'Step by step', text, person: by, channel });
      }
    },
  };
}
