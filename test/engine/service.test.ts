import { describe, expect, test } from '@jest/globals';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { setUp } from './sfn-client.ts';
import { definition, world } from './world.ts';

const waiting = definition({ W: { Type: 'Wait', Seconds: 60, End: true } });
const passing = definition({ P: { Type: 'Pass', Output: { v: 1 }, End: true } });
describe('executions', () => {
  test('are started, described, listed, and their history read', async () => {
    const { client, create, engine, clock } = setUp();
    const { stateMachineArn } = await create(passing);
    const input = JSON.stringify({ a: 1 });
    const { executionArn, startDate } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name: 'one', input }),
    );
    expect([executionArn, startDate]).toEqual([
      'arn:aws:states:eu-central-1:111122223333:execution:machine:one',
      new Date('2026-11-24T03:05:00Z'),
    ]);
    await clock.until(engine.ended(executionArn ?? ''));
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      name: 'one',
      stateMachineArn,
      input,
      output: '{"v":1}',
    });
    const history = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(history.events?.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'PassStateEntered'],
      [3, 2, 'PassStateExited'],
      [4, 3, 'ExecutionSucceeded'],
    ]);
    expect(history.events?.[1]?.stateEnteredEventDetails).toEqual({
      name: 'P',
      input,
      inputDetails: { truncated: false },
    });
    expect(history.events?.[3]?.timestamp).toEqual(new Date('2026-11-24T03:05:00Z'));
    const { executions } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }),
    );
    expect(executions?.map(({ name, status }) => [name, status])).toEqual([['one', 'SUCCEEDED']]);
  });

  test('a history is read in pages, and backwards', async () => {
    const { client, create, engine, clock } = setUp();
    const { stateMachineArn } = await create(passing);
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await clock.until(engine.ended(executionArn ?? ''));
    const ids: (number | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 3, reverseOrder: true, nextToken }),
      );
      ids.push(...(page.events ?? []).map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(ids).toEqual([4, 3, 2, 1]);
  });

  test('what happens between two pages puts nothing on both, with the newest first', async () => {
    const { client, create, engine, clock } = setUp();
    const { stateMachineArn } = await create(waiting);
    const begin = (name: string) => client.send(new StartExecutionCommand({ stateMachineArn, name }));
    for (const name of ['a', 'b', 'c']) await begin(name);
    const list = (nextToken?: string) =>
      client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken }));
    const first = await list();
    await begin('d');
    const second = await list(first.nextToken);
    expect([first, second].map(({ executions }) => executions?.map(({ name }) => name))).toEqual([
      ['c', 'b'],
      ['a'],
    ]);
    expect(second.nextToken).toBeUndefined();

    const { executionArn = '' } = await begin('e');
    const read = (nextToken?: string) =>
      client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1, reverseOrder: true, nextToken }),
      );
    const newest = await read();
    await clock.until(engine.ended(executionArn));
    const next = await read(newest.nextToken);
    expect([newest, next].map(({ events }) => events?.map(({ id }) => id))).toEqual([[2], [1]]);
  });

  test('numbers that no number here can hold become texts, as in expressions, and stay what they are', async () => {
    const { client, create, engine, clock } = setUp();
    const { stateMachineArn } = await create(
      definition({ P: { Type: 'Pass', Output: { v: '{% $states.input.n %}' }, End: true } }),
    );
    const input = `{"n":1e400,"m":[-1e999,${'9'.repeat(220)}e99],"t":"1e400"}`;
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    const { output, input: kept } = await clock
      .until(engine.ended(executionArn))
      .then(() => client.send(new DescribeExecutionCommand({ executionArn })));
    expect([kept, output]).toEqual([
      '{"n":"Infinity","m":["-Infinity","Infinity"],"t":"1e400"}',
      '{"v":"Infinity"}',
    ]);
  });

  test('the same name and input while it runs is the same execution; anything else exists already', async () => {
    const { client, create, engine, clock } = setUp();
    const { stateMachineArn } = await create(waiting);
    const begin = (input: string) =>
      client.send(new StartExecutionCommand({ stateMachineArn, name: 'al-x', input }));
    const first = await begin('{"a":1}');
    expect((await begin('{"a":1}')).executionArn).toBe(first.executionArn);
    await expect(begin('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await clock.until(engine.ended(first.executionArn ?? ''));
    await expect(begin('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('without a name they get one, each its own', async () => {
    const { client, create } = setUp();
    const { stateMachineArn } = await create(passing);
    const begin = async () =>
      (await client.send(new StartExecutionCommand({ stateMachineArn }))).executionArn;
    expect(await begin()).not.toBe(await begin());
  });

  test('are stopped; one that has ended stays as it is', async () => {
    const { client, create, engine, clock } = setUp();
    const { stateMachineArn } = await create(waiting);
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'one' }));
    await client.send(new StopExecutionCommand({ executionArn, error: 'Killed', cause: 'by hand' }));
    const killed = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(killed).toMatchObject({ status: 'ABORTED', error: 'Killed', cause: 'by hand' });
    const done = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'two' }));
    await clock.until(engine.ended(done.executionArn ?? ''));
    await client.send(new StopExecutionCommand({ executionArn: done.executionArn }));
    expect(engine.execution(done.executionArn ?? '')?.status).toBe('SUCCEEDED');
  });
});

