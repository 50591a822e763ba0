import { describe, expect, test } from '@jest/globals';
import { explain } from '../../lib/model/errors.ts';
import { makeSecrets } from '../../lib/wire/secrets-client.ts';
import { answering, json, type Reply, text } from './answering.ts';

const value = 'correct horse battery staple';
const found = json(200, { ARN: 'arn', Name: 'rebound/pager', SecretString: value });

async function read(reply: Reply, id = 'rebound/pager') {
  const { surroundings, sent, play } = answering(reply);
  const outcome = await play(() =>
    makeSecrets(surroundings)
      .read(id)
      .catch((error: unknown) => error),
  );
  return { outcome, sent };
}

test('asks once for the current version, signed as every call', async () => {
  const { outcome, sent } = await read(found);
  expect(outcome).toBe(value);
  expect(sent).toEqual([
    {
      system: 'secretsmanager',
      method: 'POST',
      url: 'https://secretsmanager.eu-west-1.amazonaws.com/',
      headers: expect.objectContaining({
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.GetSecretValue',
        authorization: expect.stringMatching(/Credential=AKIA\/\d+\/eu-west-1\/secretsmanager\/aws4_request/),
      }),
      body: '{"SecretId":"rebound/pager"}',
    },
  ]);
});

test('an ARN is read in its own Region', async () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:rebound/pager-AbCdEf';
  const { sent } = await read(found, arn);
  expect(sent[0]?.url).toBe('https://secretsmanager.eu-central-1.amazonaws.com/');
  expect(sent[0]?.headers['authorization']).toContain('/eu-central-1/secretsmanager/');
  expect(sent[0]?.body).toBe(JSON.stringify({ SecretId: arn }));
});

describe('what it says when there is none', () => {
  const refusal = (type: string, message: string, status = 400) => json(status, { __type: type, message });
  test.each<[string, Reply, string, RegExp]>([
    [
      'no such secret',
      refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret."),
      'NotFound',
      /secretsmanager:GetSecretValue on rebound\/pager/,
    ],
    [
      'no right to it',
      refusal('AccessDeniedException', 'User is not authorized'),
      'AccessDenied',
      /may not call secretsmanager:GetSecretValue|GetSecretValue/,
    ],
    [
      'no right to its key',
      refusal('DecryptionFailure', 'KMS said no'),
      'AccessDenied',
      /KMS|GetSecretValue/,
    ],
    [
      'marked for deletion',
      refusal('InvalidRequestException', 'marked for deletion'),
      'Rejected4xx',
      /marked for deletion/,
    ],
    ['asked too often', refusal('ThrottlingException', 'Rate exceeded'), 'Throttled', /Rate exceeded/],
    ['trouble over there', refusal('InternalServiceError', 'sorry', 500), 'Unavailable', /sorry/],
    ['a proxy', text(200, '<html>sign in</html>'), 'Malformed', /without a secret/],
    ['bytes', json(200, { Name: 'x', SecretBinary: 'aGVsbG8=' }), 'BadInput', /kept as bytes/],
    ['an empty one', json(200, { Name: 'x', SecretString: '' }), 'Malformed', /without a secret/],
    ['no answer', new Error('socket hang up'), 'Unavailable', /was not answered/],
  ])('%s', async (_, reply, code, message) => {
    const { outcome } = await read(reply);
    expect(outcome).toMatchObject({ code });
    expect(explain(outcome)).toMatch(message);
  });

  test('nothing of an answer that is not understood is repeated', async () => {
    const { outcome } = await read(json(200, { SecretStrings: value, SecretBinary: 'c2VjcmV0' }));
    expect(JSON.stringify(outcome) + explain(outcome)).not.toMatch(/correct horse|c2VjcmV0/);
  });
});
