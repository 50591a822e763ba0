import { describe, expect, test } from '@jest/globals';
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { isObject } from '../../lib/model/json.ts';
import { setUp } from './sfn-client.ts';

describe('task tokens', () => {
  test('success ends the task; a second answer is TaskTimedOut', async () => {
    const { client, token, engine, clock } = setUp();
    const taskToken = await token();
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok":true}' }));
    const arn = 'arn:aws:states:eu-central-1:111122223333:execution:asking:asked';
    await clock.until(engine.ended(arn));
    expect(engine.execution(arn)).toMatchObject({ status: 'SUCCEEDED', output: { ok: true } });
    await expect(client.send(new SendTaskFailureCommand({ taskToken }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  test('failure carries error and cause', async () => {
    const { client, token, engine } = setUp();
    await client.send(
      new SendTaskFailureCommand({ taskToken: await token(), error: 'Rejected', cause: 'no' }),
    );
    const arn = 'arn:aws:states:eu-central-1:111122223333:execution:asking:asked';
    expect(engine.execution(arn)).toMatchObject({ status: 'FAILED', error: 'Rejected', cause: 'no' });
  });

  test('a heartbeat keeps it alive', async () => {
    const { client, token, engine, clock } = setUp();
    const taskToken = await token();
    await clock.until(clock.sleep(90_000));
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await clock.until(engine.ended('arn:aws:states:eu-central-1:111122223333:execution:asking:asked'));
    expect((clock.now() - Date.parse('2026-11-24T03:05:00Z')) / 1000).toBe(190);
  });

  test.each<[string, (client: SFNClient, token: string) => Promise<unknown>, string]>([
    [
      'no token',
      (client) => client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '1' })),
      'InvalidToken',
    ],
    [
      'an output that is no JSON',
      (client, taskToken) => client.send(new SendTaskSuccessCommand({ taskToken, output: '{' })),
      'InvalidOutput',
    ],
    [
      'the token of an execution that is not there',
      (client, token) => {
        const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
        const other = Buffer.from(
          JSON.stringify({ ...(isObject(read) ? read : {}), e: 'arn:other' }),
        ).toString('base64url');
        return client.send(new SendTaskHeartbeatCommand({ taskToken: other }));
      },
      'TaskDoesNotExist',
    ],
    [
      'a forged token',
      (client, token) => {
        const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
        const forged = Buffer.from(JSON.stringify({ ...(isObject(read) ? read : {}), n: 'guess' })).toString(
          'base64url',
        );
        return client.send(new SendTaskSuccessCommand({ taskToken: forged, output: '1' }));
      },
      'TaskTimedOut',
    ],
  ])('%s is refused', async (_, send, name) => {
    const { client, token } = setUp();
    await expect(send(client, await token())).rejects.toMatchObject({ name });
  });
});
