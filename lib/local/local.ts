import { seededRandom, Timeline } from '../engine/clock.ts';
import { closeAbandoned } from '../handlers/abandoned.ts';
import { forget } from '../handlers/closing.ts';
import { lastEventAt } from '../history/events.ts';
import { finishedAt, getRun, listRuns, unfinishedIds } from '../history/runs.ts';
import { explain, fail } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import { type Run, runIdOf } from '../model/run.ts';
import type { Given, Scenario } from '../model/scenario.ts';
import { describeTarget } from '../model/target.ts';
import type { Operations } from '../operations/operations.ts';
import { createTable } from '../wire/dynamodb.ts';
import { makeClients } from '../wire/make-clients.ts';
import { alarmSample } from './alarm-sample.ts';
import type { Local, LocalOptions } from './local-contract.ts';
import { keepPace } from './pace.ts';
import { loadEstate, usableRunbooks } from './runbooks.ts';
import { openStorage, type Storage } from './storage.ts';
import { sandboxSurroundings } from './surroundings.ts';
import { type LocalWorld, openWorld } from './world.ts';

const healthy: Given = { clusters: {}, backups: [], storage: 'available', pagers: 'up' };
/** Three data points of a minute each, until an alarm knows. */
const alarmAfterMs = 3 * 60_000;
const janitorEveryMs = 60_000;
/** As many as may have gone on at the same time, and then some. */
const newestRuns = 20;

