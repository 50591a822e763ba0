import { fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import { awsJson } from './aws-json.ts';
import type { Surroundings } from './surroundings.ts';

const action = 'ssm:GetParameter';

/**
 * AWS Systems Manager Parameter Store: GetParameter with decryption (awsJson1_1), of the surroundings' Region. What is read is for the
 * call that needs it. Errors: NotFound, AccessDenied, Throttled, Unavailable, Rejected4xx, Malformed; none holds the text.
 */
export async function readParameter(name: string, surroundings: Surroundings): Promise<string> {
  const answer = await awsJson(
    {
      system: 'ssm',
      region: surroundings.region,
      target: 'AmazonSSM.GetParameter',
      input: { Name: name, WithDecryption: true },
      action,
      on: name,
      meaning,
    },
    surroundings,
  );
  const parameter = answer?.['Parameter'];
  const text = isObject(parameter) ? parameter['Value'] : undefined;
  if (typeof text === 'string' && text !== '') return text;
  // Nothing of the answer is shown: it may hold what must not be.
  return fail('Malformed', { what: `${action} on ${name} gave an answer without a value` });
}

/** Source: API model, errors of GetParameter. */
const meaning = {
  ParameterNotFound: 'ResourceNotFoundException',
  ParameterVersionNotFound: 'ResourceNotFoundException',
  InvalidKeyId: 'KMSAccessDeniedException',
};
