import { describe, expect, test } from '@jest/globals';
import type { Definition, State } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import type { Case, RecordedEvent } from '../../lib/engine/conformance/case.ts';
import { checkFile, linesOf } from '../../lib/engine/conformance/check-file.ts';
import { differences } from '../../lib/engine/conformance/run-case.ts';
import { threadsOf } from '../../lib/engine/conformance/threads.ts';
import { definition, FunctionFailure, run, world, type Behaviour } from './world.ts';

const task: State = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
  Next: 'After',
};
const after: State = { Type: 'Pass', Output: '{% $states.input.Payload %}', End: true };
const each = (more: Partial<Extract<State, { Type: 'Map' }>> = {}): Definition =>
  definition({
    M: {
      Type: 'Map',
      Items: '{% $states.input %}',
      ItemProcessor: { StartAt: 'T', States: { T: task, After: after } },
      End: true,
      ...more,
    },
  });

/** A case as it would be recorded where functions take the time that they take here. */
async function recorded(machine: Definition, input: Json, f: Behaviour): Promise<Case> {
  const of = world({ f });
  const { status, output, error, cause } = await run(of, machine, input);
  const execution = of.engine.executions()[0];
  const events = (execution?.events ?? []).map(({ at: _at, roleArn: _role, ...event }): RecordedEvent => {
    const plain: RecordedEvent = JSON.parse(JSON.stringify(event));
    return plain;
  });
  const threads = threadsOf(events);
  const answers = events
    .filter(({ type }) => type === 'TaskScheduled')
    .flatMap((asked) => {
      const { thread } = threads.get(asked) ?? { thread: '' };
      const answer = events.find(
        (event) =>
          /^Task(Succeeded|Failed)$/.test(event.type) &&
          threads.get(event)?.thread === thread &&
          (event.id ?? 0) > (asked.id ?? 0),
      );
      if (!answer) return [];
      const { output: ok, error: failed, cause: why } = answer;
      return [
        ok === undefined
          ? { error: JSON.stringify(failed).slice(1, -1), cause: JSON.stringify(why).slice(1, -1) }
          : { ok },
      ];
    });
  return {
    name: 'recorded',
    definition: machine,
    input,
    resources: { T: answers },
    expected: { status, output: output ?? null, error: error ?? null, cause: cause ?? null, events },
    placeholders: [],
  };
}

const order = ({ expected: { events } }: Case) =>
  events?.filter(({ type }) => type === 'MapIterationSucceeded').map(({ index }) => index);
const number = (payload: Json): number => (typeof payload === 'number' ? payload : 0);
const slow: Behaviour = ({ payload }, clock) => clock.sleep(1000 * number(payload)).then(() => payload);

describe('iterations that ran side by side', () => {
  test('are compared each by itself, whatever their order was', async () => {
    const one = await recorded(each(), [3, 1, 2], slow);
    const again = await recorded(each(), [3, 1, 2], ({ payload }) => payload);
    expect([order(one), order(again)]).toEqual([
      [1, 2, 0],
      [0, 1, 2],
    ]);
    expect(await differences(one)).toEqual([]);
  });

  test('get their own answers, though they were recorded in another order', async () => {
    const one = await recorded(each({ MaxConcurrency: 2 }), [3, 1, 2, 1], slow);
    expect(await differences(one)).toEqual([]);
  });

  test('in iterations, and in branches', async () => {
    const inner = each({ Items: '{% [$states.input, $states.input + 1] %}', End: true });
    const machine = definition({
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 2, End: true } } },
          {
            StartAt: 'Outer',
            States: {
              Outer: {
                Type: 'Map',
                Items: '{% $states.input %}',
                ItemProcessor: { StartAt: 'M', States: inner.States },
                End: true,
              },
            },
          },
        ],
        Next: 'Z',
      },
      Z: { Type: 'Pass', End: true },
    });
    expect(await differences(await recorded(machine, [3, 1], slow))).toEqual([]);
  });

  test('of which one fails cut off the others where they are', async () => {
    const one = await recorded(each(), [1, 3, 2], ({ payload }, clock) => {
      if (payload === 3) throw new FunctionFailure('Three', 'no');
      return slow({ payload, functionArn: '', executionArn: '', stateName: '' }, clock);
    });
    expect(one.expected.status).toBe('FAILED');
    expect(await differences(one)).toEqual([]);
  });

  test.each<[string, (events: RecordedEvent[]) => void]>([
    ['another output', (events) => Object.assign(find(events, 'PassStateExited'), { output: 'other' })],
    ['another type', (events) => Object.assign(find(events, 'TaskStarted'), { type: 'TaskSubmitted' })],
    ['an event more', (events) => events.splice(events.indexOf(find(events, 'PassStateExited')), 1)],
    ['another predecessor', (events) => Object.assign(find(events, 'TaskSucceeded'), { previousEventId: 3 })],
  ])('differ by %s', async (_, change) => {
    const one = await recorded(each(), [3, 1, 2], slow);
    change(one.expected.events ?? []);
    expect(await differences(one)).not.toEqual([]);
  });
});

