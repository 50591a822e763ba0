import { expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { Engine } from '../../lib/engine/engine.ts';
import { MemoryJournal } from '../../lib/engine/journal.ts';
import { nothingRecovered, recover } from '../../lib/engine/recovery.ts';
import { startExecution } from '../../lib/engine/start-execution.ts';
import type { Definition, State, TaskState } from '../../lib/model/asl.ts';

const sync = 'arn:aws:states:::states:startExecution.sync:2';
const child = 'arn:aws:states:eu-west-1:111122223333:stateMachine:child';
const execution = (name: string) => `${child.replace(':stateMachine:', ':execution:')}:${name}`;

const run = (more: object = {}, resource = sync): State => ({
  Type: 'Task',
  Resource: resource,
  Arguments: { StateMachineArn: child, Name: 'the-child', Input: { n: 1 } },
  End: true,
  ...more,
});
const one = (state: State): Definition => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Run',
  States: { Run: state },
});
const longWait = (seconds: number): Definition => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Long',
  States: { Long: { Type: 'Wait', Seconds: seconds, End: true } },
});

/** An engine whose tasks start executions; `from`: what a process before left in its journal. */
async function anEngine(from?: MemoryJournal) {
  const random = seededRandom(3);
  const clock = new Timeline({ start: Date.parse('2026-11-24T03:00:00.000Z'), random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const recovered = nothingRecovered();
  for (const entry of from?.entries ?? []) await recover(recovered, structuredClone(entry));
  if (recovered.lastAt > clock.now()) await clock.sleep(recovered.lastAt - clock.now());
  const journal = new MemoryJournal();
  const engine: Engine = new Engine({
    clock,
    random,
    journal,
    recovered,
    region: 'eu-west-1',
    account: '111122223333',
    tasks: {
      invoke: () => new Promise(() => {}),
      publish: async () => ({ ok: {} }),
      other: (resource, args, place) => startExecution(engine, resource, args, place),
    },
  });
  return { engine, clock, journal, close: () => over.resolve() };
}

async function started(definition: Definition, childDefinition = longWait(3600)) {
  const all = await anEngine();
  all.engine.createStateMachine('child', childDefinition);
  const { arn } = all.engine.start(all.engine.createStateMachine('parent', definition), {});
  await all.clock.sleep(1000);
  return { ...all, arn };
}

test('what ended badly is told as on AWS: States.TaskFailed, and nothing where there is nothing', async () => {
  const failing = (state: object): Definition => ({
    QueryLanguage: 'JSONata',
    StartAt: 'No',
    States: { No: { Type: 'Fail', ...state } },
  });
  const ends: object[] = [{ Error: 'Odd', Cause: 'so' }, { Error: 'Odd' }, {}];
  for (const state of ends) {
    const { engine, arn, close } = await started(one(run()), failing(state));
    const { error, cause } = await engine.ended(arn);
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause ?? '')).toEqual({
      ExecutionArn: execution('the-child'),
      StartDate: expect.anything(),
      Status: 'FAILED',
      ...state,
    });
    close();
  }
});

test('a parent waits for the end of what it ran', async () => {
  const { engine, arn, clock, close } = await started(one(run()));
  expect(engine.execution(execution('the-child'))?.status).toBe('RUNNING');
  expect(engine.execution(arn)?.status).toBe('RUNNING');
  const { status, output } = await engine.ended(arn);
  expect([status, clock.now() >= Date.parse('2026-11-24T04:00:00.000Z')]).toEqual(['SUCCEEDED', true]);
  expect(output).toMatchObject({ Status: 'SUCCEEDED', Output: { n: 1 } });
  close();
});

test('a parent that is stopped stops it; what it only started goes on', async () => {
  const waiting = await started(one(run()));
  await waiting.engine.stop(waiting.arn);
  await waiting.clock.sleep(1000);
  expect(waiting.engine.execution(execution('the-child'))?.status).toBe('ABORTED');
  waiting.close();
  const { End: _, ...begin } = run({ Next: 'Rest' }, sync.replace('.sync:2', '')) as TaskState;
  const starting = await started({
    ...one(begin),
    States: { Run: begin, Rest: { Type: 'Wait', Seconds: 60, End: true } },
  });
  await starting.engine.stop(starting.arn);
  await starting.clock.sleep(1000);
  expect(starting.engine.execution(execution('the-child'))?.status).toBe('RUNNING');
  starting.close();
});

test('a sibling branch that fails stops it, also where the parent goes on', async () => {
  const { engine, arn, clock, close } = await started({
    QueryLanguage: 'JSONata',
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          one(run()),
          {
            StartAt: 'Rest',
            States: {
              Rest: { Type: 'Wait', Seconds: 60, Next: 'Bad' },
              Bad: { Type: 'Fail', Error: 'Bad' },
            },
          },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
        End: true,
      },
      After: { Type: 'Wait', Seconds: 600, End: true },
    },
  });
  await clock.sleep(120_000);
  expect(engine.execution(execution('the-child'))?.status).toBe('ABORTED');
  expect(engine.execution(arn)?.status).toBe('RUNNING');
  close();
});

test('a task that timed out lets it go on', async () => {
  const late = run({ TimeoutSeconds: 60, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }] });
  const { engine, clock, arn, close } = await started({
    ...one(late),
    States: { Run: late, After: { Type: 'Wait', Seconds: 600, End: true } },
  });
  await clock.sleep(120_000);
  expect(engine.execution(arn)?.status).toBe('RUNNING');
  await engine.ended(arn);
  expect(engine.execution(execution('the-child'))?.status).toBe('RUNNING');
  close();
});

test.each([
  ['while it runs', 60_000, 'SUCCEEDED'],
  ['when it has ended, and the parent had not heard', 3_599_000, 'SUCCEEDED'],
])('after the end of the process the parent waits on, %s', async (_, ms, status) => {
  const first = await started(one(run()));
  await first.clock.sleep(ms);
  first.engine.kill();
  first.close();
  const second = await anEngine(first.journal);
  await second.engine.resume();
  expect((await second.engine.ended(first.arn)).status).toBe(status);
  expect(second.engine.executions()).toHaveLength(2);
  second.close();
});

test('a child that ended while nobody listened is heard: it is known by whose task it is', async () => {
  const first = await started(one(run()), longWait(10));
  // The parent's answer is lost with the process: its journal ends right after the child's.
  await first.engine.ended(execution('the-child'));
  first.engine.kill();
  first.close();
  const ended = first.journal.entries.findIndex(
    (entry) => entry.kind === 'input' && entry.executionArn === first.arn && entry.input.kind === 'answered',
  );
  const cut = new MemoryJournal();
  cut.entries.push(...(ended < 0 ? first.journal.entries : first.journal.entries.slice(0, ended)));
  const second = await anEngine(cut);
  await second.engine.resume();
  expect((await second.engine.ended(first.arn)).status).toBe('SUCCEEDED');
  second.close();
});