describe('state machines', () => {
  test('creating one twice is once, with another definition it exists already; updating replaces it for new executions', async () => {
    const { client, create, engine, clock } = setUp();
    const { stateMachineArn } = await create(waiting);
    expect((await create(waiting)).stateMachineArn).toBe(stateMachineArn);
    await expect(create(passing)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    const running = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'old' }));
    await client.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(passing) }),
    );
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(JSON.parse(described.definition ?? '')).toEqual(passing);
    expect(described).toMatchObject({
      name: 'machine',
      status: 'ACTIVE',
      type: 'STANDARD',
      roleArn: 'arn:aws:iam::1:role/r',
    });
    const fresh = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'new' }));
    await clock.until(engine.ended(fresh.executionArn ?? ''));
    expect([engine.execution(running.executionArn ?? '')?.status, clock.now()]).toEqual([
      'RUNNING',
      Date.parse('2026-11-24T03:05:00Z'),
    ]);
  });

  test.each([
    ['no JSON', '{'],
    ['no StartAt', '{"QueryLanguage":"JSONata","States":{}}'],
    [
      'a StartAt that is not there',
      '{"QueryLanguage":"JSONata","StartAt":"A","States":{"B":{"Type":"Succeed"}}}',
    ],
    [
      'a Next that is not there',
      '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}',
    ],
    ['neither Next nor End', '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass"}}}'],
    [
      'a state of no type',
      '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pas","End":true}}}',
    ],
    [
      'an expression that is none',
      '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":{"a":"{% $x ?? 1 %}"},"End":true}}}',
    ],
    [
      'a mistake in a branch',
      '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"B","States":{"B":{"Type":"Task","End":true}}}]}}}',
    ],
    ['JSONPath', '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'],
  ])('a definition with %s is refused', async (_, text) => {
    const { client } = setUp();
    const creating = client.send(
      new CreateStateMachineCommand({ name: 'm', definition: text, roleArn: 'r' }),
    );
    await expect(creating).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
});

describe('what is refused', () => {
  const executionArn = 'arn:aws:states:eu-central-1:111122223333:execution:machine:none';
  const stateMachineArn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:none';

  test.each<[string, (client: SFNClient) => Promise<unknown>]>([
    ['ExecutionDoesNotExist', (client) => client.send(new DescribeExecutionCommand({ executionArn }))],
    ['ExecutionDoesNotExist', (client) => client.send(new StopExecutionCommand({ executionArn }))],
    ['ExecutionDoesNotExist', (client) => client.send(new GetExecutionHistoryCommand({ executionArn }))],
    ['StateMachineDoesNotExist', (client) => client.send(new StartExecutionCommand({ stateMachineArn }))],
    ['StateMachineDoesNotExist', (client) => client.send(new ListExecutionsCommand({ stateMachineArn }))],
    ['InvalidName', (client) => client.send(new StartExecutionCommand({ stateMachineArn, name: 'a b' }))],
    [
      'ValidationException',
      (client) => client.send(new StartExecutionCommand({ stateMachineArn, name: 'a'.repeat(81) })),
    ],
    [
      'InvalidExecutionInput',
      (client) => client.send(new StartExecutionCommand({ stateMachineArn, input: '{' })),
    ],
    [
      'ValidationException',
      (client) => client.send(new DescribeExecutionCommand({ executionArn: undefined })),
    ],
  ])('%s', async (name, send) => {
    await expect(send(setUp().client)).rejects.toMatchObject({ name });
  });

  test('an operation that is not answered here', async () => {
    const headers = { 'x-amz-target': 'AWSStepFunctions.DeleteActivity' };
    const answer = await world().engine.service({
      system: 'states',
      method: 'POST',
      url: 'https://x/',
      headers,
      body: '{}',
    });
    expect([answer.status, new TextDecoder().decode(answer.body)]).toEqual([
      400,
      expect.stringContaining('UnknownOperationException'),
    ]);
  });
});
