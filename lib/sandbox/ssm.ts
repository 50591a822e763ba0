import { isObject } from '../model/json.ts';
import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { bodyText, json } from './answer.ts';
import { parseJson } from './read.ts';
import type { World } from './world.ts';

/** Parameter Store: GetParameter of a SecureString, by name. Errors: those of its API model. */
export function answerParameters(world: World, request: WireRequest): WireAnswer {
  if (request.headers['x-amz-target'] !== 'AmazonSSM.GetParameter')
    return failure('InvalidAction', 'the sandbox does not serve this operation');
  const given = parseJson(bodyText(request));
  const name = isObject(given) ? given['Name'] : undefined;
  if (typeof name !== 'string' || name === '') return failure('ValidationException', 'Name may not be empty');
  const value = Object.hasOwn(world.parameters, name) ? world.parameters[name] : undefined;
  if (value === undefined) return failure('ParameterNotFound', '');
  const decrypted = isObject(given) && given['WithDecryption'] === true;
  const region = new URL(request.url).hostname.split('.')[1] ?? '';
  return json(200, {
    Parameter: {
      ARN: `arn:aws:ssm:${region}:111122223333:parameter${name.startsWith('/') ? '' : '/'}${name}`,
      DataType: 'text',
      LastModifiedDate: 1_700_000_000,
      Name: name,
      Type: 'SecureString',
      // Without decryption it is what the key made of it.
      Value: decrypted ? value : 'AQICAHi5dGhlIHNhbmRib3ggZW5jcnlwdHMgbm90aGluZw==',
      Version: 1,
    },
  });
}

function failure(type: string, message: string): WireAnswer {
  return json(400, { __type: type, message });
}
