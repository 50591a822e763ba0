import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/model/json.ts';
import { setUp } from './sfn-client.ts';
import { definition, run, world } from './world.ts';

/** What comes in from outside and is wrong: the service's own error, nothing crashes, and other executions go on. */

const waiting = definition({ W: { Type: 'Wait', Seconds: 60, End: true } });
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

type Asked = [what: string, target: string, body: string, type: string, message: RegExp];

/** The service at the wire, with an execution that waits meanwhile. */
async function asked(target: string, body: string) {
  const of = world({ f: () => null });
  const { arn } = of.engine.start(of.engine.createStateMachine('waiting', waiting), {}, 'meanwhile');
  const answer = await of.engine.service({
    system: 'states',
    method: 'POST',
    url: 'https://x/',
    headers: { 'x-amz-target': `AWSStepFunctions.${target}` },
    body,
  });
  const { __type: type, message }: { __type: string; message: string } = JSON.parse(
    new TextDecoder().decode(answer.body),
  );
  await of.clock.until(of.engine.ended(arn));
  return { status: answer.status, type, message, meanwhile: of.engine.execution(arn)?.status };
}

const machineArn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:waiting';
const create = (text: string) =>
  JSON.stringify({ name: 'm', definition: text, roleArn: 'arn:aws:iam::1:role/r' });
const start = (more: object) => JSON.stringify({ stateMachineArn: machineArn, ...more });

test.each<Asked>([
  ['a body that is no JSON', 'StartExecution', '{"a"', 'SerializationException', /^Unexpected/],
  ['a body that is a list', 'StartExecution', '[]', 'SerializationException', /JSON object/],
  [
    'a body deeper than 1,000 levels',
    'StartExecution',
    deep(5000),
    'SerializationException',
    /nesting depth/,
  ],
  [
    'a member of another type',
    'StartExecution',
    '{"stateMachineArn":1}',
    'SerializationException',
    /expected a text/,
  ],
  ['an operation that is none', 'Nonsense', '{}', 'UnknownOperationException', /Nonsense/],
  [
    'an operation named as what objects inherit',
    'constructor',
    '{}',
    'UnknownOperationException',
    /constructor/,
  ],
  ['no operation', '', '{}', 'UnknownOperationException', /Nothing here answers/],
  [
    'a definition that is no JSON',
    'CreateStateMachine',
    create('{'),
    'InvalidDefinition',
    /^Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: Unexpected end-of-input/,
  ],
  [
    'a definition deeper than 1,000 levels',
    'CreateStateMachine',
    create(deep(2000)),
    'InvalidDefinition',
    /INVALID_JSON_DESCRIPTION: Document nesting depth \(2000\)/,
  ],
  [
    'a definition over 1 MiB',
    'CreateStateMachine',
    create(' '.repeat(1_048_577)),
    'ValidationException',
    /at 'definition' failed to satisfy constraint: Member must have length less than or equal to 1048576/,
  ],
  [
    'a definition that is missing',
    'CreateStateMachine',
    '{"name":"m","roleArn":"r"}',
    'ValidationException',
    /Value null at 'definition'/,
  ],
  [
    'an expression that is none',
    'CreateStateMachine',
    create(JSON.stringify(definition({ P: { Type: 'Pass', Output: '{% ( %}', End: true } }))),
    'InvalidDefinition',
    /INVALID_JSONATA_EXPRESSION/,
  ],
  [
    'an input that is no JSON',
    'StartExecution',
    start({ input: 'x' }),
    'InvalidExecutionInput',
    /^Invalid State Machine Execution Input: 'Unrecognized token 'x'/,
  ],
  [
    'an input deeper than 1,000 levels',
    'StartExecution',
    start({ input: deep(1001) }),
    'InvalidExecutionInput',
    /nesting depth/,
  ],
  [
    'an input over 256 KiB',
    'StartExecution',
    start({ input: JSON.stringify('x'.repeat(262_144)) }),
    'ValidationException',
    /at 'input' failed .* 262144/,
  ],
  ['a name with a blank', 'StartExecution', start({ name: 'a b' }), 'InvalidName', /^Invalid Name: 'a b'$/],
  ['an empty name', 'StartExecution', start({ name: '' }), 'InvalidName', /Invalid Name: ''/],
  [
    'an ARN that is none',
    'StartExecution',
    '{"stateMachineArn":"x"}',
    'InvalidArn',
    /^Invalid Arn: 'Invalid ARN prefix: x'$/,
  ],
  [
    'a version that there is not',
    'StartExecution',
    JSON.stringify({ stateMachineArn: `${machineArn}:7` }),
    'StateMachineDoesNotExist',
    /waiting:7/,
  ],
  [
    'a token that is garbage',
    'SendTaskSuccess',
    '{"taskToken":"garbage","output":"1"}',
    'InvalidToken',
    /^Invalid Token: 'Invalid token'$/,
  ],
  [
    'a token that is JSON, and garbage',
    'SendTaskHeartbeat',
    JSON.stringify({ taskToken: Buffer.from('[1]').toString('base64url') }),
    'InvalidToken',
    /Invalid token/,
  ],
  [
    'a token that is too long',
    'SendTaskHeartbeat',
    JSON.stringify({ taskToken: 'a'.repeat(2049) }),
    'ValidationException',
    /2048/,
  ],
  [
    'an output that is no JSON',
    'SendTaskSuccess',
    '{"taskToken":"x","output":"{"}',
    'InvalidOutput',
    /^Invalid Output: 'Unexpected end-of-input/,
  ],
  [
    'a page that is none',
    'ListExecutions',
    JSON.stringify({ stateMachineArn: machineArn, nextToken: 'x' }),
    'InvalidToken',
    /Invalid token/,
  ],
  [
    'a page of 1,001',
    'ListExecutions',
    JSON.stringify({ stateMachineArn: machineArn, maxResults: 1001 }),
    'ValidationException',
    /less than or equal to 1000/,
  ],
])('%s', async (_, target, body, type, message) => {
  expect(await asked(target, body)).toEqual({
    status: 400,
    type,
    message: expect.stringMatching(message),
    meanwhile: 'SUCCEEDED',
  });
});

