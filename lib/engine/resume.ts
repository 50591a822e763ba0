import type { Clock } from '../model/clock.ts';
import { callsOf, deadlineTicket, type Execution, timersOf } from './execution.ts';
import type { Runner } from './runner.ts';

/**
 * Lets executions go on that a journal brought back. What fell due meanwhile strikes first, in the order in which it
 * was due: a call whose time is over is not made again. A heartbeat's time begins anew, since nobody could send one
 * while nothing listened. Resolves when all that was applied. `givenUp` are those that ended in being brought back.
 */
export async function resume(
  runners: readonly Runner[],
  givenUp: readonly Runner[],
  clock: Clock,
): Promise<void> {
  await Promise.all(givenUp.map((runner) => runner.checkpoint()));
  const running = runners.filter(({ execution }) => execution.status === 'RUNNING');
  // Only what was asked for in the process before: what is asked for from here on is called by itself.
  const lost = new Map(
    running.map((runner) => [runner, new Set(callsOf(runner.execution).map(({ ticket }) => ticket))]),
  );
  await Promise.all(running.flatMap(beginAnew));
  const now = clock.now();
  const overdue = running
    .flatMap((runner) => overdueOf(runner.execution, now).map(([ticket, at]) => ({ runner, ticket, at })))
    .sort((a, b) => a.at - b.at);
  await Promise.all(overdue.map(({ runner, ticket }) => runner.submit({ kind: 'due', ticket })));
  for (const [runner, tickets] of lost) runner.goOn(tickets);
}

/** An execution that had not begun begins; tasks that have heartbeats get one. */
function beginAnew(runner: Runner): Promise<unknown>[] {
  const { execution } = runner;
  if (execution.events.length === 0) return [runner.submit({ kind: 'start' })];
  return Object.values(execution.frames).flatMap(({ waits }) =>
    waits.for === 'task' && waits.heartbeatMs !== undefined
      ? [runner.submit({ kind: 'heartbeat', ticket: waits.ticket })]
      : [],
  );
}

/** Timers that are due. An execution whose own time is over only ends: nothing that came before may begin anything now. */
function overdueOf(execution: Execution, now: number): [ticket: string, at: number][] {
  const overdue = [...timersOf(execution)].filter(([, at]) => at <= now);
  const deadline = overdue.filter(([ticket]) => ticket === deadlineTicket);
  return deadline.length > 0 ? deadline : overdue;
}
