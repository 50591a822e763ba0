import { newestEvents, putEvent } from '../history/events.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { hashOf } from '../model/json.ts';
import type { Table } from '../wire/table.ts';
import { checkChannel } from './check-answer.ts';
import { findRun } from './find-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { saidLengthMax, sayable, whoIs } from './person.ts';

/** What a person writes down, for whoever comes after them. A run that is over takes notes, too. Errors: UnknownRun, BadInput. */
export function makeWriteNote(parts: OperationParts): Pick<Operations, 'note'> {
  return {
    note: async (id, name, written, way = 'cli', of) => {
      const by = whoIs(name, parts.directory);
      const channel = checkChannel(way);
      const { run } = await findRun(parts.table, id);
      const text = sayable(written, saidLengthMax, 'a note');
      if (text === '') fail('BadInput', { what: 'the note is empty', todo: 'write what happened', run });
      const state = `Note of ${by}`;
      // Two notes of one moment are two.
      const n = of === undefined ? Math.floor(parts.random() * numbers) : numberOf(of);
      // Whoever wrote it before may have died before that was known.
      if (of !== undefined && (await isNoted(parts.table, run, { state, n, text }))) return;
      // What a person wrote is kept, or they hear that it is not.
      await putEvent(parts.table, {
        run,
        at: iso(parts.clock.now()),
        kind: 'noted',
        state,
        step: '',
        iteration: 0,
        generation: 0,
        attempt: 0,
        n,
        text,
        person: by,
        channel,
      });
    },
  };
}

const numbers = 1_000_000;
/** What comes again comes within a day, and a run has fewer events in that time. */
const lookedAtMax = 1000;

function numberOf(of: string): number {
  return Number.parseInt(hashOf(of).slice(0, 8), 16) % numbers;
}

async function isNoted(
  table: Table,
  run: string,
  { state, n, text }: { state: string; n: number; text: string },
): Promise<boolean> {
  const events = await newestEvents(table, run, lookedAtMax);
  return events.some(
    (event) => event.kind === 'noted' && event.state === state && event.n === n && event.text === text,
  );
}
