import type { LocalWorld } from '../local/world.ts';
import { runIdOf } from '../model/run.ts';
import type { crew } from './crew.ts';
import type { Act } from './schedule.ts';
import type { Watch } from './watch.ts';

export interface ActParts {
  world: LocalWorld;
  watch: Watch;
  people: ReturnType<typeof crew>;
  /** Keeps when the schedule itself broke or mended the world. */
  broken: { at: number; what: string }[];
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
    case 'kill':
      await stopInConsole(act.by, run, parts);
      return;
    case 'abort':
    case 'hold':
    case 'continue':
      if (run !== undefined) await steer(act.does, act.by, run, parts);
  }
}

async function steer(
  does: 'abort' | 'hold' | 'continue',
  by: string,
  run: string,
  { people }: ActParts,
): Promise<void> {
  await people.command(by, `${does} ${run}`, (operations) => {
    if (does === 'hold') return operations.hold(run, by);
    if (does === 'continue') return operations.continue(run, by);
    return operations.abort(run, by, 'a rehearsal');
  });
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
