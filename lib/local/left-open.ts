import type { Execution } from '../engine/execution.ts';
import { closeAbandoned } from '../handlers/abandoned.ts';
import { asksOf } from '../history/asks.ts';
import { openRuns } from '../history/runs.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import type { LocalWorld } from './world.ts';

/** What the process before left open: executions that go on, and what there is to say about all of it. */
export interface LeftOpen {
  goOn: readonly Execution[];
  lines: string[];
}

/**
 * Before the engine goes on: what it knows and has not ended, goes on. Any other open run lost its execution: it is fenced,
 * closed as failed, its lock released, and people are told.
 */
export async function settleLeftOpen(world: LocalWorld): Promise<LeftOpen> {
  const goOn = world.engine.executions().filter(({ status }) => status === 'RUNNING');
  const known = new Set(goOn.map(({ arn }) => arn));
  const open = await openRuns(world.clients.table);
  const lines: string[] = [];
  for (const run of open) {
    if (known.has(run.execution)) continue;
    await closeAbandoned(run, 'the server that ran it ended without closing it', world.parts());
    lines.push(
      `${named(run)} was left open by a server that ended: fenced, closed as failed, its lock released`,
    );
  }
  for (const { arn, name, frames } of goOn) {
    const run = open.find(({ execution }) => execution === arn);
    const states = Object.values(frames).flatMap(({ waits, state }) =>
      waits.for === 'task' || waits.for === 'instant' ? [`"${state}"`] : [],
    );
    const where = states.length > 0 ? ` at ${states.join(' and ')}` : '';
    lines.push(
      `${run ? named(run) : `execution ${name}`} goes on${where}, where a server that ended left it`,
    );
  }
  return { goOn, lines };
}

function named({ run, runbook, target }: Run): string {
  return `run ${run} (${runbook}, ${describeTarget(target ?? {})})`;
}

/** The people of the simulated world think on about what they were asked, and has no answer yet. */
export async function remindPeople({ sandbox, clients }: LocalWorld, runs: readonly string[]): Promise<void> {
  const waiting = new Set<string>();
  for (const run of runs)
    for (const ask of await asksOf(clients.table, run)) if (!ask.decision) waiting.add(ask.id);
  sandbox.remind(({ ask }) => ask === undefined || !waiting.has(ask));
}
