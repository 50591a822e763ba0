import { continueRun, holdRun, isHeld } from '../history/runs.ts';
import { iso } from '../model/clock.ts';
import { abortRun } from './abort-run.ts';
import { secondsBetween } from './first-page.ts';
import { deliverSoon } from './deliver-soon.ts';
import { commandLine as channel, note } from './note.ts';
import { openRun, runToEnd } from './open-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { saidLengthMax, sayable, whoIs } from './person.ts';

/** Holding a run, letting it go on, ending it. Errors: UnknownRun, RunClosed. */
export function makeSteer(parts: OperationParts): Pick<Operations, 'hold' | 'continue' | 'abort'> {
  const { table, clock, directory } = parts;
  return {
    hold: async (id, name) => {
      const by = whoIs(name, directory);
      const run = await openRun(id, parts);
      await holdRun(table, run.run, by, iso(clock.now()));
      const text = `${by} holds the run before its next step`;
      await note(parts, { run: run.run, kind: 'held', text, person: by, channel });
    },
    continue: async (id, name) => {
      const by = whoIs(name, directory);
      const run = await openRun(id, parts);
      const after = await continueRun(table, run.run, by, iso(clock.now()));
      const text = after.stepping && !isHeld(after) ? `${by} lets one step go` : `${by} lets the run go on`;
      const { from, to } = after.held.at(-1) ?? {};
      const seconds = from !== undefined && to !== undefined ? { seconds: secondsBetween(from, to) } : {};
      await note(parts, { run: run.run, kind: 'continued', text, person: by, channel, ...seconds });
    },
    abort: async (id, name, given) => {
      const by = whoIs(name, directory);
      const because = sayable(given, saidLengthMax);
      const run = await runToEnd(id, parts);
      await abortRun(run.run, { by, at: iso(clock.now()), because }, parts);
      await deliverSoon(run.run, parts);
    },
  };
}
