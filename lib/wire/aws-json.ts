import { bodyObject } from './body-object.ts';
import { codeOf } from '../model/errors.ts';
import type { WireAnswer } from '../model/transport.ts';
import { endpointOf } from './aws.ts';
import { wrapAwsError } from './aws-errors.ts';
import { send } from './send.ts';
import { signHeaders } from './sigv4.ts';
import type { Surroundings } from './surroundings.ts';

/** One operation of an awsJson1_1 service, and how an error of it is told. */
export interface AwsJsonCall {
  system: 'secretsmanager' | 'ssm';
  region: string;
  /** `secretsmanager.GetSecretValue` */
  target: string;
  input: Record<string, string | boolean>;
  /** `secretsmanager:GetSecretValue`, and what it is done to. */
  action: string;
  on: string;
  /** What the service's own errors mean, in the names that `wrapAwsError` knows. */
  meaning: Readonly<Record<string, string>>;
}

/** What it answers; undefined when that is no object. Errors: NotFound, AccessDenied, Throttled, Unavailable, Rejected4xx. */
export async function awsJson(
  call: AwsJsonCall,
  surroundings: Surroundings,
): Promise<Record<string, unknown> | undefined> {
  const { system, region, target, input, action, on, meaning } = call;
  const url = `${endpointOf(system, region)}/`;
  const body = JSON.stringify(input);
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const signed = surroundings.unsigned
    ? headers
    : signHeaders(
        { method: 'POST', url, headers, body },
        {
          credentials: await credentialsOf(surroundings, call),
          region,
          service: system,
          now: surroundings.clock.now(),
        },
      );
  const request = { system, method: 'POST', url, headers: signed, body } as const;
  const answer = await send(surroundings, request, `${action} on ${on}`);
  const parsed = bodyObject(answer);
  if (answer.status !== 200) throw wrapAwsError(exceptionOf(answer, parsed, meaning), { action, on });
  return parsed;
}

async function credentialsOf({ credentials }: Surroundings, { action, on }: AwsJsonCall) {
  try {
    return await credentials();
  } catch (error) {
    throw codeOf(error) ? error : wrapAwsError(error, { action, on });
  }
}

/** What the service sent, as its SDK would throw it. */
function exceptionOf(
  { status, headers }: WireAnswer,
  parsed: Record<string, unknown> | undefined,
  meaning: AwsJsonCall['meaning'],
) {
  const type = headers['x-amzn-errortype'] ?? parsed?.['__type'];
  const name = typeof type === 'string' ? type.replace(/^.*#/, '').replace(/:.*$/, '') : '';
  const message = parsed?.['message'] ?? parsed?.['Message'];
  return {
    name: (Object.hasOwn(meaning, name) ? meaning[name] : undefined) ?? name,
    message: typeof message === 'string' ? message : '',
    $metadata: { httpStatusCode: status },
    ...(name === '' ? {} : { $fault: status >= 500 ? 'server' : 'client' }),
  };
}
