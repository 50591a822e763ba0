import { isObject } from '../model/json.ts';
import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { bodyText, json } from './answer.ts';
import { suffixOf } from './chance.ts';
import { secretName } from './channel-secrets.ts';
import type { World } from './world.ts';

/** AWS Secrets Manager: GetSecretValue, by name or ARN, of the secrets that the world was given. Errors: those of its API model. */
export function answerSecrets(world: World, request: WireRequest): WireAnswer {
  const operation = request.headers['x-amz-target'];
  if (operation !== 'secretsmanager.GetSecretValue')
    return failure('InvalidRequestException', 'the sandbox does not serve this operation');
  const id = secretId(request);
  if (id === undefined || id === '')
    return failure('InvalidParameterException', 'You must specify a SecretId.');
  const name = secretName(id);
  const text = Object.hasOwn(world.secrets, name) ? world.secrets[name] : undefined;
  if (text === undefined)
    return failure('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  const region = new URL(request.url).hostname.split('.')[1] ?? '';
  return json(200, {
    ARN: id.startsWith('arn:')
      ? id
      : `arn:aws:secretsmanager:${region}:111122223333:secret:${name}-${suffixOf(name, 6)}`,
    CreatedDate: 1_700_000_000,
    Name: name,
    SecretString: text,
    VersionId: '00000000-0000-4000-8000-000000000001',
    VersionStages: ['AWSCURRENT'],
  });
}

function secretId(request: WireRequest): string | undefined {
  try {
    const value: unknown = JSON.parse(bodyText(request));
    const id = isObject(value) ? value['SecretId'] : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function failure(type: string, message: string): WireAnswer {
  return json(400, { __type: type, Message: message });
}
