import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { explain } from '../../lib/model/errors.ts';
import { awsConfig, endpointOf, wrapAwsError } from '../../lib/wire/aws.ts';
import { dynamodbTable } from '../../lib/wire/dynamodb.ts';
import { answering, json, type Reply } from './answering.ts';

const key = { pk: 'RUN#x', sk: 'RUN' };
/** The error that a read meets when the service answers so. */
async function met(reply: Reply): Promise<unknown> {
  const { surroundings, play } = answering(reply);
  return play(() =>
    dynamodbTable(surroundings)
      .get(key)
      .catch((error: unknown) => error),
  );
}
const refusal = (type: string, message = 'as it is', status = 400) =>
  json(status, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message });

describe('a client', () => {
  const misleading = {
    AWS_REGION: 'us-east-1',
    AWS_PROFILE: 'nobody',
    AWS_ENDPOINT_URL: 'https://elsewhere.example',
    AWS_MAX_ATTEMPTS: '7',
    AWS_ACCESS_KEY_ID: 'OTHER',
  };
  const before = { ...process.env };
  beforeEach(() => {
    Object.assign(process.env, misleading);
  });
  afterEach(() => {
    for (const name of Object.keys(misleading)) delete process.env[name];
    Object.assign(process.env, before);
  });

  test('looks nothing up in its surroundings: Region, credentials, endpoint and attempts are given', async () => {
    const { surroundings, sent, play } = answering(json(500, {}));
    const error = await play(() =>
      dynamodbTable(surroundings)
        .get(key)
        .catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ code: 'Unavailable' });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      system: 'dynamodb',
      method: 'POST',
      url: 'https://dynamodb.eu-west-1.amazonaws.com/',
    });
    expect(sent[0]?.headers['authorization']).toMatch(
      /Credential=AKIA\/\d+\/eu-west-1\/dynamodb\/aws4_request/,
    );
    const body = sent[0]?.body ?? '';
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    expect(JSON.parse(text)).toEqual({
      TableName: 'rebound',
      Key: { pk: { S: 'RUN#x' }, sk: { S: 'RUN' } },
      ConsistentRead: true,
    });
  });

  test('signs nothing in a rehearsal', async () => {
    const { surroundings, sent, play } = answering(json(200, {}));
    const credentials = () => Promise.reject(new Error('nobody asks for them'));
    await play(() => dynamodbTable({ ...surroundings, unsigned: true, credentials }).get(key));
    expect(sent[0]?.headers['authorization']).toBeUndefined();
  });

  test('has an endpoint in each Region and partition', () => {
    expect(endpointOf('states', 'eu-central-1')).toBe('https://states.eu-central-1.amazonaws.com');
    expect(endpointOf('sns', 'cn-north-1')).toBe('https://sns.cn-north-1.amazonaws.com.cn');
  });

  test('sends paths and queries as they are signed', async () => {
    const { surroundings, sent, play } = answering({ status: 200, headers: {}, body: new Uint8Array() });
    const { requestHandler } = awsConfig(surroundings, 's3');
    const request = {
      method: 'GET',
      protocol: 'https:',
      hostname: 's3.eu-west-1.amazonaws.com',
      path: '/bucket/a%20b',
      query: { 'list-type': '2', prefix: "a/b!'()*", delete: null, tag: ['x', 'y'] },
      headers: { 'X-Amz-Date': 'now' },
    };
    const { response } = await play(() => requestHandler.handle(request));
    expect(response).toEqual({ statusCode: 200, headers: {}, body: new Uint8Array() });
    expect(sent[0]).toEqual({
      system: 's3',
      method: 'GET',
      url: 'https://s3.eu-west-1.amazonaws.com/bucket/a%20b?delete&list-type=2&prefix=a%2Fb%21%27%28%29%2A&tag=x&tag=y',
      headers: { 'x-amz-date': 'now' },
      body: '',
    });
  });

  test('gives a call up after 20 s', async () => {
    const { surroundings, clock, play } = answering(() => new Promise(() => undefined));
    const from = clock.now();
    await expect(play(() => dynamodbTable(surroundings).get(key))).rejects.toMatchObject({
      code: 'Unavailable',
    });
    expect(clock.now() - from).toBe(20_000);
  });
});

