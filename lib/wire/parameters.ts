import { codeOf, fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { WireAnswer } from '../model/transport.ts';
import { endpointOf } from './aws.ts';
import { wrapAwsError } from './aws-errors.ts';
import { send } from './send.ts';
import { signHeaders } from './sigv4.ts';
import type { Surroundings } from './surroundings.ts';

const action = 'ssm:GetParameter';

/**
 * AWS Systems Manager Parameter Store: GetParameter with decryption (awsJson1_1), of the surroundings' Region. What is read is for the
 * call that needs it. Errors: NotFound, AccessDenied, Throttled, Unavailable, Rejected4xx, Malformed; none holds the text.
 */
export async function readParameter(name: string, surroundings: Surroundings): Promise<string> {
  const { region } = surroundings;
  const url = `${endpointOf('ssm', region)}/`;
  const body = JSON.stringify({ Name: name, WithDecryption: true });
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonSSM.GetParameter',
  };
  const signed = surroundings.unsigned
    ? headers
    : signHeaders(
        { method: 'POST', url, headers, body },
        {
          credentials: await credentialsOf(surroundings, name),
          region,
          service: 'ssm',
          now: surroundings.clock.now(),
        },
      );
  const request = { system: 'ssm', method: 'POST', url, headers: signed, body } as const;
  return textOf(await send(surroundings, request, `${action} on ${name}`), name);
}

async function credentialsOf({ credentials }: Surroundings, name: string) {
  try {
    return await credentials();
  } catch (error) {
    throw codeOf(error) ? error : wrapAwsError(error, { action, on: name });
  }
}

function textOf(answer: WireAnswer, name: string): string {
  const parsed = parsedBody(answer);
  if (answer.status !== 200) throw wrapAwsError(exceptionOf(answer, parsed), { action, on: name });
  const parameter = parsed?.['Parameter'];
  const text = isObject(parameter) ? parameter['Value'] : undefined;
  if (typeof text === 'string' && text !== '') return text;
  // Nothing of the answer is shown: it may hold what must not be.
  return fail('Malformed', { what: `${action} on ${name} gave an answer without a value` });
}

/** What the service sent, as its SDK would throw it. */
function exceptionOf({ status, headers }: WireAnswer, parsed: Record<string, unknown> | undefined) {
  const type = headers['x-amzn-errortype'] ?? parsed?.['__type'];
  const name = typeof type === 'string' ? type.replace(/^.*#/, '').replace(/:.*$/, '') : '';
  const message = parsed?.['message'] ?? parsed?.['Message'];
  return {
    name: codeNames[name] ?? name,
    message: typeof message === 'string' ? message : '',
    $metadata: { httpStatusCode: status },
    ...(name === '' ? {} : { $fault: status >= 500 ? 'server' : 'client' }),
  };
}

/** What these mean, in the names of others. Source: API model, errors of GetParameter. */
const codeNames: Record<string, string> = {
  ParameterNotFound: 'ResourceNotFoundException',
  ParameterVersionNotFound: 'ResourceNotFoundException',
  InvalidKeyId: 'KMSAccessDeniedException',
};

function parsedBody({ body }: WireAnswer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
