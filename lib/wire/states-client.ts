import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ExecutionStatus,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { awsConfig, wrapAwsError } from './aws.ts';
import type { Surroundings } from './surroundings.ts';
import type { ExecutionState, States } from './states.ts';

/** Step Functions refuses longer ones. Source: API model, SensitiveError and SensitiveCause. */
const errorLengthMax = 256;
const causeLengthMax = 32_768;

/** Step Functions, or the engine that answers as it does. */
export function makeStates(surroundings: Surroundings): States {
  const client = new SFNClient(awsConfig(surroundings, 'states'));
  async function call<T>(action: string, on: string, sent: Promise<T>): Promise<T> {
    try {
      return await sent;
    } catch (error) {
      throw wrapAwsError(error, { action: `states:${action}`, on });
    }
  }
  return {
    async start(stateMachineArn, name, input) {
      const command = new StartExecutionCommand({ stateMachineArn, name, input });
      const on = `${lastOf(stateMachineArn)} as ${name}`;
      const { executionArn } = await call('StartExecution', on, client.send(command));
      if (!executionArn)
        return fail('Malformed', { what: `states:StartExecution on ${on} answered without an ARN` });
      return { arn: executionArn };
    },
    async describe(executionArn) {
      const command = new DescribeExecutionCommand({ executionArn });
      const on = `execution ${lastOf(executionArn)}`;
      return executionOf(await call('DescribeExecution', on, client.send(command)), on);
    },
    async stop(executionArn, error, cause) {
      const command = new StopExecutionCommand({ executionArn, ...cut(error, cause) });
      await call('StopExecution', `execution ${lastOf(executionArn)}`, client.send(command));
    },
    async succeed(token, output) {
      const command = new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) });
      await call('SendTaskSuccess', 'an open question', unquoted(client.send(command)));
    },
    async fail(token, error, cause) {
      const command = new SendTaskFailureCommand({ taskToken: token, ...cut(error, cause) });
      await call('SendTaskFailure', 'an open question', unquoted(client.send(command)));
    },
  };
}

/** Step Functions may quote the token in what it says of it: nothing but the error's name and kind is kept. */
async function unquoted<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    if (!(error instanceof SFNServiceException)) throw error;
    const { name, $fault, $metadata } = error;
    throw new SFNServiceException({ name, $fault, $metadata, message: '' });
  }
}

function cut(error: string, cause: string): { error: string; cause: string } {
  return { error: error.slice(0, errorLengthMax), cause: cause.slice(0, causeLengthMax) };
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

function executionOf(answer: Partial<DescribeExecutionOutput>, on: string): ExecutionState {
  const { executionArn, status, startDate, stopDate, input, output, error, cause } = answer;
  // Nothing is concluded from a status that we do not know: a run is closed on it.
  if (!executionArn || !status || !(status in ExecutionStatus) || !startDate)
    return fail('Malformed', {
      what: `states:DescribeExecution on ${on} answered without ARN, known status and start`,
    });
  return {
    arn: executionArn,
    status,
    startedAt: iso(startDate.getTime()),
    ...(stopDate && { stoppedAt: iso(stopDate.getTime()) }),
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}