/** Everything in one process: engine, handlers, history and the sandbox, on one clock. */
export async function openLocal(options: LocalOptions): Promise<Local> {
  const estate = await loadEstate(options.estateFile);
  const { shipped, passedOver } = await usableRunbooks(options.runbooksFolder, estate);
  const random = seededRandom(options.seed);
  // until the history says what time it was last, nothing moves
  const clock = new Timeline({ start: options.startAt, random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const storage = await openStorage(options.folder, clock);
  try {
    const known = await lastKnown(estate, clock, random, storage);
    if (known.at > clock.now()) await clock.sleep(known.at - clock.now());
    const demonstrating =
      options.demonstration === 'always' || (options.demonstration === 'when-new' && known.runs === 0);
    const people = attendance();
    const world = await openWorld({
      clock,
      random,
      estate,
      given: demonstrating
        ? withoutDeletions(options.scenario?.given ?? healthy)
        : (options.scenario?.given ?? healthy),
      people: options.scenario?.people ?? {},
      runbooks: shipped.map(({ compiled }) => compiled),
      table: storage.table,
      ...(storage.evidence ? { evidence: storage.evidence } : {}),
      onAnswer: async ({ who, run, answer }, operations) => {
        await people.present();
        await operations.answer(run, answer, who, 'as the scenario says').catch((error: unknown) => {
          options.log?.(`${who}: ${explain(error)}`);
        });
      },
    });
    const recovered = await closeLeftOpen(world);
    const kept = keepPace(clock, options.pace);
    const stopJanitor = new AbortController();
    void janitor(world, clock, stopJanitor.signal, options.log);
    return {
      operations: paced(world, kept.during),
      clock: { now: () => clock.now(), pace: kept.pace },
      manifests: Object.fromEntries(
        shipped.map(({ compiled }) => [compiled.manifest.runbook, compiled.manifest]),
      ),
      scenarioOf: (runbook, name) =>
        scenarioOf(shipped.find((one) => one.runbook.runbook === runbook)?.runbook.rehearsals, name),
      ended: (run) => ended(world, run),
      demonstrating,
      onQuestion: (callback) => {
        world.sandbox.onPage((page) => {
          if (page.ask !== undefined) callback(page.ask);
        });
      },
      peopleAnswer: people.turn,
      makeMistake: () => kept.during(makeMistake(world, clock, options.scenario)),
      alarmEvent: (name) => alarmSample(name, clock.now()),
      recovered: [...passedOver, ...recovered],
      close: async () => {
        stopJanitor.abort(new Error('closed'));
        world.engine.kill();
        over.resolve();
        clock.clear();
        await storage.close();
      },
    };
  } catch (error) {
    over.resolve();
    await storage.close();
    throw error;
  }
}

/** The folder's newest runs: sandbox time goes on after them, also in a new process. */
async function lastKnown(
  estate: Parameters<typeof sandboxSurroundings>[0],
  clock: Timeline,
  random: () => number,
  storage: Storage,
): Promise<{ at: number; runs: number }> {
  const surroundings = { ...sandboxSurroundings(estate, clock, random), transport: storage.table };
  await createTable(surroundings);
  const { table } = makeClients(surroundings);
  const runs = await listRuns(table, { limit: newestRuns });
  if (runs.length === 0) return { at: 0, runs: 0 };
  const times: number[] = [];
  // The run that started last is not the one that ended last, and one that was left open has no end.
  for (const run of runs)
    times.push(Date.parse(run.endedAt ?? (await lastEventAt(table, run.run)) ?? run.startedAt));
  return { at: Math.max(...times) + 60_000, runs: runs.length };
}

/** What a dead process left open: fenced, closed as failed, its lock released, people told. */
async function closeLeftOpen(world: LocalWorld): Promise<string[]> {
  const lines: string[] = [];
  const { table } = world.clients;
  for (const id of await unfinishedIds(table)) {
    // The sandbox died with the server: nothing that was begun can still arrive.
    const known = { nobodyActs: true };
    let run: Run | undefined;
    try {
      run = await getRun(table, id);
      if (!run) continue;
      if (run.status === 'closed' && (await finishedAt(table, id)) !== undefined) {
        await forget(run, world.parts());
        continue;
      }
      await closeAbandoned(run, 'the server that ran it ended without closing it', world.parts(), known);
    } catch (error) {
      // One run must not keep all others from their server.
      lines.push(
        `run ${id} was left open by a server that ended, and could not be closed to its end: ${explain(error)}; the janitor tries again`,
      );
      continue;
    }
    const how = run.status === 'closed' ? 'was closed, but not to its end, by' : 'was left open by';
    const then = run.status === 'closed' ? '' : 'fenced, closed as failed, ';
    lines.push(
      `run ${run.run} (${run.runbook}, ${describeTarget(run.target ?? {})}) ${how} a server that ended: ${then}its lock released`,
    );
  }
  return lines;
}

/** Sandbox time moves while a run that was started here goes on. */
function paced(world: LocalWorld, during: (work: Promise<unknown>) => Promise<unknown>): Operations {
  const follow = (execution: string) => {
    void during(world.engine.ended(execution)).catch(() => {});
  };
  return {
    ...world.operations,
    start: async (request) => {
      const started = await world.operations.start(request);
      follow(started.execution);
      return started;
    },
    alarm: async (event) => {
      const answer = await world.operations.alarm(event);
      for (const { execution } of answer.started) follow(execution);
      return answer;
    },
  };
}

async function ended(world: LocalWorld, run: string) {
  const execution = world.engine.executions().find(({ arn }) => runIdOf(arn) === run);
  if (execution) await world.engine.ended(execution.arn);
  return world.operations.show(run);
}

function scenarioOf(rehearsals: Scenario[] = [], name?: string): Scenario | undefined {
  return name === undefined ? rehearsals[0] : rehearsals.find((one) => one.name === name);
}

function withoutDeletions(given: Given): Given {
  const clusters = Object.entries(given.clusters).map(([name, cluster]) => {
    const kept = Object.entries(cluster.namespaces).filter(([, state]) => state !== 'deleted');
    return [name, { ...cluster, namespaces: Object.fromEntries(kept) }];
  });
  return { ...given, clusters: Object.fromEntries(clusters) };
}

/** What the scenario says is deleted goes now; resolves when an alarm would know. */
async function makeMistake(
  { sandbox }: LocalWorld,
  clock: Timeline,
  scenario: Scenario | undefined,
): Promise<string> {
  const deleted = Object.entries(scenario?.given.clusters ?? {}).flatMap(([cluster, { namespaces }]) =>
    Object.entries(namespaces)
      .filter(([, state]) => state === 'deleted')
      .map(([namespace]) => ({ cluster, namespace })),
  );
  if (deleted.length === 0)
    return fail('BadInput', { what: 'this scenario deletes nothing', todo: 'choose another one' });
  for (const { cluster, namespace } of deleted) sandbox.deleteNamespace(cluster, namespace);
  await clock.sleep(alarmAfterMs);
  return deleted
    .map(({ cluster, namespace }) => `kubectl delete namespace ${namespace}, on ${cluster}`)
    .join('; ');
}

/** Whether the scenario's people answer: they wait while a human is at the terminal. */
function attendance() {
  let on = true;
  let wake: (() => void)[] = [];
  return {
    turn: (next: boolean) => {
      on = next;
      if (!on) return;
      for (const one of wake) one();
      wake = [];
    },
    present: async () => {
      if (!on) await new Promise<void>((resolve) => wake.push(resolve));
    },
  };
}

async function janitor(
  world: LocalWorld,
  clock: Timeline,
  signal: AbortSignal,
  log?: (line: string) => void,
): Promise<void> {
  let before = '';
  for (;;) {
    try {
      await clock.sleep(janitorEveryMs, signal);
    } catch {
      return;
    }
    const answer = await world.invoke('janitor', null);
    const trouble = 'error' in answer ? `${answer.error} ${answer.cause}` : leftOf(answer.ok);
    // Said once, not every minute.
    if (trouble !== '' && trouble !== before) log?.(`janitor: ${trouble}`);
    before = trouble;
  }
}

/** What the janitor could not do, as one line. */
function leftOf(answer: Json): string {
  const left = isObject(answer) ? answer['left'] : undefined;
  return Array.isArray(left) ? left.map(String).join('; ') : '';
}
