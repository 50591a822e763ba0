import type { Compiled } from '../../../lib/compiler/compile.ts';
import { seededRandom, Timeline } from '../../../lib/engine/clock.ts';
import { type LocalWorld, openWorld } from '../../../lib/local/world.ts';
import { codeOf, explain, fail } from '../../../lib/model/errors.ts';
import type { Random } from '../../../lib/model/clock.ts';
import { iso } from '../../../lib/model/clock.ts';
import { isObject } from '../../../lib/model/json.ts';
import type { Mode } from '../../../lib/model/outcome.ts';
import type { Run } from '../../../lib/model/run.ts';
import type { Given } from '../../../lib/model/scenario.ts';
import { alarmEvent } from '../../../lib/rehearsal/alarm.ts';
import { viewOf } from '../../../lib/rehearsal/table-view.ts';
import { sandboxDynamodb } from '../../../lib/sandbox/dynamodb/dynamodb.ts';
import { answerAnything, type Mood, scripts } from './people.ts';
import { beside, estate } from './read.ts';
import { givenInputs } from './runbook.ts';

/** How a generated runbook is run: what the world is like, what people are like, and what somebody does to the run from outside. */
export interface Play {
  seed: number;
  mode: Mode;
  given: Given;
  mood: Mood;
  /** Seconds after which somebody aborts a run that is open then, the newest one. */
  aborts: number[];
  /** By the runbook's alarm, where it has one. */
  byAlarm: boolean;
  /** Seconds after which somebody else starts the same once more. */
  again?: number;
  /** Seconds after which somebody holds the run, and how long. */
  hold?: { at: number; seconds: number };
}

export interface Played {
  run: Run | undefined;
  /** What is not as it has to be when everything has ended. Empty when all is well. */
  wrong: string[];
  /** Changes outside that had their effect. */
  changes: string[];
  /** Of the run's own execution. */
  states: string[];
  asked: number;
  /** What was asked about failures. */
  questions: string[];
  runs: number;
}

const startedAt = Date.parse('2026-11-24T03:12:00.000Z');
/** A run is closed by its deadline, an hour of taking back and closing later at the latest; runs that it starts have two hours of their own. */
const graceMs = 4 * 3_600_000;