describe('what AWS answers becomes one of our errors', () => {
  test.each<[string, Reply, string]>([
    ['a condition that did not hold', refusal('ConditionalCheckFailedException'), 'Conflict'],
    ['a table that is not there', refusal('ResourceNotFoundException'), 'NotFound'],
    ['no permission', refusal('AccessDeniedException'), 'AccessDenied'],
    ['credentials that nobody knows', refusal('UnrecognizedClientException'), 'AccessDenied'],
    ['credentials that are over', refusal('ExpiredTokenException'), 'AccessDenied'],
    ['throttling', refusal('ThrottlingException'), 'Throttled'],
    ['too much for the table', refusal('ProvisionedThroughputExceededException'), 'Throttled'],
    ['429 without a name', json(429, {}), 'Throttled'],
    ['a server error', refusal('InternalServerError', 'oh', 500), 'Unavailable'],
    ['a load balancer', { status: 503, headers: {}, body: Buffer.from('<html>busy</html>') }, 'Unavailable'],
    ['no answer', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'Unavailable'],
    ['no JSON', { status: 200, headers: {}, body: Buffer.from('<html>') }, 'Malformed'],
    ['a 400 that is no JSON', { status: 400, headers: {}, body: Buffer.from('<html>') }, 'Malformed'],
    ['a wrong request', refusal('ValidationException'), 'Rejected4xx'],
    ['a 404 without a name', json(404, {}), 'Rejected4xx'],
  ])('%s', async (_name, reply, code) => {
    expect(await met(reply)).toMatchObject({ code, facts: { what: expect.stringContaining('GetItem') } });
  });

  test('no permission says who, which action, on what, and what to do', () => {
    const denied = Object.assign(
      new Error(
        'User: arn:aws:sts::1:assumed-role/check/x is not authorized to perform: eks:DescribeCluster',
      ),
      { name: 'AccessDeniedException', $fault: 'client', $metadata: { httpStatusCode: 403 } },
    );
    const call = {
      action: 'eks:DescribeCluster',
      on: 'prod-blue',
      who: 'check-cluster',
      run: 'r',
      step: 'look',
    };
    const error = wrapAwsError(denied, call);
    expect(explain(error)).toBe(
      'check-cluster may not call eks:DescribeCluster on prod-blue (as arn:aws:sts::1:assumed-role/check/x); add a statement that allows eks:DescribeCluster on it to that role, or use a role that has one',
    );
    expect(error.facts).toMatchObject({ run: 'r', step: 'look', status: 403 });
    expect(error.cause).toBe(denied);
    const expired = Object.assign(new Error('expired'), { name: 'ExpiredToken', $fault: 'client' });
    expect(explain(wrapAwsError(expired, call))).toContain('sign in again');
    const none = Object.assign(new Error('could not load credentials'), { name: 'CredentialsProviderError' });
    expect(wrapAwsError(none, call).code).toBe('AccessDenied');
    expect(explain(wrapAwsError(none, call))).toContain('sign in to AWS');
  });

  test('an error that is ours already stays as it is', () => {
    const first = wrapAwsError(new Error('lost'), { action: 'sns:Publish', on: 'topic' });
    expect(wrapAwsError(first, { action: 'other', on: 'other' })).toBe(first);
  });

  test('a table with what history never writes is Malformed', async () => {
    const item = { pk: { S: 'RUN#x' }, sk: { S: 'RUN' }, set: { SS: ['a'] } };
    expect(await met(json(200, { Item: item }))).toMatchObject({ code: 'Malformed' });
    expect(await met(json(200, { Item: { pk: { N: '1' } } }))).toMatchObject({ code: 'Malformed' });
  });
});
