import * as z from 'zod/mini';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { onlyFields } from '../steps/fields.ts';
import type { Fields, StepType } from '../steps/step-type.ts';
import type { Secrets } from '../wire/secrets.ts';
import type { Redactor } from './redact.ts';
import { resolveSecrets, secretFields } from './secret-values.ts';

/**
 * What a step was given, checked by its type's schema. Secrets stay references: so it is hashed, approved and written. BadInput naming
 * each field that does not fit.
 */
export function checkWith(type: StepType, given: Json): Record<string, Json> {
  const references = isMap(given) ? secretFields(type, given) : [];
  if (references.length === 0 || !isMap(given)) return checked(type, type.with, given);
  const names = references.map(([field]) => field);
  const rest = Object.fromEntries(Object.entries(given).filter(([field]) => !names.includes(field)));
  const others = Object.entries(type.with.shape).filter(([field]) => !names.includes(field));
  // What the type says of several fields together is only known once the secrets are read.
  const error = onlyFields(Object.keys(type.with.shape).join(', '));
  const schema = z.strictObject(Object.fromEntries(others), { error });
  return { ...checked(type, schema, rest), ...Object.fromEntries(references) } as Record<string, Json>;
}

/** What a step is run with: the texts of its secrets in place of the references, read right before. BadInput when one does not fit, without showing it. */
export async function checkWithSecrets(
  type: StepType,
  given: Record<string, Json>,
  secrets: Secrets,
  redactor: Redactor,
): Promise<Record<string, Json>> {
  const names = secretFields(type, given).map(([field]) => field);
  if (names.length === 0) return given;
  return checked(type, type.with, await resolveSecrets(type, given, secrets, redactor), names);
}

function checked(type: StepType, schema: Fields, given: Json, secret: string[] = []): Record<string, Json> {
  const parsed = z.safeParse(schema, given);
  if (parsed.success) return parsed.data as Record<string, Json>;
  const why = parsed.error.issues
    .map(({ path, message }) =>
      secret.includes(String(path[0]))
        ? `${String(path[0])}: the secret is not what this field takes`
        : `${path.join('.') || 'with'}: ${message}`,
    )
    .join('; ');
  return fail('BadInput', {
    what: `${type.uses} cannot work with what it was given`,
    why,
    todo: 'mend the `with` of this step',
  });
}

function isMap(value: Json): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
