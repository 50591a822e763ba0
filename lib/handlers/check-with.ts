import * as z from 'zod/mini';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { StepType } from '../steps/step-type.ts';

/** What a step was given, checked by its type's schema. BadInput naming each field that does not fit. */
export function checkWith(type: StepType, given: Json): Record<string, Json> {
  const parsed = z.safeParse(type.with, given);
  if (parsed.success) return parsed.data as Record<string, Json>;
  const why = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'with'}: ${issue.message}`)
    .join('; ');
  return fail('BadInput', {
    what: `${type.uses} cannot work with what it was given`,
    why,
    todo: 'mend the `with` of this step',
  });
}
