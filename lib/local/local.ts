import { codeHashes } from './code-hashes.ts';
import { seededRandom, Timeline } from '../engine/clock.ts';
import { lastEventAt } from '../history/events.ts';
import { getRun, listRuns } from '../history/runs.ts';
import { explain, fail } from '../model/errors.ts';
import { runIdOf } from '../model/run.ts';
import type { Given, Scenario } from '../model/scenario.ts';
import type { Operations } from '../operations/operations.ts';
import { makeSteer } from '../operations/steer.ts';
import { createTable } from '../wire/dynamodb.ts';
import { makeClients } from '../wire/make-clients.ts';
import { alarmSample } from './alarm-sample.ts';
import { inboundOf } from './inbound.ts';
import { type EngineFolder, openEngineFolder } from './engine-folder.ts';
import { janitorTurns } from './janitor-turns.ts';
import { remindPeople, settleLeftOpen } from './left-open.ts';
import type { Local, LocalOptions } from './local-contract.ts';
import { keepPace } from './pace.ts';
import { loadEstate } from './runbooks.ts';
import { answerAsScenario } from './scenario-answer.ts';
import { replaceDirectory, watchPeople } from './watch-people.ts';
import { watchRunbooks } from './watch-runbooks.ts';
import { openStorage, type Storage } from './storage.ts';
import { sandboxSurroundings } from './surroundings.ts';
import { type LocalWorld, openWorld } from './world.ts';

const healthy: Given = { clusters: {}, backups: [], storage: 'available', pagers: 'up' };
/** Three data points of a minute each, until an alarm knows. */
const alarmAfterMs = 3 * 60_000;
/** As many as may have gone on at the same time, and then some. */
const newestRuns = 20;

/** Everything in one process: engine, handlers, history and the sandbox, on one clock. */
export async function openLocal(options: LocalOptions): Promise<Local> {
  const estate = await loadEstate(options.estateFile);
  const peopleFile = watchPeople(options.peopleFile, estate);
  const directory = await peopleFile.first();
  const readAgain = watchRunbooks(options.runbooksFolder, estate, directory);
  let { shipped, passedOver } = await readAgain.first();
  const random = seededRandom(options.seed);
  // until the history says what time it was last, nothing moves
  const clock = new Timeline({ start: options.startAt, random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const storage = await openStorage(options.folder, clock);
  let kept: EngineFolder | undefined;
  try {
    kept =
      options.folder === undefined
        ? undefined
        : await openEngineFolder(options.folder, clock, options.log, storage.sync);
    const { keepWorld } = kept ?? {};
    const known = await lastKnown(estate, clock, random, storage);
    const lastAt = Math.max(known.at, kept?.recovered.lastAt ?? 0);
    if (lastAt > clock.now()) await clock.sleep(lastAt - clock.now());
    const unfinished = [...(kept?.recovered.executions.values() ?? [])].some(
      ({ status }) => status === 'RUNNING',
    );
    const demonstrating =
      !unfinished &&
      (options.demonstration === 'always' || (options.demonstration === 'when-new' && known.runs === 0));
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
      code: () => codeHashes(),
      ...(directory ? { directory } : {}),
      ...(options.terminal ? { terminal: options.terminal } : {}),
      ...(storage.evidence ? { evidence: storage.evidence } : {}),
      ...(kept ? { engine: engineOptions(kept), keepWorld: kept.keepWorld } : {}),
      onAnswer: async (given, operations) => {
        await people.present();
        await answerAsScenario(given, operations, clock.now(), directory).catch((error: unknown) => {
          options.log?.(`${given.who}: ${explain(error)}`);
        });
      },
    });
    // A run that goes on finds the world that it left; who begins anew, finds the scenario's.
    if (unfinished && kept?.world) world.sandbox.load(kept.world);
    const leftOpen = await settleLeftOpen(world);
    const pace = keepPace(clock, options.pace);
    await remindPeople(
      world,
      leftOpen.goOn.map(({ arn }) => runIdOf(arn)),
    );
    for (const { arn } of leftOpen.goOn) void pace.during(endOfAll(world, arn)).catch(() => {});
    await keepWorld?.(world.sandbox);
    await world.engine.resume();
    const close = kept?.close;
    let otherPeople = false;
    // who stands in from now on is woken from now on
    const renewPeople = async (): Promise<void> => {
      const changed = await clock.outside(peopleFile.whenChanged(directory !== undefined));
      if (!changed) return;
      otherPeople = directory !== undefined && 'directory' in changed;
      if (directory && 'directory' in changed) replaceDirectory(directory, changed.directory);
      options.log?.('trouble' in changed ? changed.trouble : 'people.yaml has changed and was read again');
    };
    const stopJanitor = new AbortController();
    void janitorTurns(world, clock, stopJanitor.signal, renewPeople, options.log);
    const renew = async () => {
      await renewPeople();
      const changed = otherPeople ? await readAgain.again() : await readAgain.whenChanged();
      otherPeople = false;
      if (!changed) return;
      ({ shipped, passedOver } = changed);
      world.deploy(shipped.map(({ compiled }) => compiled));
      options.log?.('the runbooks have changed and were read again');
      for (const line of passedOver) options.log?.(line);
    };
    const operations = paced(world, pace.during, renew);
    return {
      operations,
      ...(directory ? { inbound: inboundOf(world, operations) } : {}),
      abandon: abandonIn(world),
      clock: { now: () => clock.now(), pace: pace.pace },
      manifests: world.manifests,
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
      makeMistake: () =>
        pace.during(makeMistake(world, clock, options.scenario, () => keepWorld?.(world.sandbox))),
      alarmEvent: (name) => alarmSample(name, clock.now()),
      recovered: [...passedOver, ...(kept?.recovered.findings ?? []), ...leftOpen.lines],
      close: async () => {
        await pace.during(closingRuns(world));
        stopJanitor.abort(new Error('closed'));
        world.engine.kill();
        over.resolve();
        clock.clear();
        await close?.();
        await storage.close();
      },
    };
  } catch (error) {
    over.resolve();
    await kept?.close();
    await storage.close();
    throw error;
  }
}

