import { describe, expect, test } from '@jest/globals';
import { canonical } from '../../lib/model/json.ts';
import type { WireRequest } from '../../lib/model/transport.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import { sha256 } from '../../lib/wire/sigv4.ts';
import { answering, json, type Reply, text } from './answering.ts';

function clients(...replies: Reply[]) {
  const stage = answering(...replies);
  return { ...stage, clients: makeClients(stage.surroundings) };
}
/** SDK clients send bytes. */
const bodyOf = (sent: WireRequest[]) => Buffer.from(sent[0]?.body ?? '').toString('utf8');
const failure = (status: number, type: string) =>
  json(status, { message: 'no' }, { 'x-amzn-errortype': type });
const blue = {
  name: 'prod-blue',
  account: '111122223333',
  region: 'eu-central-1',
  arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod-blue',
  endpoint: 'public' as const,
  drill: false,
};
const described = { name: 'prod-blue', arn: blue.arn, status: 'ACTIVE', endpoint: 'https://blue.example' };

describe('EKS', () => {
  test('is asked in the Region of the call', async () => {
    const { clients: made, play, sent } = clients(json(200, { cluster: described }));
    expect(await play(() => made.eks.describeCluster('prod-blue', 'eu-central-1'))).toEqual(described);
    expect(sent[0]).toMatchObject({
      system: 'eks',
      method: 'GET',
      url: 'https://eks.eu-central-1.amazonaws.com/clusters/prod-blue',
    });
    expect(sent[0]?.headers['authorization']).toContain('/eu-central-1/eks/aws4_request');
  });
  test.each([
    [failure(404, 'ResourceNotFoundException'), 'NotFound'],
    [failure(403, 'AccessDeniedException'), 'AccessDenied'],
    [failure(429, 'TooManyRequestsException'), 'Throttled'],
    [failure(500, 'ServerException'), 'Unavailable'],
    [json(200, { cluster: { name: 'prod-blue' } }), 'Malformed'],
    [json(200, { cluster: { ...described, name: 'prod-red' } }), 'Malformed'],
    [new Error('socket hang up'), 'Unavailable'],
  ] as const)('%#: %j is %s', async (answer, code) => {
    const { clients: made, play, sent } = clients(answer);
    await expect(play(() => made.eks.describeCluster('prod-blue', 'eu-west-1'))).rejects.toMatchObject({
      code,
    });
    expect(sent).toHaveLength(1); // one attempt: trying again is ours
  });
  test('a 404 that is not EKS’ own is no proof that a cluster is gone', async () => {
    const { clients: made, play } = clients(text(404, 'not here'));
    await expect(play(() => made.eks.describeCluster('prod-blue', 'eu-west-1'))).rejects.not.toMatchObject({
      code: 'NotFound',
    });
  });
  test('lists every page', async () => {
    const {
      clients: made,
      play,
      sent,
    } = clients(
      json(200, { clusters: ['a'], nextToken: 't' }),
      json(200, { clusters: ['b'], nextToken: null }),
    );
    expect(await play(() => made.eks.listClusters('eu-west-1'))).toEqual(['a', 'b']);
    expect(new URL(sent[1]?.url ?? '').searchParams.get('nextToken')).toBe('t');
  });
  test('an answer without a list is no empty list', async () => {
    const { clients: made, play } = clients(json(200, {}));
    await expect(play(() => made.eks.listClusters('eu-west-1'))).rejects.toMatchObject({ code: 'Malformed' });
  });
});

describe('a cluster’s API', () => {
  test('is asked for once', async () => {
    const { clients: made, play, sent } = clients(json(200, { cluster: described }), text(200, 'ok'));
    await play(async () => {
      await (await made.kubernetes(blue)).ready();
      await (await made.kubernetes(blue)).ready();
    });
    expect(sent.map(({ system }) => system)).toEqual(['eks', 'kubernetes', 'kubernetes']);
  });
  test('is not the one of another account', async () => {
    const other = { ...described, arn: blue.arn.replace('111122223333', '444455556666') };
    const { clients: made, play } = clients(json(200, { cluster: other }));
    await expect(play(() => made.kubernetes(blue))).rejects.toMatchObject({ code: 'OutsideTarget' });
  });
  test('of a cluster that is being made is not there yet', async () => {
    const { clients: made, play } = clients(
      json(200, { cluster: { name: 'prod-blue', arn: blue.arn, status: 'CREATING' } }),
    );
    await expect(play(() => made.kubernetes(blue))).rejects.toMatchObject({
      code: 'Unavailable',
      facts: { why: 'its status is CREATING' },
    });
  });
});

