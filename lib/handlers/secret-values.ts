import { fail } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import {
  hidden,
  isSecret,
  parseSecret,
  placeOfSecret,
  secretIn,
  type SecretReference,
} from '../model/secret.ts';
import type { StepType } from '../steps/step-type.ts';
import type { Secrets } from '../wire/secrets.ts';
import { type Redactor, secretLengthMin } from './redact.ts';

/** The fields of a step's `with` that hold a reference to a secret. BadInput when the step type takes none there, naming the field. */
export function secretFields(
  { uses, secrets = [], nests }: Pick<StepType, 'uses' | 'secrets' | 'nests'>,
  given: Record<string, Json>,
): [string, SecretReference][] {
  // A nested run is given the references as they are, and checks them as its own inputs.
  if (nests) return [];
  return Object.entries(given).flatMap(([field, value]): [string, SecretReference][] => {
    const takes = secrets.some((one) => one === field);
    // Written into the runbook, or typed by who has the step tried again: `secret:NAME`.
    const typed = takes && typeof value === 'string' ? parseSecret(value) : undefined;
    const reference = typed ?? (isSecret(value) ? value : undefined);
    if (takes && reference) return [[field, reference]];
    if (!holdsSecret(value)) return [];
    return fail('BadInput', {
      what: `\`${field}\` of ${uses} was given a secret, and takes none`,
      why:
        secrets.length === 0
          ? `${uses} has no field for a secret`
          : `a secret may stand in ${secrets.join(', ')}, as it is`,
      todo: 'give the secret to a step that needs it, and nothing secret to this one',
    });
  });
}

/** Whether a reference to a secret stands anywhere in the value. */
export function holdsSecret(value: Json): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isObject(value)) return false;
  return isSecret(value) || Object.values(value as Record<string, Json>).some(holdsSecret);
}

/** `with` as a plan gets it: it never resolves a secret, and shows `(secret)`. */
export function withoutSecrets(given: Record<string, Json>): Record<string, Json> {
  const shown = Object.entries(given).map(([field, value]) => [field, isSecret(value) ? hidden : value]);
  return Object.fromEntries(shown) as Record<string, Json>;
}

/**
 * `with` as the step gets it right before it runs: the secrets' texts in place of the references. `redactor` knows each of them before
 * anything else is done with it. Errors: as of the client; BadInput when it has no such key, or is too short to be kept out of what is written.
 */
export async function resolveSecrets(
  type: Pick<StepType, 'uses' | 'secrets' | 'nests'>,
  given: Record<string, Json>,
  secrets: Secrets,
  redactor: Redactor,
): Promise<Record<string, Json>> {
  const resolved: Record<string, Json> = { ...given };
  for (const [field, reference] of secretFields(type, given)) {
    const whole = await secrets.read(placeOfSecret(reference).id);
    redactor.learn(whole);
    const text = secretIn(reference, whole);
    if (text.length < secretLengthMin) {
      fail('BadInput', {
        what: `the secret ${reference.$secret} has fewer than ${secretLengthMin} characters`,
        why: 'one that short could not be told from other words, and so not be kept out of what is written',
        todo: 'keep a longer one there',
      });
    }
    redactor.learn(text);
    resolved[field] = text;
  }
  return resolved;
}
