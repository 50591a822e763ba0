import { codeOf } from '../model/errors.ts';
import type { RunReport } from '../operations/operations.ts';
import { eventIdentity } from '../operations/event-identity.ts';
import type { AskParts } from './ask-person.ts';
import { makeAsking, openAsks } from './asking.ts';
import { endingLines } from './ending.ts';
import { askLines, eventLines, nothingTold } from './event-lines.ts';

/** Real time between two looks at the run's events. */
const pollMs = 60;
/** Looks without anything new after which the run itself is read, too: an event that could not be written stops nothing. */
const quietLooksMax = 10;
/** Looks after which a question is shown although its event is not there. */
const lateLooks = 3;
/** How long a run may take, in real time, to write its record after it was started. */
const openingMs = 15_000;
/** How often the server hears that a person is there. */
const watchingMs = 3000;

const nobodyHere = "  No terminal, so nobody is asked here: the scenario's people answer, at their own time.";

export interface LiveParts extends AskParts {
  /** Ends the following early: the run goes on without us. */
  leave: AbortSignal;
}

/**
 * Follows a run to its end and prints what happens: steps with their time and findings, questions with their plan, the ending
 * against the objective. At a terminal, a person is asked. Gives the last report; its `status` is open when the person left.
 */
export async function follow(run: string, parts: LiveParts): Promise<RunReport> {
  const { io, screen, session } = parts;
  const told = nothingTold();
  const asking = makeAsking(parts, parts.leave);
  let report = await opened(run, parts);
  const seen = new Set<string>();
  let after = '';
  let quiet = 0;
  let watched = Number.NEGATIVE_INFINITY;
  try {
    while (!parts.leave.aborted) {
      if (asking.possible && io.clock.now() - watched >= watchingMs) {
        watched = io.clock.now();
        await session.attendance.attend('watching');
      }
      const batch = await session.operations.events(report.run, after);
      after = batch.after;
      const fresh = batch.events.filter((event) => !seen.has(eventIdentity(event)));
      quiet = fresh.length > 0 ? 0 : quiet + 1;
      if (quiet === 0 || asking.busy() || quiet % quietLooksMax === 0)
        report = await session.operations.show(report.run);
      for (const event of fresh) {
        seen.add(eventIdentity(event));
        for (const line of eventLines(event, report, told, screen.paint)) screen.line(line);
        if (event.kind === 'asked' && !asking.possible) screen.line(nobodyHere);
      }
      // first the question, then the prompt: whoever answers has to have read it
      const unseen = openAsks(report).find((ask) => !told.asks.has(ask.id));
      if (unseen && quiet >= lateLooks) {
        for (const line of askLines(unseen, report, told, screen.paint)) screen.line(line);
      }
      if (!unseen || told.asks.has(unseen.id)) await asking.update(report);
      // people may be told of the ending after the record says closed: one more look
      if (report.status === 'closed' && quiet >= 2) break;
      if (quiet > 0) await io.clock.sleep(pollMs);
    }
  } finally {
    await asking.end();
    if (asking.possible) await session.attendance.attend('gone').catch(() => undefined);
  }
  if (report.status === 'closed') for (const line of endingLines(report, screen.paint)) screen.line(line);
  return report;
}

/** The run's first report: its record is written by its first state, a moment after the start. */
async function opened(run: string, { io, session }: LiveParts): Promise<RunReport> {
  const givenUpAt = io.clock.now() + openingMs;
  for (;;) {
    try {
      return await session.operations.show(run);
    } catch (error) {
      if (codeOf(error) !== 'UnknownRun' || io.clock.now() >= givenUpAt) throw error;
      await io.clock.sleep(pollMs);
    }
  }
}
