import { createServer } from 'node:http';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { fakeIo, run, type FakeIo } from './fake-io.ts';

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** The command, as it runs until Ctrl-C; gives its address and a client of Step Functions on it. */
async function serving(line: string, io: FakeIo) {
  const ended = run(`engine --port 0 ${line}`.trim(), io);
  const address = await until(() => /on (http:\/\/127\.0\.0\.1:\d+) until/.exec(io.out())?.[1]);
  const client = new SFNClient({
    endpoint: address,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
  const stop = async (): Promise<void> => {
    client.destroy();
    io.interrupt();
    await ended;
  };
  open.push(stop);
  const start = async (states: object, input: object = {}) => {
    const definition = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name: 'machine',
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::000000000000:role/r',
      }),
    );
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return executionArn;
  };
  const outcome = async (executionArn: string | undefined) => {
    const described = await until(async () => {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
    return described;
  };
  return { stop, address, client, start, outcome };
}

/** Looks again and again, each time after all that waits has had its turn. */
async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let turn = 0; turn < 20_000; turn += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not happen');
}

const task = (name: string, more: object = {}) => ({
  T: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    End: true,
    ...more,
  },
});

describe('rebound engine', () => {
  test('runs a machine of another client, with Lambda out of a module', async () => {
    const io = fakeIo({
      importModule: async (file) => {
        expect(file).toMatch(/functions\.mjs$/);
        return {
          double: (event: { n: number }) => Promise.resolve(event.n * 2),
          default: {
            'with-hyphen': () => {
              throw new TypeError('no such thing');
            },
          },
        };
      },
    });
    const { start, outcome, client } = await serving('--lambda ./functions.mjs', io);
    const executionArn = await start(task('double'), { n: 21 });
    expect(executionArn).toMatch(/^arn:aws:states:us-east-1:000000000000:execution:machine:/);
    expect(await outcome(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '42' });
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(io.out()).toMatch(/ExecutionSucceeded arn:aws:states/);
  });

  test('a function that throws fails with its error’s name; one that is not there is not found', async () => {
    const io = fakeIo({
      importModule: () =>
        Promise.resolve({
          bad: () => {
            throw new TypeError('no such thing');
          },
        }),
    });
    const { start, outcome } = await serving('--lambda ./functions.mjs', io);
    const Catch = [{ ErrorEquals: ['TypeError'], Next: 'Caught' }];
    const Caught = { Type: 'Pass', End: true };
    const { output } = await outcome(await start({ ...task('bad', { Catch }), Caught }));
    expect(JSON.parse(output ?? '')).toMatchObject({ Error: 'TypeError' });
    const gone = fakeIo({ importModule: () => Promise.resolve({ other: () => 1 }) });
    const second = await serving('--lambda ./functions.mjs', gone);
    const failed = await second.outcome(await second.start(task('gone')));
    expect(failed).toMatchObject({ status: 'FAILED', error: 'Lambda.ResourceNotFoundException' });
    expect(failed.cause).toMatch(/exports no function gone, only other/);
  });

  test('Lambda answered by a URL: the payload is posted, the name is in the path', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${body}`);
        if (request.url?.includes('sad')) response.setHeader('x-amz-function-error', 'Unhandled');
        response.end(
          request.url?.includes('sad') ? '{"errorType":"Sad","errorMessage":"rain"}' : '{"answer":true}',
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { start, outcome } = await serving(`--lambda http://127.0.0.1:${port}/fn/{name}`, fakeIo());
    open.push(() => void server.close());
    expect(await outcome(await start(task('glad'), { a: 1 }))).toMatchObject({ output: '{"answer":true}' });
    expect(seen).toEqual(['POST /fn/glad {"a":1}']);
    const sad = await serving(`--lambda http://127.0.0.1:${port}/fn/{name}`, fakeIo());
    const failed = await sad.outcome(await sad.start(task('sad')));
    expect([failed.error, failed.cause]).toEqual(['Sad', '{"errorType":"Sad","errorMessage":"rain"}']);
  });

  test('a callback waits for its token, over the wire', async () => {
    const tokens: string[] = [];
    const io = fakeIo({
      importModule: () => Promise.resolve({ ask: (event: { token: string }) => tokens.push(event.token) }),
    });
    const { start, outcome, client } = await serving('--lambda ./functions.mjs', io);
    const executionArn = await start(
      task('ask', {
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
        Output: '{% $states.result %}',
      }),
    );
    const taskToken = await until(() => tokens[0]);
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"yes":1}' }));
    expect(await outcome(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"yes":1}' });
  });

  test('starts another machine and waits for it', async () => {
    const { start, outcome } = await serving('', fakeIo());
    const executionArn = await start({
      N: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Arguments: {
          StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:none',
          Input: { a: 1 },
        },
        End: true,
      },
    });
    expect(await outcome(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'StepFunctions.StateMachineDoesNotExistException',
    });
  });

  test('with --keep the next one goes on: machines, an execution that waits, its token', async () => {
    const tokens: string[] = [];
    const ask = (event: { token: string }) => tokens.push(event.token);
    const cwd = mkdtempSync(join(tmpdir(), 'rebound-keep-'));
    const io = () => fakeIo({ cwd, importModule: () => Promise.resolve({ ask }) });
    const line = '--keep state --lambda ./functions.mjs';
    const first = await serving(line, io());
    const waiting = task('ask', {
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
      Output: '{% $states.result %}',
    });
    const executionArn = await first.start(waiting);
    const taskToken = await until(() => tokens[0]);

    const second = await run(`engine --port 0 ${line}`, fakeIo({ cwd, importModule: io().importModule }));
    expect([second.code, second.err]).toEqual([3, expect.stringMatching(/step-functions is owned by/)]);

    await first.stop();
    const next = await serving(line, io());
    const { stateMachines } = await next.client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name)).toEqual(['machine']);
    await next.client.send(new SendTaskSuccessCommand({ taskToken, output: '{"yes":1}' }));
    expect(await next.outcome(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"yes":1}' });
    expect(tokens).toHaveLength(1);
  });

  test('garbage is answered with an error, and it serves on', async () => {
    const { address, start, outcome } = await serving('', fakeIo());
    const post = async (target: string, body: string) => {
      const response = await fetch(address, { method: 'POST', headers: { 'x-amz-target': target }, body });
      return [response.status, ((await response.json()) as { __type: string }).__type];
    };
    expect(await post('AWSStepFunctions.Nonsense', '{}')).toEqual([400, 'UnknownOperationException']);
    expect(await post('AWSStepFunctions.toString', '{}')).toEqual([400, 'UnknownOperationException']);
    expect(await post('AWSStepFunctions.StartExecution', '{')).toEqual([400, 'SerializationException']);
    expect((await fetch(address)).status).toBe(200);
    expect(await outcome(await start({ P: { Type: 'Pass', End: true } }))).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('a port that is taken is refused', async () => {
    const { address } = await serving('', fakeIo());
    const { code, err } = await run(`engine --port ${new URL(address).port}`, fakeIo());
    expect([code, err]).toEqual([3, expect.stringMatching(/port \d+ of 127\.0\.0\.1 is in use/)]);
  });

  test.each([
    ['--port x', /--port is "x"/],
    ['--account 12', /--account is "12"/],
    ['--lambda http://', /--lambda is "http:\/\/". write a whole URL/],
    ['--lambda ./none.mjs', /none\.mjs cannot be loaded \(this test loads nothing\)/],
  ])('%s is bad input', async (line, message) => {
    const { code, err } = await run(`engine ${line}`, fakeIo());
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });

  test('a module without functions is bad input', async () => {
    const io = fakeIo({ importModule: () => Promise.resolve({ answer: 42 }) });
    const { code, err } = await run('engine --lambda ./x.mjs', io);
    expect([code, err]).toEqual([2, expect.stringMatching(/exports no function/)]);
  });

  test('--help shows how', async () => {
    const { out } = await run('engine --help', fakeIo());
    expect(out).toMatch(/rebound engine --port 8083 --lambda \.\/functions\.mjs/);
  });
});
