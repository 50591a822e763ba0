import { asksOf } from '../../history/asks.ts';
import { keepDurations, type RunDurations, runKindOf } from '../../history/durations.ts';
import { allEvents } from '../../history/events.ts';
import { stepTimes } from '../../history/step-times.ts';
import type { Run } from '../../model/run.ts';
import type { Table } from '../../wire/table.ts';
import type { Parts } from '../parts.ts';

/** Events that are looked at, about: a longer history is that of a fleet, whose steps say little of the next one. */
export const eventsMax = 10_000;
/** Steps of one run that are kept: the first ones. */
const stepsMax = 500;

/**
 * Keeps how long the steps of a closed run took, once, where it recovered. Nobody's recovery depends on it: what cannot be written
 * fails nothing.
 */
export async function noteRunDurations(run: Run, parts: Pick<Parts, 'clients'>): Promise<void> {
  if (run.outcome !== 'recovered' && run.outcome !== 'recovered-with-skips') return;
  try {
    const took = await durationsOfRun(run, parts.clients.table);
    if (took) await keepDurations(parts.clients.table, run.runbook, took);
  } catch {
    // the next run that ends keeps its own
  }
}

async function durationsOfRun(run: Run, table: Table): Promise<RunDurations | undefined> {
  const endedAt = run.endedAt ?? '';
  const [events, asks] = [await allEvents(table, run.run, eventsMax), await asksOf(table, run.run)];
  const began = Date.parse(run.startedAt);
  const steps = stepTimes({ run, events, asks }, Date.parse(endedAt))
    .slice(0, stepsMax)
    .map(({ step, from, to, peopleMs }) => ({
      step,
      from: seconds(from - began),
      to: seconds(to - began),
      people: seconds(peopleMs),
    }));
  return steps.length === 0 ? undefined : { run: run.run, kind: runKindOf(run), endedAt, steps };
}

const seconds = (ms: number): number => Math.max(0, Math.round(ms / 1000));
