import type { Manifest } from '../compiler/manifest.ts';
import type { LocalWorld } from '../local/world.ts';
import type { Timeline } from '../engine/clock.ts';
import type { Clock } from '../model/clock.ts';
import { isObject, type Json } from '../model/json.ts';
import { runIdOf } from '../model/run.ts';
import type { Operations } from '../operations/operations.ts';
import { perform } from './acts.ts';
import { makeScripted } from './explore/scripted.ts';
import { alarmEvent } from './alarm.ts';
import type { crew } from './crew.ts';
import type { Pending } from './pending.ts';
import type { senders } from './people/senders.ts';
import type { Restarts } from './restart.ts';
import type { Schedule, Start } from './schedule.ts';
import type { Stage } from './stage.ts';
import { viewOf } from './table-view.ts';
import type { Triggers } from './triggers.ts';
import type { Watch } from './watch.ts';

/** How long after a run's deadline it has to be closed, released and told at the latest (virtual). */
export const graceMs = 20 * 60_000;
/** And how long past its deadline an aborted run may be taken back, before that. */
export const afterDeadlineMs = 40 * 60_000;
/** After this no handler of ours is still going on: a function's own minute. */
const stillMs = 61_000;
/** Lambda delivers an event that failed twice more. Source: Lambda, asynchronous invocation. */
const eventRetriesMs = [0, 60_000, 120_000];
/** More than any play needs: something goes round in circles. */
const callsMax = 60_000;

export interface RunParts {
  clock: Timeline;
  world: LocalWorld;
  watch: Watch;
  people: ReturnType<typeof crew>;
  senders: ReturnType<typeof senders> | undefined;
  manifests: Record<string, Manifest>;
  triggers: Triggers;
  pending: Pending;
  stage: Stage;
  restarts: Restarts | undefined;
  startedAt: number;
}

/** Starts, acts, answers, duplicates, and the janitor every minute, until nothing is left to happen. */
export async function runSchedule(schedule: Schedule, parts: RunParts) {
  const { clock, world, watch, people, manifests, triggers, pending, stage } = parts;
  const broken: { at: number; what: string }[] = [];
  const runs: (string | undefined)[] = [];
  const { wait } = pending;
  const later = triggers.due;

  stage.deliverAgain = (name, payload, after) =>
    wait(clock.sleep(after * 1000).then(() => world.invoke(name, stage.copyOf(payload))));
  const scripted = schedule.scripted;
  if (scripted) world.sandbox.onPage(makeScripted(scripted, parts));
  world.sandbox.onPage(
    people.answering(schedule.people, wait, (ask, said) => parts.senders?.pressed(ask, said) ?? false),
  );
  schedule.starts.forEach((start, index) =>
    later(start.at, async () => {
      runs[index] = await begin(start, parts);
    }),
  );
  for (const act of schedule.acts)
    later(act.at, () =>
      perform(act, 'run' in act ? runs[act.run] : undefined, { ...parts, broken, aborts: stage.aborts }),
    );

  for (const { at, seconds } of schedule.sleeps ?? [])
    later(at, async () => {
      watch.note(`* everything sleeps for ${seconds} s`);
      clock.skip(seconds * 1000);
    });

  const deadlineMs = Math.max(...Object.values(manifests).map((manifest) => manifest.deadline)) * 1000;
  let settledAt: number | null = null;
  while (
    clock.now() < lastStartOf(parts) + deadlineMs + afterDeadlineMs + graceMs &&
    watch.calls.length < callsMax
  ) {
    await clock.sleep(60_000);
    if (janitorComes(schedule, clock.now() - parts.startedAt)) wait(world.invoke('janitor', {}));
    await clock.sleep(1_000);
    if (!isSettled(parts)) continue;
    // A janitor who finds channels down takes some seconds.
    if (pending.count() > 0) await clock.sleep(15_000);
    if (pending.count() > 0 || !isSettled(parts)) continue;
    settledAt = clock.now();
    break;
  }
  await clock.sleep(stillMs);
  return { broken, settledAt };
}

/** Nothing runs, nothing is open, nothing is held, nobody has to be told any more. */
function isSettled({ world, watch }: RunParts): boolean {
  const table = viewOf(watch.now().table);
  return (
    world.engine.executions().every(({ status }) => status !== 'RUNNING') &&
    table.runs().every(({ status }) => status === 'closed') &&
    table.held().length === 0 &&
    table.slots().length === 0 &&
    table.unfinished().length === 0 &&
    // without people.yaml they are few, and told at once or said to be left
    (!world.parts().directory || table.notices().length === 0 || isDeaf(world))
  );
}

function janitorComes({ noJanitor = [] }: Schedule, ms: number): boolean {
  return !noJanitor.some(({ from, to }) => from * 1000 <= ms && ms < to * 1000);
}

/** What a channel takes no more stays to be told for a day. */
function isDeaf({ sandbox }: LocalWorld): boolean {
  const { slack, webhook, pagerduty } = sandbox.state().channels;
  return [slack, webhook, pagerduty].includes('down');
}

/** When the youngest run was opened; the beginning, while there is none. */
function lastStartOf({ world, startedAt }: RunParts): number {
  return Math.max(startedAt, ...world.engine.executions().map((execution) => execution.startedAt));
}

/** Gives the run's id, as far as who started it knows. */
async function begin(start: Start, parts: RunParts): Promise<string | undefined> {
  const { world, people, clock, manifests, startedAt } = parts;
  switch (start.how) {
    case 'alarm': {
      const alarm = manifests[start.runbook]?.triggers[0]?.alarm ?? '';
      return deliver(alarmEvent(alarm, startedAt + start.stamp * 1000), world, clock);
    }
    case 'person': {
      const { runbook, inputs, mode, by } = start;
      const started = await people.command(by, `starts ${runbook}`, (operations: Operations) =>
        operations.start({ runbook, inputs, mode, by, because: 'it is down' }),
      );
      return started?.run;
    }
    case 'console': {
      // Somebody in the AWS console: no start record.
      const name = `by-hand-${clock.now()}`;
      return runIdOf(world.engine.start(world.stateMachineArn(start.runbook), start.inputs, name).arn);
    }
  }
}

async function deliver(event: Json, world: LocalWorld, clock: Clock): Promise<string | undefined> {
  for (const waitMs of eventRetriesMs) {
    await clock.sleep(waitMs);
    const answer = await world.invoke('starter', structuredClone(event));
    if (!('ok' in answer)) continue;
    const started = isObject(answer.ok) ? answer.ok['started'] : undefined;
    const [one] = Array.isArray(started) ? started : [];
    return isObject(one) && typeof one['run'] === 'string' ? one['run'] : undefined;
  }
  return undefined;
}
