import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { readPath } from './kubernetes-path.ts';
import { qualifiedName } from './resources.ts';
import { errorResponse, json, status, xml } from './fault-answers.ts';

/**
 * What a system says when the thing that a call names does not exist; undefined where it has no such answer. Names: the errors that the API
 * models list for the operation; Amazon S3 API reference, Error responses; Kubernetes API conventions, Response Status Kind; reference pages of
 * Slack's methods. PagerDuty's Events API and its list of on-calls have none (PagerDuty/api-schema), nor has STS.
 */
export function notFound(request: WireRequest): WireAnswer | undefined {
  const operation = request.headers['x-amz-target']?.split('.').pop() ?? '';
  const { pathname } = new URL(request.url);
  switch (request.system) {
    case 'dynamodb':
      return json(400, {
        __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
        message: 'Requested resource not found',
      });
    case 'states':
      return ofStates(operation);
    case 'eks':
      if (pathname === '/clusters') return undefined;
      return json(
        404,
        { message: `No cluster found for name: ${pathname.split('/').at(-1) ?? ''}.` },
        { 'x-amzn-errortype': 'ResourceNotFoundException' },
      );
    case 'sns': // of a topic; a phone number is not looked up
      if (new URLSearchParams(textOf(request)).has('PhoneNumber')) return undefined;
      return xml(404, errorResponse('NotFound', 'Topic does not exist'));
    case 's3':
      return request.method === 'GET'
        ? xml(404, s3Error('NoSuchKey', 'The specified key does not exist.'))
        : xml(404, s3Error('NoSuchBucket', 'The specified bucket does not exist'));
    case 'secretsmanager':
      return json(400, {
        __type: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      });
    case 'ssm':
      return json(400, { __type: 'ParameterNotFound', message: '' });
    case 'kubernetes':
      return ofKubernetes(request.method, pathname);
    case 'slack':
      return ofSlack(pathname);
    case 'pager':
    case 'webhook':
      return json(404, { message: 'not found' });
    case 'pagerduty':
    case 'sts':
      return undefined;
  }
}

function ofStates(operation: string): WireAnswer | undefined {
  const error = statesErrors[operation];
  return error && json(400, { __type: error[0], message: error[1] });
}

const statesErrors: Record<string, [name: string, message: string]> = {
  StartExecution: ['StateMachineDoesNotExist', 'State Machine Does Not Exist'],
  DescribeExecution: ['ExecutionDoesNotExist', 'Execution Does Not Exist'],
  StopExecution: ['ExecutionDoesNotExist', 'Execution Does Not Exist'],
  SendTaskSuccess: ['TaskDoesNotExist', 'Provided task does not exist anymore'],
  SendTaskFailure: ['TaskDoesNotExist', 'Provided task does not exist anymore'],
};

/** A list is empty instead, in a namespace that does not exist, too; a new object needs its namespace. */
function ofKubernetes(method: string, pathname: string): WireAnswer | undefined {
  const path = readPath(pathname);
  if (!path) return undefined;
  if (path.name !== undefined) return missing(qualifiedName(path.resource), path.name);
  return method === 'POST' && path.namespace !== undefined
    ? missing('namespaces', path.namespace)
    : undefined;
}

function missing(qualified: string, name: string): WireAnswer {
  return json(404, status(404, 'NotFound', `${qualified} "${name}" not found`));
}

/**
 * Slack says so with a 200, of the methods that name a conversation or a person. Not of chat.update: a message that Slack does not find is
 * one that nobody sees any more, and in the simulated world people would.
 */
function ofSlack(pathname: string): WireAnswer | undefined {
  const error = slackErrors[pathname.replace('/api/', '')];
  return error === undefined ? undefined : json(200, { ok: false, error });
}

const slackErrors: Record<string, string> = {
  'chat.postMessage': 'channel_not_found',
  'conversations.history': 'channel_not_found',
  'conversations.setTopic': 'channel_not_found',
  'conversations.open': 'user_not_found',
};

function s3Error(code: string, message: string): string {
  return `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

function textOf({ body }: WireRequest): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}