function engineOptions({ journal, recovered, endedMax }: EngineFolder) {
  return { journal, recovered, endedMax };
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

/** Resolves when the executions of runs that are closed have ended: what comes after the closing (people who are told) is not left to the next process. */
async function closingRuns({ engine, clients }: LocalWorld): Promise<void> {
  const going = engine.executions().filter(({ status }) => status === 'RUNNING');
  const closing = await Promise.all(
    going.map(async ({ arn }) =>
      (await getRun(clients.table, runIdOf(arn)))?.status === 'closed' ? [arn] : [],
    ),
  );
  await Promise.all(closing.flat().map((arn) => engine.ended(arn)));
}

/** The person at the terminal ends their own process: that needs no name of people.yaml. */
function abandonIn(world: LocalWorld): Local['abandon'] {
  const { directory: _anybody, ...parts } = world.operationParts;
  return makeSteer(parts).abort;
}

/** A start takes the runbooks as they are in the folder now; sandbox time moves while a run that was started here goes on. */
function paced(
  world: LocalWorld,
  during: (work: Promise<unknown>) => Promise<unknown>,
  renew: () => Promise<void>,
): Operations {
  const follow = (execution: string) => {
    void during(endOfAll(world, execution)).catch(() => {});
  };
  return {
    ...world.operations,
    start: async (request) => {
      await renew();
      const started = await world.operations.start(request);
      follow(started.execution);
      return started;
    },
    alarm: async (event) => {
      await renew();
      const answer = await world.operations.alarm(event);
      for (const { execution } of answer.started) follow(execution);
      return answer;
    },
    oncall: async (who, at) => {
      await renew();
      return world.operations.oncall(who, at);
    },
  };
}

/** Resolves when the execution has ended, and the one of the run that it handed on to. */
async function endOfAll(world: LocalWorld, execution: string): Promise<void> {
  await world.engine.ended(execution);
  const next = (await getRun(world.clients.table, runIdOf(execution)))?.handedOnTo;
  const handedOn = world.engine.executions().find(({ arn }) => runIdOf(arn) === next);
  if (handedOn) await endOfAll(world, handedOn.arn);
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
  keep: () => Promise<void> | undefined,
): Promise<string> {
  const deleted = Object.entries(scenario?.given.clusters ?? {}).flatMap(([cluster, { namespaces }]) =>
    Object.entries(namespaces)
      .filter(([, state]) => state === 'deleted')
      .map(([namespace]) => ({ cluster, namespace })),
  );
  if (deleted.length === 0)
    return fail('BadInput', { what: 'this scenario deletes nothing', todo: 'choose another one' });
  for (const { cluster, namespace } of deleted) sandbox.deleteNamespace(cluster, namespace);
  await keep();
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
