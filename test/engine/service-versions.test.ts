import { describe, expect, test } from '@jest/globals';
import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { setUp } from './sfn-client.ts';
import { definition } from './world.ts';

const giving = (value: number) => definition({ P: { Type: 'Pass', Output: value, End: true } });

/** A machine with two versions that give 1 and 2, and a present definition that gives 3. */
async function versioned() {
  const of = setUp();
  const { client, create, engine, clock } = of;
  const { stateMachineArn } = await create(giving(1));
  const versions: string[] = [];
  for (const next of [2, 3]) {
    const { stateMachineVersionArn } = await client.send(
      new PublishStateMachineVersionCommand({ stateMachineArn }),
    );
    versions.push(stateMachineVersionArn ?? '');
    await client.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(giving(next)) }),
    );
  }
  const output = async (arn: string | undefined) => {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: arn }));
    await clock.until(engine.ended(executionArn ?? ''));
    return client.send(new DescribeExecutionCommand({ executionArn }));
  };
  return { ...of, stateMachineArn: stateMachineArn ?? '', versions, output };
}

describe('versions', () => {
  test('stay as they were published; without one, the present definition runs', async () => {
    const { client, stateMachineArn, versions, output } = await versioned();
    expect(versions).toEqual([`${stateMachineArn}:1`, `${stateMachineArn}:2`]);
    const outputs = await Promise.all([...versions, stateMachineArn].map(output));
    expect(outputs.map((described) => described.output)).toEqual(['1', '2', '3']);
    expect(outputs[0]?.stateMachineVersionArn).toBe(versions[0]);
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: versions[0] }));
    expect(JSON.parse(described.definition ?? '')).toEqual(giving(1));
  });

  test('the same revision is published once; numbers are never given twice', async () => {
    const { client, stateMachineArn, versions } = await versioned();
    const publish = async () =>
      (await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }))).stateMachineVersionArn;
    const third = await publish();
    expect([third, await publish()]).toEqual([`${stateMachineArn}:3`, third]);
    for (const stateMachineVersionArn of [versions[1], third])
      await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn }));
    expect(await publish()).toBe(`${stateMachineArn}:4`);
    const { stateMachineVersions } = await client.send(
      new ListStateMachineVersionsCommand({ stateMachineArn }),
    );
    expect(stateMachineVersions?.map((one) => one.stateMachineVersionArn?.split(':').at(-1))).toEqual([
      '4',
      '1',
    ]);
  });
});

describe('aliases', () => {
  test('name a version, may divide executions, and hold what they name', async () => {
    const { client, stateMachineArn, versions, output } = await versioned();
    const route = (...weights: number[]) =>
      weights.map((weight, index) => ({ stateMachineVersionArn: versions[index], weight }));
    const { stateMachineAliasArn } = await client.send(
      new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: route(100) }),
    );
    expect(stateMachineAliasArn).toBe(`${stateMachineArn}:live`);
    const started = await output(stateMachineAliasArn);
    expect([started.output, started.stateMachineAliasArn]).toEqual(['1', stateMachineAliasArn]);
    await expect(
      client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: versions[0] })),
    ).rejects.toMatchObject({ name: 'ConflictException' });
    await client.send(
      new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration: route(50, 50) }),
    );
    const outputs = new Set<string | undefined>();
    for (let count = 0; count < 20; count += 1) outputs.add((await output(stateMachineAliasArn)).output);
    expect(outputs).toEqual(new Set(['1', '2']));
    const described = await client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
    expect(described.routingConfiguration).toEqual(route(50, 50));
    const { executions } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: stateMachineAliasArn }),
    );
    expect(executions).toHaveLength(21);
    await expect(
      client.send(new CreateStateMachineAliasCommand({ name: 'odd', routingConfiguration: route(60, 60) })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('state machines', () => {
  test('are listed, and deleted: their executions go on', async () => {
    const { client, create, engine, clock } = setUp();
    const waiting = definition({ W: { Type: 'Wait', Seconds: 60, End: true } });
    const { stateMachineArn } = await create(waiting, 'first');
    await create(giving(1), 'second');
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name)).toEqual(['second']);
    await expect(client.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    await clock.until(engine.ended(executionArn ?? ''));
    expect(engine.execution(executionArn ?? '')?.status).toBe('SUCCEEDED');
    const ran = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(JSON.parse(ran.definition ?? '')).toEqual(waiting);
  });

  test('are checked without being made', async () => {
    const { client } = setUp();
    const check = (text: string) =>
      client.send(new ValidateStateMachineDefinitionCommand({ definition: text, type: 'STANDARD' }));
    expect(await check(JSON.stringify(giving(1)))).toMatchObject({ result: 'OK', diagnostics: [] });
    expect(await check('{}')).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ code: 'SCHEMA_VALIDATION_FAILED', location: '/', severity: 'ERROR' }],
      truncated: false,
    });
  });
});

test('a history without the execution’s data', async () => {
  const { client, create, engine, clock } = setUp();
  const { stateMachineArn } = await create(giving(1));
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
  await clock.until(engine.ended(executionArn ?? ''));
  const { events } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
  );
  expect(events?.[1]?.stateEnteredEventDetails?.input).toBeUndefined();
  expect(events?.[1]?.stateEnteredEventDetails?.name).toBe('P');
});
