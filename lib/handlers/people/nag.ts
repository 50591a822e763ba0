import { asksOf } from '../../history/asks.ts';
import type { Ask } from '../../model/ask.ts';
import { explain, fail } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import type { Parts } from '../parts.ts';
import type { Line } from '../record.ts';
import { pageQuestion } from './page-question.ts';

/** The state that asks comes again when a level's time is over. A question that it left alone for so long is not asked any more. */
const leftAloneMs = 10 * 60_000;

/**
 * Every minute, for the open questions of an open run: who has not said that they look at it is paged by their next channel, and so is
 * who came on call meanwhile. Without people.yaml nobody knows of any. Throws what went wrong, after all questions were looked at.
 */
export async function nag(run: Run, parts: Parts, record: (line: Line) => Promise<void>): Promise<void> {
  const { directory, clients, clock } = parts;
  if (!directory || run.status !== 'open' || run.mode === 'dry-run') return;
  const now = clock.now();
  if (now >= Date.parse(run.deadlineAt)) return;
  const failures: string[] = [];
  for (const ask of (await asksOf(clients.table, run.run)).filter((one) => isAsked(one, now))) {
    try {
      await pageQuestion(run, ask, directory, parts, (line) => record({ ...placeOf(ask), ...line }));
    } catch (error) {
      failures.push(explain(error));
    }
  }
  if (failures.length > 0) fail('Unavailable', { what: failures.join('; '), run: run.run });
}

function isAsked({ decision, levels, levelEndsAt }: Ask, now: number): boolean {
  return !decision && levels.length > 0 && now < Date.parse(levelEndsAt) + leftAloneMs;
}

function placeOf({ title, step, iteration, generation }: Ask) {
  return { state: `${title} · ask`, step, iteration, generation };
}
