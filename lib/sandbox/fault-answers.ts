import type { System, WireAnswer } from '../model/transport.ts';

const encoder = new TextEncoder();

/**
 * What each system says when it is asked too often. Shapes: their API models; Kubernetes' Status of API conventions; reference pages of
 * Slack's methods; PagerDuty/api-schema, reference/events-v2.
 */
export function throttled(system: System): WireAnswer {
  switch (system) {
    case 'dynamodb':
      return json(400, {
        __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
        message: 'Rate of requests exceeds the allowed throughput.',
      });
    case 'states':
    case 'secretsmanager':
    case 'ssm':
      return json(400, { __type: 'ThrottlingException', message: 'Rate exceeded' });
    case 'eks':
      return json(429, { message: 'Rate exceeded' }, { 'x-amzn-errortype': 'ThrottlingException' });
    case 'sts':
    case 'sns':
      return xml(400, errorResponse('Throttling', 'Rate exceeded'));
    case 's3':
      return xml(
        503,
        '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
      );
    case 'kubernetes':
      return json(429, status(429, 'TooManyRequests', 'too many requests, please try again later'));
    case 'slack': // its own page on rate limits: 429, Retry-After in seconds
      return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '30' });
    case 'pagerduty':
      return json(429, {
        status: 'throttle exceeded',
        message: 'Requests for this service are arriving too quickly.  Please retry later.',
      });
    case 'pager':
    case 'webhook':
      return json(429, { message: 'too many pages' });
  }
}

/** What each system says when something of its own went wrong. */
export function serverError(system: System): WireAnswer {
  switch (system) {
    case 'dynamodb':
      return json(500, {
        __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
        message: 'Internal server error',
      });
    case 'ssm':
      return json(500, { __type: 'InternalServerError', message: 'Internal failure' });
    case 'states':
    case 'secretsmanager':
      return json(500, { __type: 'InternalFailure', message: 'Internal failure' });
    case 'eks':
      return json(500, { message: 'Internal failure' }, { 'x-amzn-errortype': 'ServerException' });
    case 'sts':
    case 'sns':
      return xml(500, errorResponse('InternalFailure', 'Internal failure'));
    case 's3':
      return xml(500, '<Error><Code>InternalError</Code><Message>Please try again.</Message></Error>');
    case 'kubernetes':
      return json(500, status(500, 'InternalError', 'etcdserver: leader changed'));
    case 'slack': // part of it may have happened, its reference pages say
      return json(200, { ok: false, error: 'internal_error' });
    case 'pagerduty':
      return json(500, {
        status: 'Internal Server Error',
        message: 'an error occurred while processing the event',
      });
    case 'pager':
    case 'webhook':
      return json(500, { message: 'the pager made a mistake' });
  }
}

/** What each system says to who may not do this. */
export function refused(system: System): WireAnswer {
  switch (system) {
    case 'dynamodb':
      return json(400, {
        __type: 'com.amazon.coral.service#AccessDeniedException',
        message: 'User: arn:aws:sts::111122223333:assumed-role/rebound/rebound is not authorized',
      });
    case 'states':
    case 'secretsmanager':
    case 'ssm':
      return json(400, { __type: 'AccessDeniedException', message: 'User is not authorized' });
    case 'eks':
      return json(
        403,
        { message: 'User is not authorized' },
        { 'x-amzn-errortype': 'AccessDeniedException' },
      );
    case 'sts':
    case 'sns':
      return xml(403, errorResponse('AccessDenied', 'User is not authorized'));
    case 's3':
      return xml(403, '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
    case 'kubernetes':
      return json(403, status(403, 'Forbidden', 'forbidden: User "rebound" cannot do this'));
    case 'slack': // says so with a 200
      return json(200, { ok: false, error: 'invalid_auth' });
    case 'pagerduty': // a wrong key is a wrong event
      return json(400, {
        status: 'invalid event',
        message: 'Event object is invalid',
        errors: ["'routing_key' is invalid"],
      });
    case 'pager':
    case 'webhook':
      return json(403, { message: 'this key may not page' });
  }
}

/** A proxy's page in place of the answer. */
export const malformed: WireAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: encoder.encode('<html><body>Please sign in</body></html>'),
};

/** As Node names a connection that the other side has ended. */
export function connectionLost(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

/** Kubernetes' Status of a failure. */
export function status(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

/** A failure in AWS' query protocol. */
export function errorResponse(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`;
}

export function json(status: number, body: object, headers: Record<string, string> = {}): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: encoder.encode(JSON.stringify(body)),
  };
}

export function xml(status: number, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body: encoder.encode(body) };
}
