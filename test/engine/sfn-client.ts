import {
  CreateStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  type SFNClientConfig,
} from '@aws-sdk/client-sfn';
import type { Transport } from '../../lib/model/transport.ts';
import { definition, world } from './world.ts';

/** The real client, answered by the engine in this process. */
export function clientOf(service: Transport): SFNClient {
  const requestHandler: NonNullable<SFNClientConfig['requestHandler']> = {
    async handle(request: { method: string; headers: Record<string, string>; body?: string }) {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const url = 'https://states.eu-central-1.amazonaws.com/';
      const answer = await service({
        system: 'states',
        method: request.method,
        url,
        headers,
        body: request.body ?? '',
      });
      return { response: { statusCode: answer.status, headers: answer.headers, body: answer.body } };
    },
  };
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  return new SFNClient({ region: 'eu-central-1', credentials, maxAttempts: 1, requestHandler });
}

const asking = definition({
  T: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' },
    HeartbeatSeconds: 100,
    End: true,
  },
});

/** An engine, the real client on it, and short ways to a state machine and to the token of a task that waits. */
export function setUp() {
  const of = world({ f: () => null });
  const client = clientOf(of.engine.service);
  const create = (machine: object, name = 'machine') =>
    client.send(
      new CreateStateMachineCommand({
        name,
        definition: JSON.stringify(machine),
        roleArn: 'arn:aws:iam::1:role/r',
      }),
    );
  const token = async (): Promise<string> => {
    const { stateMachineArn } = await create(asking, 'asking');
    await client.send(new StartExecutionCommand({ stateMachineArn, name: 'asked' }));
    await of.clock.until(() => of.calls.length > 0);
    const payload = of.calls[0]?.payload;
    return typeof payload === 'string' ? payload : '';
  };
  return { ...of, client, create, token };
}
