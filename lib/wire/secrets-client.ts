import { fail } from '../model/errors.ts';
import { awsJson } from './aws-json.ts';
import type { Secrets } from './secrets.ts';
import type { Surroundings } from './surroundings.ts';

const action = 'secretsmanager:GetSecretValue';

/** AWS Secrets Manager: GetSecretValue, its current version (awsJson1_1). A secret given by its ARN is read in the ARN's Region. */
export function makeSecrets(surroundings: Surroundings): Secrets {
  return {
    async read(id) {
      const region = id.startsWith('arn:') ? (id.split(':')[3] ?? surroundings.region) : surroundings.region;
      const answer = await awsJson(
        {
          system: 'secretsmanager',
          region,
          target: 'secretsmanager.GetSecretValue',
          input: { SecretId: id },
          action,
          on: id,
          meaning: { DecryptionFailure: 'KMSAccessDeniedException' },
        },
        surroundings,
      );
      return textOf(answer, id);
    },
  };
}

function textOf(answer: Record<string, unknown> | undefined, id: string): string {
  const text = answer?.['SecretString'];
  if (typeof text === 'string' && text !== '') return text;
  // Nothing of the answer is shown: it may hold what must not be.
  if (typeof answer?.['SecretBinary'] === 'string')
    fail('BadInput', {
      what: `the secret ${id} is kept as bytes, and only text can be used`,
      todo: 'store it as text',
    });
  return fail('Malformed', { what: `${action} on ${id} gave an answer without a secret` });
}