/** Runs it to its end, with real handlers, in virtual time. */
export async function play(compiled: Compiled, how: Play): Promise<Played> {
  const random = seededRandom(how.seed);
  const clock = new Timeline({ start: startedAt, random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const changes: string[] = [];
  const odd: string[] = [];
  const dynamodb = sandboxDynamodb();
  const people = seededRandom(how.seed + 1);
  const world = await openWorld({
    clock,
    random,
    estate,
    given: how.given,
    people: scripts(how.mood, people),
    runbooks: [compiled, ...beside],
    table: dynamodb.transport,
    onAnswer: (given, operations) => answerAnything(given, operations, how.mood, people, odd),
    observe: ({ system, method, url }, { status }) => {
      if (system === 'kubernetes' && method !== 'GET' && status < 300 && !url.includes('/downloadrequests'))
        changes.push(`${method} ${new URL(url).pathname}`);
    },
  });
  try {
    const { run, execution } = await begin(world, compiled, how, clock);
    const { again } = how;
    if (again !== undefined) void later(clock, again, () => start(world, how.mode, 'bob'));
    for (const seconds of how.aborts)
      void later(clock, seconds, () => abortSome(world, dynamodb, people, odd));
    const { hold } = how;
    if (hold) {
      void later(clock, hold.at, () => world.operations.hold(run, 'ana').catch(() => undefined));
      void later(clock, hold.at + hold.seconds, () =>
        world.operations.continue(run, 'ana').catch(() => undefined),
      );
    }
    await untilSettled(world, clock, compiled.manifest.deadline * 1000, dynamodb);
    return {
      ...ended(world, dynamodb, odd, run),
      changes,
      states: statesOf(world, execution),
    };
  } finally {
    over.resolve();
  }
}

const start = (world: LocalWorld, mode: Mode, by: string) =>
  world.operations.start({ runbook: 'generated', inputs: givenInputs, mode, by, because: 'it is generated' });

async function begin(world: LocalWorld, { manifest }: Compiled, { mode, byAlarm }: Play, clock: Timeline) {
  const [trigger] = manifest.triggers;
  if (!byAlarm || !trigger) return start(world, mode, 'ana');
  const { started } = await world.operations.alarm(alarmEvent(trigger.alarm, clock.now()));
  return started[0] ?? fail('Broken', { what: 'the alarm started nothing' });
}

type Table = ReturnType<typeof sandboxDynamodb>;

const later = (clock: Timeline, seconds: number, act: () => Promise<unknown>) =>
  clock.sleep(seconds * 1000).then(act);

async function abortSome(world: LocalWorld, { state }: Table, random: Random, odd: string[]): Promise<void> {
  const open = viewOf(state)
    .runs()
    .filter(({ status }) => status === 'open');
  const chosen = open[Math.floor(random() * open.length)];
  if (!chosen) return;
  try {
    await world.operations.abort(chosen.run, 'carol', 'enough of it');
  } catch (error) {
    if (codeOf(error) !== 'RunClosed') odd.push(`abort: ${explain(error)}`);
  }
}

/** With the janitor, which comes every minute, until nothing is left that could happen. */
async function untilSettled(
  world: LocalWorld,
  clock: Timeline,
  deadlineMs: number,
  table: Table,
): Promise<void> {
  const last = startedAt + deadlineMs + graceMs;
  for (;;) {
    const running = world.engine.executions().filter(({ status }) => status === 'RUNNING');
    const view = viewOf(table.state);
    const left = view.held().length + view.slots().length + view.unfinished().length;
    if (running.length === 0 && left === 0) return;
    if (clock.now() > last) return;
    await clock.sleep(60_000);
    await world.invoke('janitor', {});
  }
}

function ended(
  world: LocalWorld,
  table: Table,
  odd: string[],
  run: string,
): Omit<Played, 'changes' | 'states'> {
  const view = viewOf(table.state);
  const runs = view.runs();
  const nested = new Set(runs.flatMap(({ parent, execution }) => (parent === undefined ? [] : [execution])));
  const published = world.sandbox.state().published;
  const wrong = [
    ...odd,
    ...world.engine
      .executions()
      .filter(({ arn, status }) => !ends(status, nested.has(arn)))
      .map(({ arn, status }) => `execution ${arn} is ${status}`),
    ...runs.filter(({ status }) => status !== 'closed').map((one) => `run ${one.run} is open`),
    ...runs
      .filter(({ outcome, endedAt }) => !outcome || !endedAt)
      .map((one) => `run ${one.run} has no outcome`),
    ...runs.flatMap((one) => late(one)),
    ...runs
      .filter((one) => view.ledger(one.run)?.fencedAt === undefined)
      .map((one) => `run ${one.run} is not fenced`),
    ...runs.flatMap((one) =>
      view
        .asks(one.run)
        .flatMap((ask) =>
          ask.decision && ask.told ? [] : [`ask "${ask.title}" of ${one.run} is not decided and told`],
        ),
    ),
    ...view.held().map((held) => `run ${held.run} holds ${held.part ?? 'the whole'} of ${held.root}`),
    ...view.slots().map((one) => `run ${one} has a slot`),
    ...view.unfinished().map((one) => `run ${one} is not finished`),
    ...published
      .filter(({ subject, message }) => /could not be closed/.test(`${subject} ${message}`))
      .map(({ message }) => `the topic was told: ${message}`),
  ];
  const own = view.run(run);
  const asked = runs.reduce((sum, one) => sum + view.asks(one.run).length, 0);
  return {
    run: own,
    wrong: own ? wrong : [...wrong, 'the run never opened'],
    asked,
    questions: runs.flatMap((one) =>
      view
        .asks(one.run)
        .filter(({ kind }) => kind === 'failure')
        .map(({ question }) => question),
    ),
    runs: runs.length,
  };
}

/** A nested run is stopped where its parent leaves the step without it: because of what happened beside it. The janitor closes it. */
const ends = (status: string, isNested: boolean): boolean =>
  ['SUCCEEDED', 'FAILED', ...(isNested ? ['ABORTED'] : [])].includes(status);

/** Past its deadline a run may be taken back for 40 minutes, and then be closed for 20. */
function late(run: Run): string[] {
  const last = Date.parse(run.deadlineAt) + 3_600_000;
  return run.endedAt !== undefined && Date.parse(run.endedAt) > last
    ? [
        `run ${run.run} ended at ${run.endedAt}, its deadline was ${run.deadlineAt}, and ${iso(last)} an hour later`,
      ]
    : [];
}

function statesOf(world: LocalWorld, execution: string): string[] {
  const events = world.engine.execution(execution)?.events ?? [];
  return events.flatMap((event) => {
    const details = event['stateEnteredEventDetails'];
    return isObject(details) && typeof details['name'] === 'string' ? [details['name']] : [];
  });
}