describe('Step Functions', () => {
  const arn = 'arn:aws:states:eu-west-1:111122223333:execution:restore:al-1';
  test('starts', async () => {
    const { clients: made, play, sent } = clients(json(200, { executionArn: arn, startDate: 1_795_490_000 }));
    expect(await play(() => made.states.start('arn:machine', 'al-1', '{}'))).toEqual({ arn });
    expect(sent[0]?.headers['x-amz-target']).toBe('AWSStepFunctions.StartExecution');
    expect(JSON.parse(bodyOf(sent))).toEqual({
      stateMachineArn: 'arn:machine',
      name: 'al-1',
      input: '{}',
    });
  });
  test('describes', async () => {
    const { clients: made, play } = clients(
      json(200, {
        executionArn: arn,
        status: 'FAILED',
        startDate: 1_795_490_000.5,
        error: 'failed',
        cause: 'x',
      }),
    );
    expect(await play(() => made.states.describe(arn))).toEqual({
      arn,
      status: 'FAILED',
      startedAt: '2026-11-24T03:13:20.500Z',
      error: 'failed',
      cause: 'x',
    });
  });
  test('a status that nobody knows is no ending', async () => {
    const { clients: made, play } = clients(json(200, { executionArn: arn, status: 'DONE', startDate: 1 }));
    await expect(play(() => made.states.describe(arn))).rejects.toMatchObject({ code: 'Malformed' });
  });
  test.each([
    ['TaskTimedOut', 'NotFound'],
    ['TaskDoesNotExist', 'NotFound'],
    ['InvalidToken', 'Rejected4xx'],
  ])('an answer for a token: %s is %s', async (type, code) => {
    const { clients: made, play } = clients(json(400, { __type: type, message: 'no' }));
    await expect(play(() => made.states.succeed('token', { answer: 'approve' }))).rejects.toMatchObject({
      code,
    });
  });
  test('errors and causes are cut to what it takes', async () => {
    const { clients: made, play, sent } = clients(json(200, {}));
    await play(() => made.states.fail('token', 'e'.repeat(300), 'c'.repeat(40_000)));
    const { error, cause } = JSON.parse(bodyOf(sent)) as Record<string, string>;
    expect([error?.length, cause?.length]).toEqual([256, 32_768]);
  });
});

describe('the pager', () => {
  const page = { who: 'platform-leads', title: 'Restore?', text: 'yes or no', run: 'r1', key: 'k1' };
  test('gets the page, with its key for repeats', async () => {
    const { clients: made, play, sent } = clients(text(202, ''));
    await play(() => made.pager.page(page));
    expect(sent[0]).toMatchObject({ system: 'pager', method: 'POST', headers: { 'idempotency-key': 'k1' } });
    expect(JSON.parse(bodyOf(sent))).toEqual(page);
  });
  test.each([
    [503, 'Unavailable'],
    [429, 'Throttled'],
    [404, 'Rejected4xx'],
    [302, 'Rejected4xx'],
  ] as const)('that answers %d has not taken it: %s', async (status, code) => {
    const { clients: made, play } = clients(text(status, ''));
    await expect(play(() => made.pager.page(page))).rejects.toMatchObject({ code });
  });
});

describe('the topic', () => {
  const published =
    '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
  test('gets a subject that SNS takes, in its own Region', async () => {
    const { clients: made, play, sent } = clients(text(200, published));
    await play(() => made.topic.publish(`Rebound — failed\n${'x'.repeat(200)}`, 'message'));
    expect(sent[0]?.url).toBe('https://sns.eu-central-1.amazonaws.com/');
    const subject = new URLSearchParams(bodyOf(sent)).get('Subject') ?? '';
    expect(subject).toMatch(/^[\x20-\x7e]{99}$/);
  });
  test('that refuses is an error', async () => {
    const error =
      '<ErrorResponse><Error><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>';
    const { clients: made, play } = clients(text(403, error));
    await expect(play(() => made.topic.publish('s', 'm'))).rejects.toMatchObject({ code: 'AccessDenied' });
  });
});

describe('evidence', () => {
  const value = { b: [1, 2], a: 'x' };
  const hash = sha256(canonical(value));
  const ref = { ref: `s3://rebound-evidence/evidence/${hash}.json`, sha256: hash, count: 2 };
  test('is put under its hash, signed', async () => {
    const { clients: made, play, sent } = clients(text(200, ''));
    expect(await play(() => made.evidence.put(value))).toEqual(ref);
    expect(sent[0]).toMatchObject({
      system: 's3',
      method: 'PUT',
      url: `https://s3.eu-west-1.amazonaws.com/rebound-evidence/evidence/${hash}.json`,
      body: canonical(value),
      headers: { 'x-amz-content-sha256': hash, authorization: expect.stringContaining('/s3/aws4_request') },
    });
  });
  test('comes back when it still has the hash', async () => {
    const { clients: made, play } = clients(text(200, canonical(value)));
    expect(await play(() => made.evidence.get(ref))).toEqual(value);
  });
  test('and not when somebody changed it', async () => {
    const { clients: made, play } = clients(text(200, canonical({ ...value, a: 'y' })));
    await expect(play(() => made.evidence.get(ref))).rejects.toMatchObject({ code: 'Malformed' });
  });
  test.each([
    [403, 'AccessDenied', 'AccessDenied'],
    [404, 'NoSuchKey', 'NotFound'],
    [503, 'SlowDown', 'Throttled'],
    [500, 'InternalError', 'Unavailable'],
  ])('%d %s is %s', async (status, reason, code) => {
    const { clients: made, play } = clients(text(status, `<Error><Code>${reason}</Code></Error>`));
    await expect(play(() => made.evidence.get(ref))).rejects.toMatchObject({ code });
  });
});
