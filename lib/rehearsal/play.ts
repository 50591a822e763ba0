import type { Compiled } from '../compiler/compile.ts';
import { seededRandom, Timeline } from '../engine/clock.ts';
import { type Handler, functions } from '../local/functions.ts';
import type { Invocation } from '../local/invoker.ts';
import { openWorld } from '../local/world.ts';
import type { Estate } from '../model/estate.ts';
import { codeOf, explain } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import { runIdOf } from '../model/run.ts';
import type { Transport } from '../model/transport.ts';
import { sandboxDynamodb } from '../sandbox/dynamodb/dynamodb.ts';
import type { World } from '../sandbox/world.ts';
import { crew } from './crew.ts';
import { injector, type Injected } from './faults.ts';
import { makePending } from './pending.ts';
import { type Process, processOf } from './process.ts';
import { runSchedule } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';
import { viewOf } from './table-view.ts';
import { makeTriggers } from './triggers.ts';
import { Watch } from './watch.ts';
import type { EndedExecution, Said, Watched } from './watched.ts';

/** A mistake that is planted to see whether a checker finds it. */
export interface Defect {
  /** In place of the real handlers, by function name. */
  functions?: Record<string, Handler>;
  /** What leaves a process goes through this first. */
  transport?: (inner: Transport, process: Process) => Transport;
}

export interface PlayParts {
  estate: Estate;
  runbooks: Compiled[];
  defect?: Defect;
}

/** Functions that say how the world is. */
const looks = /^step-(check|verify)/;

const beginning = Date.parse('2026-11-24T03:00:00Z');

/** Plays one schedule from its beginning until everything is over, in virtual time. The same schedule gives the same play, call for call. */
export async function play(
  schedule: Schedule,
  { estate, runbooks, defect = {} }: PlayParts,
): Promise<Watched> {
  const random = seededRandom(schedule.seed + 1);
  const clock = new Timeline({ start: beginning, random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const db = sandboxDynamodb();
  const watch = new Watch(clock, db);
  const injected: Injected[] = [];
  const processes: Process[] = [];
  const said: Said[] = [];
  const crashes: Watched['crashes'] = [];
  const shown: Watched['shown'] = [];
  const worldAtBegin = new Map<number, World>();
  const byPayload = new WeakMap<object, Process>();
  const duplicates = new WeakSet<object>();
  const invoked = new Map<string, number>();

  const pending = makePending((error) => watch.note(`(play) ${explain(error)}`));
  const triggers = makeTriggers(clock, beginning, pending.wait);
  const newProcess = (name: string, payload: Json = null): Process => {
    const process = processOf(name, payload, clock.now(), processes.length);
    processes.push(process);
    return process;
  };
  const harmed = injector({
    faults: schedule.faults,
    clock,
    startedAt: beginning,
    random: seededRandom(Math.imul(schedule.seed + 7, 0x85ebca6b)),
    onCall: (call) => {
      watch.begin(call);
      triggers.called(call.facts.kind, call.nth);
    },
    onFault: (one) => {
      injected.push(one);
      watch.note(`! ${one.fault} at ${one.kind} ${one.nth} (${one.call}) of ${one.by}`);
    },
  });
  const harm = (inner: Transport, process: Process): Transport => {
    const real = harmed(inner, process);
    return defect.transport ? defect.transport(real, process) : real;
  };
  /** Set once the world is open: delivers a payload a second time. */
  let deliverAgain: (name: string, payload: Json, after: number) => void = () => {};
  const around = (inner: Transport, { name, payload }: Invocation): Transport => {
    const process = newProcess(name, payload);
    const world = watch.world();
    if (world && looks.test(name)) worldAtBegin.set(process.id, world);
    if (isObject(payload)) {
      byPayload.set(payload, process);
      process.duplicate = duplicates.has(payload);
    }
    if (!process.duplicate) {
      const nth = (invoked.get(name) ?? 0) + 1;
      invoked.set(name, nth);
      for (const one of schedule.duplicates)
        if (one.function === name && one.nth === nth) deliverAgain(name, payload, one.after);
    }
    return harm(inner, process);
  };
  const told = ([name, handler]: [string, Handler]): [string, Handler] => [
    name,
    async (call, parts) => {
      const process = isObject(call) ? byPayload.get(call) : undefined;
      const who = `${name} #${process?.id ?? '?'}${process?.duplicate ? ' (duplicate)' : ''}`;
      watch.note(`> ${who} ${process?.run ?? ''} ${process?.step ?? ''}`.trimEnd());
      try {
        const answer = await handler(call, parts);
        watch.note(`< ${who}`);
        const present = watch.world();
        if (process && present && looks.test(name)) said.push({ process, at: clock.now(), answer, world: present });
        return answer;
      } catch (error) {
        const code = codeOf(error);
        if (code === undefined || code === 'Broken') crashes.push({ who, run: process?.run ?? '', at: clock.now(), error });
        watch.note(`< ${who} ${error instanceof Error ? error.name : ''}: ${explain(error).slice(0, 200)}`);
        throw error;
      }
    },
  ];
  const world = await openWorld({
    clock,
    random,
    estate,
    given: schedule.given,
    people: {},
    runbooks,
    table: db.transport,
    observe: watch.observe,
    around,
    functions: Object.fromEntries(Object.entries({ ...functions, ...defect.functions }).map(told)),
  });
  watch.opened(() => world.sandbox.state());
  const first = world.sandbox.state();
  const manifests = Object.fromEntries(runbooks.map(({ manifest }) => [manifest.runbook, manifest]));
  const people = crew({ clock, random, estate, manifests, world, watch, harm, newProcess, shown });
  const ran = await runSchedule(schedule, {
    ...{ clock, world, watch, people, manifests, triggers, pending, startedAt: beginning },
    markDuplicate: (payload) => void duplicates.add(payload),
    onDuplicates: (deliver) => {
      deliverAgain = deliver;
    },
  });
  const table = viewOf(db.state);
  const runs = table.runs();
  const reports = [];
  for (const { run } of runs) reports.push(await world.operations.show(run));
  const executions = world.engine.executions().map(({ arn, status, machine }): EndedExecution => {
    return { arn, run: runIdOf(arn), runbook: machine.name.replace(/^rebound-/, ''), status };
  });
  const last = world.sandbox.state();
  over.resolve();
  return {
    schedule,
    manifests,
    calls: watch.calls,
    notes: watch.notes,
    processes,
    injected,
    executions,
    table,
    reports,
    first,
    last,
    broken: ran.broken,
    worldAtBegin,
    said,
    shown,
    crashes,
    startedAt: beginning,
    endedAt: clock.now(),
    settledAt: ran.settledAt,
  };
}
