import { untoldAsks } from '../history/asks.ts';
import { finishedAt, getRun, unfinishedIds } from '../history/runs.ts';
import { tell } from '../history/tell.ts';
import { explain } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { closeAbandoned } from './abandoned.ts';
import { forget, inHandMs } from './closing.ts';
import { finished } from './finished.ts';
import type { Parts } from './parts.ts';
import { remindCommander } from './people/commander.ts';
import { ownerOf } from './people/ended.ts';
import { nag } from './people/nag.ts';
import { deliverAll } from './people/notify.ts';
import { dueUpdates } from './people/updates.ts';
import { reach } from './reach.ts';
import { type Line, recorder } from './record.ts';

const hourMs = 3_600_000;
/** The run's last question ends at its deadline, and Close run tries for some minutes. */
const overdueAfterMs = 15 * 60_000;
/** A few of the janitor's turns: one may fail. The pager shows a repeat once. */
const tellingMs = 5 * 60_000;

export interface JanitorAnswer {
  closed: string[];
  told: string[];
  /** What could not be done this time: it is tried again a minute later. */
  left: string[];
}

/**
 * Every minute, and when an execution ends: closes what nobody closed, or not to its end, and tells decisions that the state machine does
 * not know yet. Then what people wait for: notices that did not arrive, questions without an ack, whoever has a run in hand, updates.
 */
export async function handleJanitor(_event: unknown, parts: Parts): Promise<JanitorAnswer> {
  const { table, states } = parts.clients;
  const answer: JanitorAnswer = { closed: [], told: [], left: [] };
  const open: Run[] = [];
  for (const id of await unfinishedIds(table)) {
    await attempt(id, answer, async () => {
      const run = await getRun(table, id);
      if (!run) return;
      const done = run.status === 'closed' ? await finishedAt(table, id) : undefined;
      if (done !== undefined) {
        if (parts.clock.now() >= Date.parse(done) + inHandMs) await forget(run, parts);
        return;
      }
      const over = await finished(run, parts);
      if (over !== 'yes') {
        if (run.status === 'open') open.push(run);
        return tellOverdue(run, over, parts);
      }
      await closeAbandoned(run, 'its execution ended without closing it', parts);
      answer.closed.push(id);
    });
  }
  for (const ask of await untoldAsks(table)) {
    await attempt(ask.run, answer, async () => {
      if (await tell(table, states, ask)) answer.told.push(ask.id);
    });
  }
  await attempt('notices', answer, async () => {
    answer.left.push(...(await deliverAll(parts)));
  });
  for (const run of open) {
    const record = recordFor(run, parts);
    await attempt(run.run, answer, () => nag(run, parts, record));
    await attempt(run.run, answer, () => remindCommander(run, parts, record));
    await attempt(run.run, answer, () => dueUpdates(run, parts, record));
  }
  return answer;
}

/** One invocation's events of a run; those of no step. */
function recordFor({ execution }: Run, parts: Parts): (line: Line) => Promise<void> {
  return recorder({ execution, state: 'Janitor', entered_at: '', attempt: 0 }, parts);
}

/** Every run ends by its deadline. One that does not, and that nothing shows to be over, is a person's business: once an hour. */
async function tellOverdue(run: Run, over: 'no' | 'unknown', parts: Parts): Promise<void> {
  const now = parts.clock.now();
  const overdueMs = now - Date.parse(run.deadlineAt) - overdueAfterMs;
  if (!(overdueMs >= 0) || overdueMs % hourMs > tellingMs) return;
  const state =
    over === 'no' ? 'its execution still runs' : 'whether its execution still runs cannot be told';
  const text = `Run ${run.run} should have ended by ${run.deadlineAt}, and ${state}. It holds its lock until then. Look at execution ${run.execution}: stop it there, and it is closed within a minute.`;
  const page = {
    who: ownerOf(run, parts),
    title: `Past its deadline: ${run.title}`,
    text,
    run: run.run,
    key: `${run.run}-overdue-${Math.floor(overdueMs / hourMs)}`,
    ...(run.severity === undefined ? {} : { severity: run.severity }),
  };
  await reach(page, parts, async () => {});
}

async function attempt(run: string, answer: JanitorAnswer, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    answer.left.push(`${run}: ${explain(error)}`);
  }
}
