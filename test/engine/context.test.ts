import { expect, test } from '@jest/globals';
import { definition, run, start, world } from './world.ts';

test('the context tells where it is', async () => {
  const of = world({ f: ({ payload }) => payload });
  const T = {
    Type: 'Task' as const,
    Resource: 'arn:aws:states:::lambda:invoke',
    End: true as const,
    Arguments: { FunctionName: 'f', Payload: '{% $states.context %}' },
    Output: '{% $states.result.Payload %}',
  };
  const { output } = await run(of, definition({ W: { Type: 'Wait', Seconds: 61, Next: 'T' }, T }), { a: 1 });
  expect(start).toBe(Date.parse('2026-11-24T03:05:00.000Z'));
  expect(output).toEqual({
    Execution: {
      Id: 'arn:aws:states:eu-central-1:111122223333:execution:machine:one',
      Input: { a: 1 },
      Name: 'one',
      RoleArn: 'arn:aws:iam::111122223333:role/machine',
      StartTime: '2026-11-24T03:05:00.000Z',
      RedriveCount: 0,
    },
    StateMachine: { Id: 'arn:aws:states:eu-central-1:111122223333:stateMachine:machine', Name: 'machine' },
    State: { EnteredTime: '2026-11-24T03:06:01.000Z', Name: 'T', RetryCount: 0 },
  });
});

test('sns:publish goes to the topic; a resource that nobody answers says so', async () => {
  const of = world();
  const publish = (Resource: string) =>
    definition({ P: { Type: 'Task', Resource, Arguments: { TopicArn: 't', Message: 'm' }, End: true } });
  const { output } = await run(of, publish('arn:aws:states:::sns:publish'));
  expect([of.published, output]).toEqual([[{ TopicArn: 't', Message: 'm' }], { MessageId: 'm-1' }]);
  const { error, cause } = await run(world(), publish('arn:aws:states:::aws-sdk:s3:getObject'));
  expect([error, cause]).toEqual([
    'States.Runtime',
    "Nothing here answers the resource 'arn:aws:states:::aws-sdk:s3:getObject'.",
  ]);
});