function find(events: RecordedEvent[], type: string): RecordedEvent {
  const event = events.findLast((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type}`);
  return event;
}

test('a job tells of its submission: what it answered to that is not compared', async () => {
  const machine = definition({
    T: { ...task, Resource: 'arn:aws:states:::states:startExecution.sync:2', Next: 'After' },
    After: { Type: 'Pass', End: true },
  });
  const names = { resource: 'startExecution.sync:2', resourceType: 'states' };
  const parameters = { FunctionName: 'f', Payload: {} };
  const events: RecordedEvent[] = [
    { id: 1, previousEventId: 0, type: 'ExecutionStarted', input: {} },
    { id: 2, previousEventId: 0, type: 'TaskStateEntered', name: 'T', input: {} },
    { id: 3, previousEventId: 2, type: 'TaskScheduled', parameters, ...names },
    { id: 4, previousEventId: 3, type: 'TaskStarted', ...names },
    { id: 5, previousEventId: 4, type: 'TaskSubmitted', output: { ExecutionArn: 'arn' }, ...names },
    { id: 6, previousEventId: 5, type: 'TaskSucceeded', output: 1, ...names },
    { id: 7, previousEventId: 6, type: 'TaskStateExited', name: 'T', output: 1 },
    { id: 8, previousEventId: 7, type: 'PassStateEntered', name: 'After', input: 1 },
    { id: 9, previousEventId: 8, type: 'PassStateExited', name: 'After', output: 1 },
    { id: 10, previousEventId: 9, type: 'ExecutionSucceeded', output: 1 },
  ];
  const one: Case = {
    name: 'job',
    flags: ['sync-integration'],
    definition: machine,
    input: {},
    resources: { T: [{ ok: 1 }] },
    expected: { status: 'SUCCEEDED', output: 1, error: null, cause: null, events },
    placeholders: [],
  };
  expect(await differences(one)).toEqual([]);
});

describe('a file', () => {
  test.each([
    ['that is no JSON', '{', /no JSON/],
    ['that holds no list', '{}', /a JSON array of cases/],
  ])('%s is refused', async (_, text, message) => {
    await expect(checkFile(text)).rejects.toThrow(message);
  });

  test('with a case that is none tells so, and goes on with the others', async () => {
    const good = { name: 'good', definition: {}, expected: { result: 'FAIL' } };
    const results = await checkFile(JSON.stringify([1, { name: 'odd' }, good]));
    expect(results.map(({ name, differences: found }) => [name, found.length])).toEqual([
      ['case 1', 1],
      ['odd', 1],
      ['good', 0],
    ]);
    expect(results.slice(0, 1).flatMap(linesOf).join('\n')).toMatch(
      /^FAILED case 1\n {2}the case\n {4}expected "an object with name/,
    );
  });
});
