import type { Execution } from '../engine/execution.ts';
import { closeAbandoned } from '../handlers/abandoned.ts';
import { forget } from '../handlers/closing.ts';
import { asksOf } from '../history/asks.ts';
import { finishedAt, getRun, unfinishedIds } from '../history/runs.ts';
import { explain } from '../model/errors.ts';
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
 * closed as failed, its lock released, and people are told; one that was closed, but not to its end, is brought there.
 */
export async function settleLeftOpen(world: LocalWorld): Promise<LeftOpen> {
  const { table } = world.clients;
  const goOn = world.engine.executions().filter(({ status }) => status === 'RUNNING');
  const known = new Set(goOn.map(({ arn }) => arn));
  const going = new Map<string, Run>();
  const lines: string[] = [];
  for (const id of await unfinishedIds(table)) {
    try {
      const run = await getRun(table, id);
      if (run && known.has(run.execution)) going.set(run.execution, run);
      else if (run) lines.push(...(await settle(run, world)));
    } catch (error) {
      // One run must not keep all others from their server.
      lines.push(
        `run ${id} was left open by a server that ended, and could not be closed to its end (${explain(error)}): the janitor tries again`,
      );
    }
  }
  for (const { arn, name, frames } of goOn) {
    const run = going.get(arn);
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

/** A run whose execution nobody has any more: nothing that it began can still arrive. */
async function settle(run: Run, world: LocalWorld): Promise<string[]> {
  const parts = world.parts();
  const closed = run.status === 'closed';
  if (closed && (await finishedAt(parts.clients.table, run.run)) !== undefined) {
    await forget(run, parts);
    return [];
  }
  await closeAbandoned(run, 'the server that ran it ended without closing it', parts, { nobodyActs: true });
  const how = closed ? 'was closed, but not to its end, by' : 'was left open by';
  return [
    `${named(run)} ${how} a server that ended: ${closed ? '' : 'fenced, closed as failed, '}its lock released`,
  ];
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
