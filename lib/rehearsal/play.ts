import type { Compiled } from '../compiler/compile.ts';
import { seededRandom, Timeline } from '../engine/clock.ts';
import { type Handler, functions } from '../local/functions.ts';
import { type LocalWorld, openWorld } from '../local/world.ts';
import type { Clock } from '../model/clock.ts';
import { explain } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import { runIdOf } from '../model/run.ts';
import type { Transport } from '../model/transport.ts';
import type { RunReport } from '../operations/operations.ts';
import { sandboxDynamodb } from '../sandbox/dynamodb/dynamodb.ts';
import { crew } from './crew.ts';
import { injector } from './faults.ts';
import type { Operations } from '../operations/operations.ts';
import { makePending } from './pending.ts';
import { type Door, makeDoor } from './people/door.ts';
import { senders } from './people/senders.ts';
import type { Process } from './process.ts';
import { restartsOf } from './restart.ts';
import { runSchedule } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';
import { sameRequest, staleAnswers } from './stale.ts';
import { Stage } from './stage.ts';
import { viewOf } from './table-view.ts';
import { makeTriggers } from './triggers.ts';
import { Watch } from './watch.ts';
import type { EndedExecution, Watched } from './watched.ts';

/** A mistake that is planted to see whether a checker finds it. */
export interface Defect {
  /** In place of the real handlers, by function name. */
  functions?: Record<string, Handler>;
  /** Each runbook becomes another one. */
  runbooks?: (compiled: Compiled) => Compiled;
  /** What leaves a process goes through this first. */
  transport?: (inner: Transport, process: Process) => Transport;
  /** What people's commands work with, and where Slack and PagerDuty send to. */
  operations?: (real: Operations) => Operations;
  door?: (real: Door, around: { directory: Directory; clock: Clock }) => Door;
}

export interface PlayParts {
  estate: Estate;
  runbooks: Compiled[];
  defect?: Defect;
  /** People who are real; absent: `who` is any name, and the pager reaches everybody. */
  directory?: Directory;
}

const beginning = Date.parse('2026-11-24T03:00:00Z');

/** Plays one schedule from its beginning until everything is over, in virtual time. The same schedule gives the same play, call for call. */
export async function play(schedule: Schedule, parts: PlayParts): Promise<Watched> {
  const { estate, defect = {} } = parts;
  const directory = parts.directory && withShift(parts.directory, schedule);
  const runbooks = defect.runbooks ? parts.runbooks.map(defect.runbooks) : parts.runbooks;
  const random = seededRandom(schedule.seed + 1);
  const clock = new Timeline({ start: beginning, random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const db = sandboxDynamodb();
  const watch = new Watch(clock, db);
  const pending = makePending((error) => watch.note(`(play) ${explain(error)}`));
  const triggers = makeTriggers(clock, beginning, pending.wait);
  const { duplicates } = schedule;
  const stage: Stage = new Stage({
    clock,
    watch,
    duplicates,
    harm: (inner, process) => harm(inner, process),
  });
  const harm = harmOf(schedule, defect, { clock, watch, stage, called: triggers.called });
  const restartRandom = seededRandom(Math.imul(schedule.seed + 13, 0xc2b2ae35));
  const restarts = await restartsOf(schedule, { clock, watch, random: restartRandom });
  const world = await openWorld({
    clock,
    random,
    estate,
    given: schedule.given,
    people: {},
    ...(directory ? { directory } : {}),
    runbooks,
    table: db.transport,
    observe: watch.observe,
    around: restarts ? (inner, one) => restarts.around(stage.around(inner, one)) : stage.around,
    ...(restarts ? { engine: restarts.engine } : {}),
    functions: stage.watched({ ...functions, ...defect.functions }),
  });
  watch.opened(() => world.sandbox.state());
  const first = world.sandbox.state();
  const manifests = Object.fromEntries(runbooks.map(({ manifest }) => [manifest.runbook, manifest]));
  const crewParts = {
    clock,
    random,
    estate,
    manifests,
    world,
    watch,
    harm,
    stage,
    ...(directory ? { directory } : {}),
    ...(defect.operations ? { operations: defect.operations } : {}),
  };
  const people = crew(crewParts);
  const door = makeDoor(crewParts);
  const outside =
    directory &&
    senders({
      ...crewParts,
      directory,
      door: defect.door ? defect.door(door, { directory, clock }) : door,
      wait: pending.wait,
    });
  const surroundings = {
    clock,
    world,
    watch,
    people,
    manifests,
    triggers,
    pending,
    stage,
    senders: outside,
    restarts,
  };
  const { broken, settledAt } = await runSchedule(schedule, { ...surroundings, startedAt: beginning });
  const table = viewOf(db.state);
  const reports: RunReport[] = [];
  for (const { run } of table.runs()) reports.push(await world.operations.show(run));
  const executions = executionsOf(world);
  const last = world.sandbox.state();
  over.resolve();
  const { calls, notes } = watch;
  const { processes, injected, worldAtBegin, said, shown, aborts, crashes, words, replies } = stage;
  const times = { startedAt: beginning, endedAt: clock.now(), settledAt };
  const told = { words, replies, ...(directory ? { directory } : {}) };
  const kept = { processes, injected, worldAtBegin, said, shown, aborts, crashes, ...told };
  return {
    schedule,
    manifests,
    calls,
    notes,
    ...kept,
    executions,
    table,
    reports,
    first,
    last,
    broken,
    ...times,
  };
}

/** From a moment on somebody else is on call: they stand in for whoever would be. */
function withShift(directory: Directory, { shift }: Schedule): Directory {
  const rotation = shift && directory.rotations[shift.rotation];
  if (!shift || !rotation) return directory;
  const from = beginning + shift.at * 1000;
  const override = { from, to: from + 24 * 3_600_000, who: shift.who };
  const changed = { ...rotation, overrides: [override, ...rotation.overrides] };
  return { ...directory, rotations: { ...directory.rotations, [shift.rotation]: changed } };
}

/** What happens to every call of every process: a planted defect first, then the schedule's faults. */
function harmOf(
  { faults, seed }: Schedule,
  defect: Defect,
  { clock, watch, stage, called }: HarmParts,
): (inner: Transport, process: Process) => Transport {
  const fails = injector({
    faults,
    clock,
    startedAt: beginning,
    random: seededRandom(Math.imul(seed + 7, 0x85ebca6b)),
    stale: staleAnswers({
      earlier: (request) =>
        watch.calls.findLast(({ effect, request: other }) => effect && sameRequest(request, other))?.effect
          ?.answer,
      first: () => watch.first(),
      now: () => clock.now(),
    }),
    onCall: (call) => {
      watch.begin(call);
      called(call.facts.kind, call.nth);
    },
    onFault: (one) => {
      stage.injected.push(one);
      watch.note(`! ${one.fault} at ${one.kind} ${one.nth} (${one.call}) of ${one.by}`);
    },
  });
  return (inner, process) => {
    const real = fails(inner, process);
    return defect.transport ? defect.transport(real, process) : real;
  };
}

interface HarmParts {
  clock: Clock;
  watch: Watch;
  stage: Stage;
  called: ReturnType<typeof makeTriggers>['called'];
}

function executionsOf({ engine }: LocalWorld): EndedExecution[] {
  return engine.executions().map(({ arn, status, machine }) => {
    return { arn, run: runIdOf(arn), runbook: machine.name.replace(/^rebound-/, ''), status };
  });
}
