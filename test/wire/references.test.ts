import { describe, expect, test } from '@jest/globals';
import { explain } from '../../lib/model/errors.ts';
import type { Reference } from '../../lib/model/people.ts';
import { readReference } from '../../lib/wire/references.ts';
import { makeSecrets } from '../../lib/wire/secrets-client.ts';
import { answering, json, type Reply, text } from './answering.ts';

const value = 'xoxb-correct-horse-battery';
const parameter: Reference = { $parameter: '/rebound-channels/slack' };

async function read(reference: Reference, reply: Reply, environment?: Record<string, string>) {
  const { surroundings, sent, play } = answering(reply);
  const around = {
    ...surroundings,
    ...(environment && { environment: (name: string) => environment[name] }),
  };
  const outcome = await play(() =>
    readReference(reference, { secrets: makeSecrets(around), surroundings: around }).catch(
      (error: unknown) => error,
    ),
  );
  return { outcome, sent };
}
const secret = (SecretString: string) => json(200, { ARN: 'arn', Name: 'n', SecretString });
const kept = (Value: string) =>
  json(200, { Parameter: { Name: 'n', Type: 'SecureString', Value, Version: 1 } });

test.each<[Reference, Reply]>([
  [{ $secret: 'rebound-channels/slack' }, secret(value)],
  [{ $secret: 'rebound-channels/slack#token' }, secret(JSON.stringify({ token: value, other: 'x' }))],
  [parameter, kept(value)],
  [{ $environment: 'SLACK_TOKEN' }, new Error('not asked')],
  // A line's end is easily kept with it.
  [parameter, kept(` ${value}\n`)],
])('%j', async (reference, reply) => {
  expect((await read(reference, reply, { SLACK_TOKEN: value })).outcome).toBe(value);
});

test('a parameter is asked for once, decrypted, signed as every call', async () => {
  const { sent } = await read(parameter, kept(value));
  expect(sent).toEqual([
    {
      system: 'ssm',
      method: 'POST',
      url: 'https://ssm.eu-west-1.amazonaws.com/',
      headers: expect.objectContaining({
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonSSM.GetParameter',
        authorization: expect.stringMatching(/Credential=AKIA\/\d+\/eu-west-1\/ssm\/aws4_request/),
      }),
      body: '{"Name":"/rebound-channels/slack","WithDecryption":true}',
    },
  ]);
});

describe('what it says when there is none', () => {
  const refusal = (type: string, status = 400) => json(status, { __type: type, message: `${type} said` });
  test.each<[string, Reference, Reply, string]>([
    ['no such parameter', parameter, refusal('ParameterNotFound'), 'NotFound'],
    ['no right to it', parameter, refusal('AccessDeniedException'), 'AccessDenied'],
    ['no right to its key', parameter, refusal('InvalidKeyId'), 'AccessDenied'],
    ['asked too often', parameter, refusal('ThrottlingException'), 'Throttled'],
    ['trouble over there', parameter, refusal('InternalServerError', 500), 'Unavailable'],
    ['a proxy', parameter, text(200, `<html>${value}</html>`), 'Malformed'],
    ['no value', parameter, json(200, { Parameter: { Name: value } }), 'Malformed'],
    ['no answer', parameter, new Error('lost'), 'Unavailable'],
    ['an empty one', parameter, kept(' '), 'BadInput'],
    ['one with a line in it', parameter, kept(`${value}\nx-evil: ${value}`), 'BadInput'],
    ['no such key', { $secret: 'a#key' }, secret(JSON.stringify({ other: value })), 'BadInput'],
    ['a key of no object', { $secret: 'a#key' }, secret(value), 'BadInput'],
    ['no such variable', { $environment: 'NONE' }, text(200, ''), 'NotFound'],
  ])('%s', async (_, reference, reply, code) => {
    const { outcome } = await read(reference, reply, {});
    expect(outcome).toMatchObject({ code });
    expect(JSON.stringify(outcome) + explain(outcome)).not.toContain(value);
  });
  test('the environment is read only where there is one', async () => {
    const { outcome } = await read({ $environment: 'TOKEN' }, text(200, ''));
    expect(explain(outcome)).toMatch(/TOKEN is not set \(nothing is read from the environment here\)/);
  });
});