describe('what a running execution meets', () => {
  const large = 'x'.repeat(262_145);

  test.each<[string, Parameters<typeof definition>[0], Json, string]>([
    [
      'an output over the quota',
      { P: { Type: 'Pass', Output: '{% $pad("x", 262145) %}', End: true } },
      {},
      'States.DataLimitExceeded',
    ],
    [
      'a result over the quota',
      {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'large' },
          End: true,
        },
      },
      {},
      'States.DataLimitExceeded',
    ],
    [
      'arguments over the quota',
      {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'large', Payload: '{% $pad("x", 262145) %}' },
          End: true,
        },
      },
      {},
      'States.DataLimitExceeded',
    ],
    [
      'a variable over the quota',
      { P: { Type: 'Pass', Assign: { x: '{% $pad("x", 262145) %}' }, End: true } },
      {},
      'States.DataLimitExceeded',
    ],
    [
      'variables over the quota together',
      {
        P: {
          Type: 'Pass',
          Assign: { x: '{% $pad("x", 200000) %}', y: '{% $pad("y", 200000) %}' },
          End: true,
        },
      },
      {},
      'States.DataLimitExceeded',
    ],
    [
      'an expression that never ends',
      { P: { Type: 'Pass', Output: '{% ($f := function() { $f() }; $f()) %}', End: true } },
      {},
      'States.QueryEvaluationError',
    ],
    [
      'a regular expression that backtracks without end',
      { P: { Type: 'Pass', Output: '{% $match($states.input, /^(a+)+$/) %}', End: true } },
      `${'a'.repeat(50)}!`,
      'States.QueryEvaluationError',
    ],
    [
      'an activity',
      { T: { Type: 'Task', Resource: 'arn:aws:states:eu-central-1:111122223333:activity:a', End: true } },
      {},
      'States.Runtime',
    ],
    [
      'a function that does not exist',
      { P: { Type: 'Pass', Output: '{% $nothing(1) %}', End: true } },
      {},
      'States.QueryEvaluationError',
    ],
  ])('%s ends it with an error; another goes on', async (_, states, input, error) => {
    const of = world({ large: () => large });
    const { arn } = of.engine.start(of.engine.createStateMachine('waiting', waiting), {}, 'meanwhile');
    const ended = await run(of, definition(states), input);
    expect([ended.status, ended.error]).toEqual(['FAILED', error]);
    await of.clock.until(of.engine.ended(arn));
    expect(of.engine.execution(arn)?.status).toBe('SUCCEEDED');
  });

  test('ten megabytes of variables are too many, kept in one assignment each', async () => {
    const states: Parameters<typeof definition>[0] = {
      P: {
        Type: 'Choice',
        Choices: [{ Condition: false, Next: 'E' }],
        Default: 'A',
      },
      E: { Type: 'Succeed' },
    };
    for (let index = 0; index < 50; index += 1)
      states[`A${index}`] = {
        Type: 'Pass',
        Assign: { [`v${index}`]: '{% $pad("x", 250000) %}' },
        Next: index === 49 ? 'E' : `A${index + 1}`,
      };
    states['A'] = { Type: 'Pass', Next: 'A0' };
    const { error, events } = await run(world(), definition(states));
    const kept = events.filter(({ type }) => type === 'PassStateExited').length;
    expect([error, kept]).toEqual(['States.DataLimitExceeded', 42]);
  });

  test('a state named __proto__, and a variable and a member of that name, are as any other', async () => {
    const text = `{"QueryLanguage":"JSONata","StartAt":"__proto__","States":{
      "__proto__":{"Type":"Pass","Output":{"__proto__":"{% $states.input.a %}"},"Next":"constructor"},
      "constructor":{"Type":"Pass","End":true}}}`;
    const { create: make, engine, clock } = setUp();
    const { stateMachineArn } = await make(JSON.parse(text));
    const { arn } = engine.start(stateMachineArn ?? '', { a: 1 });
    await clock.until(engine.ended(arn));
    expect([engine.execution(arn)?.status, JSON.stringify(engine.execution(arn)?.output)]).toEqual([
      'SUCCEEDED',
      '{"__proto__":1}',
    ]);
  });
});
