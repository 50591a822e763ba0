import { codeOf, fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { WireAnswer } from '../model/transport.ts';
import { endpointOf } from './aws.ts';
import { wrapAwsError } from './aws-errors.ts';
import type { Secrets } from './secrets.ts';
import { send } from './send.ts';
import { signHeaders } from './sigv4.ts';
import type { Surroundings } from './surroundings.ts';

const action = 'secretsmanager:GetSecretValue';

/** AWS Secrets Manager: GetSecretValue, its current version (awsJson1_1). A secret given by its ARN is read in the ARN's Region. */
export function makeSecrets(surroundings: Surroundings): Secrets {
  return {
    async read(id) {
      const region = id.startsWith('arn:') ? (id.split(':')[3] ?? surroundings.region) : surroundings.region;
      const url = `${endpointOf('secretsmanager', region)}/`;
      const body = JSON.stringify({ SecretId: id });
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.GetSecretValue',
      };
      const signed = surroundings.unsigned
        ? headers
        : signHeaders(
            { method: 'POST', url, headers, body },
            {
              credentials: await credentialsOf(surroundings, id),
              region,
              service: 'secretsmanager',
              now: surroundings.clock.now(),
            },
          );
      const request = { system: 'secretsmanager', method: 'POST', url, headers: signed, body } as const;
      const answer = await send(surroundings, request, `${action} on ${id}`);
      return textOf(answer, id);
    },
  };
}

async function credentialsOf({ credentials }: Surroundings, id: string) {
  try {
    return await credentials();
  } catch (error) {
    throw codeOf(error) ? error : wrapAwsError(error, { action, on: id });
  }
}

function textOf(answer: WireAnswer, id: string): string {
  const parsed = parsedBody(answer);
  if (answer.status !== 200) throw wrapAwsError(exceptionOf(answer, parsed), { action, on: id });
  const text = parsed?.['SecretString'];
  if (typeof text === 'string' && text !== '') return text;
  // Nothing of the answer is shown: it may hold what must not be.
  if (typeof parsed?.['SecretBinary'] === 'string')
    fail('BadInput', {
      what: `the secret ${id} is kept as bytes, and only text can be used`,
      todo: 'store it as text',
    });
  return fail('Malformed', { what: `${action} on ${id} gave an answer without a secret` });
}

/** What the service sent, as its SDK would throw it. */
function exceptionOf({ status, headers }: WireAnswer, parsed: Record<string, unknown> | undefined) {
  const type = headers['x-amzn-errortype'] ?? parsed?.['__type'];
  const name = typeof type === 'string' ? type.replace(/^.*#/, '').replace(/:.*$/, '') : '';
  const message = parsed?.['message'] ?? parsed?.['Message'];
  return {
    name: name === 'DecryptionFailure' ? 'KMSAccessDeniedException' : name,
    message: typeof message === 'string' ? message : '',
    $metadata: { httpStatusCode: status },
    ...(name === '' ? {} : { $fault: status >= 500 ? 'server' : 'client' }),
  };
}

function parsedBody({ body }: WireAnswer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
