import { putEvent } from '../history/events.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { findRun } from './find-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { saidLengthMax, sayable, whoIs } from './person.ts';

/** What a person writes down, for whoever comes after them. A run that is over takes notes, too. Errors: UnknownRun, BadInput. */
export function makeWriteNote(parts: OperationParts): Pick<Operations, 'note'> {
  return {
    note: async (id, name, written, channel = 'cli') => {
      const by = whoIs(name, parts.directory);
      const { run } = await findRun(parts.table, id);
      const text = sayable(written, saidLengthMax, 'a note');
      if (text === '') fail('BadInput', { what: 'the note is empty', todo: 'write what happened', run });
      // What a person wrote is kept, or they hear that it is not. Two notes of one moment are two.
      await putEvent(parts.table, {
        run,
        at: iso(parts.clock.now()),
        kind: 'noted',
        state: `Note of ${by}`,
        step: '',
        iteration: 0,
        generation: 0,
        attempt: 0,
        n: Math.floor(parts.random() * 1_000_000),
        text,
        person: by,
        channel,
      });
    },
  };
}
