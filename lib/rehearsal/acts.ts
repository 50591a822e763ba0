import type { LocalWorld } from '../local/world.ts';
import { runIdOf } from '../model/run.ts';
import type { crew } from './crew.ts';
import { failChannels, performPeople } from './people/perform-people.ts';
import type { senders } from './people/senders.ts';
import type { Restarts } from './restart.ts';
import type { Act, Which } from './schedule.ts';
import type { Stage } from './stage.ts';
import { type TableView, viewOf } from './table-view.ts';
import type { Watch } from './watch.ts';
import type { Watched } from './watched.ts';

export interface ActParts {
  world: LocalWorld;
  watch: Watch;
  people: ReturnType<typeof crew>;
  /** What people do in Slack and PagerDuty; undefined where nobody has them. */
  senders: ReturnType<typeof senders> | undefined;
  stage: Pick<Stage, 'deliverAgain'>;
  /** Of the schedules that have one. */
  restarts: Restarts | undefined;
  /** Keeps when the schedule itself broke or mended the world. */
  broken: { at: number; what: string }[];
  /** Keeps the aborts that were taken. */
  aborts: Watched['aborts'];
}

/** Does what a person does, or what happens to the world. `run` is undefined when nobody knows of such a run: nothing happens then. */
export async function perform(act: Act, run: string | undefined, parts: ActParts): Promise<void> {
  const { world, watch, people, broken } = parts;
  switch (act.does) {
    case 'break':
    case 'mend': {
      const { at } = watch.note(`* ${act.does} ${act.what}`);
      broken.push({ at, what: act.what });
      alter(world, act.what, act.does === 'break');
      return;
    }
    case 'stop-everything':
      await people.command(act.by, 'stops everything', (operations) =>
        operations.stopEverything(act.by, 'a rehearsal'),
      );
      return;
    case 'release':
      await people.command(act.by, 'releases the stop', (operations) => operations.release(act.by));
      return;
    case 'restart':
      await parts.restarts?.restart(world);
      return;
    case 'deliver-again': {
      const { kind, nth } = act.call;
      const found = watch.calls.find((call) => call.facts.kind === kind && call.nth === nth)?.process;
      if (found?.payload) parts.stage.deliverAgain(found.name, found.payload, act.after);
      return;
    }
    case 'kill':
      await stopInConsole(act.by, whichOf(act.of, run, parts), parts);
      return;
    case 'say':
      await say(act, whichOf(act.of, run, parts), parts);
      return;
    case 'abort':
    case 'hold':
    case 'continue':
      await steer(act.does, act.by, whichOf(act.of, run, parts), parts);
      return;
    case 'channels': {
      const { at } = watch.note(`* down: ${act.down.join(', ') || 'nothing'}`);
      broken.push({ at, what: 'channels' });
      failChannels(world, act.down);
      return;
    }
    case 'press':
    case 'pagerduty':
    case 'write':
    case 'answer':
    case 'ack':
    case 'take':
    case 'give':
    case 'note':
    case 'announce': {
      const which = whichOf(act.of, run, parts);
      if (which !== undefined) await performPeople(act, which, parts);
    }
  }
}

/** The run that is meant, as the history knows it by now. */
function whichOf(of: Which = 'itself', run: string | undefined, { watch }: ActParts): string | undefined {
  if (run === undefined || of === 'itself') return run;
  const table = viewOf(watch.now().table);
  if (of === 'next') return lastOf(run, table);
  const nested = Object.keys(table.ledger(run)?.nested ?? {}).flatMap((id) => table.run(id) ?? []);
  return nested.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)).at(-1)?.run;
}

function lastOf(run: string, table: TableView): string {
  const next = table.run(run)?.handedOnTo;
  return next === undefined || next === run ? run : lastOf(next, table);
}

/** The newest question of its kind, open or not: who comes late is told so. */
async function say(
  { by, to, answer }: Extract<Act, { does: 'say' }>,
  run: string | undefined,
  { people, watch }: ActParts,
): Promise<void> {
  if (run === undefined) return;
  const asks = viewOf(watch.now().table).asks(run);
  const newest = asks
    .filter(({ kind }) => kind === to)
    .toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1))
    .at(-1);
  if (newest) await people.answer(newest, { answer, by });
}

async function steer(
  does: 'abort' | 'hold' | 'continue',
  by: string,
  run: string | undefined,
  { people, watch, aborts }: ActParts,
): Promise<void> {
  if (run === undefined) return;
  const begun = watch.now().at;
  const done = await people.command(by, `${does} ${run}`, async (operations) => {
    if (does === 'hold') await operations.hold(run, by);
    else if (does === 'continue') await operations.continue(run, by);
    else await operations.abort(run, by, 'a rehearsal');
    return true;
  });
  if (does !== 'abort' || !done) return;
  const { at, table } = watch.now();
  const open = withNested(run, viewOf(table)).flatMap((one) =>
    viewOf(table)
      .asks(one)
      .filter(({ decision, openedAt }) => decision === undefined && Date.parse(openedAt) < begun),
  );
  aborts.push({ run, at, open: open.map(({ title }) => title) });
}

/** A run and the open ones of its steps, and of theirs. */
function withNested(run: string, table: TableView): string[] {
  const nested = Object.keys(table.ledger(run)?.nested ?? {});
  const open = nested.filter((id) => id !== run && table.run(id)?.status === 'open');
  return [run, ...open.flatMap((id) => withNested(id, table))];
}

/** StopExecution, past everything of ours. */
async function stopInConsole(by: string, run: string | undefined, { world, watch }: ActParts): Promise<void> {
  const execution = world.engine.executions().find(({ arn }) => runIdOf(arn) === run);
  if (execution?.status !== 'RUNNING') return;
  watch.note(`* ${by} stops execution ${execution.name} in the console`);
  await world.engine.stop(execution.arn, 'Stopped', `by ${by} in the console`);
}

/** Breaks or mends something of the world, whatever anybody does. */
function alter({ sandbox }: LocalWorld, what: 'api' | 'rights' | 'pager', breaks: boolean): void {
  const world = sandbox.state();
  if (what === 'pager') {
    sandbox.load({ ...world, pagers: breaks ? 'down' : 'up' });
    return;
  }
  const broken = what === 'api' ? 'unreachable' : 'denied';
  const clusters = Object.entries(world.clusters).map(
    ([name, cluster]) => [name, { ...cluster, api: breaks ? broken : 'healthy' }] as const,
  );
  sandbox.load({ ...world, clusters: Object.fromEntries(clusters) });
}
