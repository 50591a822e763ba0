import { refuseTaken } from '../history/command.ts';
import { iso } from '../model/clock.ts';
import { findRun } from './find-run.ts';
import { lookAt } from './looked.ts';
import { openRun, runToEnd } from './open-run.ts';
import type { Operations, SteerAction } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { harmless, whoIs } from './person.ts';
import { abortLines } from './preview-abort.ts';
import { answerLines } from './preview-answer.ts';
import { giveLines, takeLines } from './preview-command.ts';
import { continueLines, holdLines, steppingLines } from './preview-steer.ts';
import { refuseOneself, whomOf } from './whom.ts';

/** What an action would do, line by line. Changes nothing; what the action refuses, this refuses, with the same words. */
export function makePreview(parts: OperationParts): Pick<Operations, 'preview'> {
  return {
    preview: async (id, action) => (await linesOf(id, action, parts)).map((line) => indented(line)),
  };
}

async function linesOf(id: string, action: SteerAction, parts: OperationParts): Promise<string[]> {
  const by = action.by === undefined ? undefined : whoIs(action.by, parts.directory);
  switch (action.do) {
    case 'hold':
      return holdLines(await lookAt(await openRun(id, parts), parts), parts);
    case 'continue':
      return continueLines(await lookAt(await openRun(id, parts), parts), parts);
    case 'step-by-step':
      return steppingLines(await lookAt(await openRun(id, parts), parts), action.on ?? true, parts);
    case 'abort':
      return abortLines(await runToEnd(id, parts), parts);
    case 'take': {
      const run = await openRun(id, parts);
      if (by !== undefined) await refuseTaken(parts.table, run, by, iso(parts.clock.now()));
      return takeLines(await lookAt(run, parts), by, parts);
    }
    case 'give': {
      const to = whomOf(action.to, parts.directory);
      const looked = await lookAt(await openRun(id, parts), parts);
      refuseOneself(looked.run, looked.recorded.commander, { by, to });
      return giveLines(looked, to, by, parts);
    }
    case 'answer': {
      const looked = await lookAt(await findRun(parts.table, id), parts);
      const { answer, more, because } = action;
      return answerLines(
        looked,
        {
          answer,
          ...(by === undefined ? {} : { by }),
          ...(because === undefined ? {} : { because }),
          ...(more === undefined ? {} : { more }),
        },
        parts,
      );
    }
  }
}

/** Plans and reasons are texts of others: nothing in them is obeyed by a terminal. The indent of a list stays. */
function indented(line: string): string {
  return `${/^ */.exec(line)?.[0] ?? ''}${harmless(line)}`;
}
