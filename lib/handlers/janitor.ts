import { untoldAsks } from '../history/asks.ts';
import { openRuns } from '../history/runs.ts';
import { tell } from '../history/tell.ts';
import { explain } from '../model/errors.ts';
import { closeAbandoned } from './abandoned.ts';
import { finished } from './finished.ts';
import type { Parts } from './parts.ts';

export interface JanitorAnswer {
  closed: string[];
  told: string[];
  /** What could not be done this time: it is tried again a minute later. */
  left: string[];
}

/** Every minute, and when an execution ends: closes what nobody closed, and tells decisions that the state machine does not know yet. */
export async function handleJanitor(_event: unknown, parts: Parts): Promise<JanitorAnswer> {
  const { table, states } = parts.clients;
  const answer: JanitorAnswer = { closed: [], told: [], left: [] };
  for (const run of await openRuns(table)) {
    await attempt(run.run, answer, async () => {
      if ((await finished(run, parts)) !== 'yes') return;
      await closeAbandoned(run, 'its execution ended without closing it', parts);
      answer.closed.push(run.run);
    });
  }
  for (const ask of await untoldAsks(table)) {
    await attempt(ask.run, answer, async () => {
      if (await tell(table, states, ask)) answer.told.push(ask.id);
    });
  }
  return answer;
}

async function attempt(run: string, answer: JanitorAnswer, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    answer.left.push(`${run}: ${explain(error)}`);
  }
}
