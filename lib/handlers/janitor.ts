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
import { withoutWaiting } from './people/without-waiting.ts';
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
 * Every minute, and when an execution ends: tells decisions that the state machine does not know yet, and closes what nobody closed, or not
 * to its end. Then what people wait for: notices that did not arrive, questions without an ack, whoever has a run in hand, updates. A
 * channel may hang for 20 s, and the function has a minute: no run waits for another's people.
 */
export async function handleJanitor(_event: unknown, parts: Parts): Promise<JanitorAnswer> {
  const { table } = parts.clients;
  const answer: JanitorAnswer = { closed: [], told: [], left: [] };
  const ids = await unfinishedIds(table);
  // before anybody is reached: this is what a run waits for
  await tellUntold(answer, parts);
  const work: (() => Promise<void>)[] = [];
  await withoutWaiting(ids, parts, (id) =>
    attempt(id, answer, async () => void work.push(...(await workOf(id, answer, parts)))),
  );
  await Promise.all([
    attempt('notices', answer, async () => {
      answer.left.push(...(await deliverAll(parts)));
    }),
    withoutWaiting(work, parts, (one) => one()),
  ]);
  // the questions of runs that were steps of these
  if (answer.closed.length > 0) await tellUntold(answer, parts);
  return answer;
}

/** What is to be done for a run that nobody has brought to its end. */
async function workOf(id: string, answer: JanitorAnswer, parts: Parts): Promise<(() => Promise<void>)[]> {
  const { table } = parts.clients;
  const doing = (work: () => Promise<void>) => () => attempt(id, answer, work);
  const run = await getRun(table, id);
  if (!run) return [];
  const done = run.status === 'closed' ? await finishedAt(table, id) : undefined;
  if (done !== undefined) {
    if (parts.clock.now() >= Date.parse(done) + inHandMs) await forget(run, parts);
    return [];
  }
  const over = await finished(run, parts);
  if (over === 'yes')
    return [
      doing(async () => {
        await closeAbandoned(run, 'its execution ended without closing it', parts);
        answer.closed.push(id);
      }),
    ];
  const overdue = doing(() => tellOverdue(run, over, parts));
  if (run.status !== 'open') return [overdue];
  const record = recordFor(run, parts);
  return [
    overdue,
    doing(() => nag(run, parts, record)),
    doing(() => remindCommander(run, parts, record)),
    doing(() => dueUpdates(run, parts, record)),
  ];
}

async function tellUntold(answer: JanitorAnswer, parts: Parts): Promise<void> {
  const { table, states } = parts.clients;
  for (const ask of await untoldAsks(table)) {
    await attempt(ask.run, answer, async () => {
      if (await tell(table, states, ask)) answer.told.push(ask.id);
    });
  }
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
