import * as z from 'zod/mini';
import { expected, onlyFields, sentence } from '../fields.ts';

/** What a person can write down: kinds that need nothing looked up. */
export const recordTypes = ['string', 'number', 'boolean', 'choice', 'duration', 'time'] as const;

const namePattern = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const recordError = expected('names and what they are: { case_id: { type: string } }');
const nameError = 'expected a name of small letters, digits and _, at most 32, such as case_id';
const choicesError = expected('a list of texts such as [small, large]');

const spec = z
  .strictObject(
    {
      type: z.enum(recordTypes, { error: expected(`one of ${recordTypes.join(', ')}`) }),
      description: z.optional(sentence('what is to be written down')),
      choices: z.optional(
        z.array(sentence('a choice'), { error: choicesError }).check(z.minLength(1, { error: choicesError })),
      ),
      pattern: z.optional(
        sentence('a regular expression such as "[0-9]+"').check(
          z.refine(compiles, { error: 'expected a regular expression such as "[0-9]+"' }),
        ),
      ),
    },
    { error: onlyFields('type, description, choices, pattern') },
  )
  .check(
    z.refine(({ type, choices }) => (type === 'choice') === (choices !== undefined), {
      path: ['choices'],
      error: 'expected choices for the type choice, and for no other',
    }),
    z.refine(({ type, pattern }) => type === 'string' || pattern === undefined, {
      path: ['pattern'],
      error: 'expected a pattern for the type string only',
    }),
  );

/** What the person writes down, by name. */
export function recordSpecs() {
  const name = z.string().check(z.regex(namePattern), z.maxLength(32));
  return z.record(name, spec, {
    error: (issue) => (issue.code === 'invalid_key' ? nameError : recordError(issue)),
  });
}

/** What was written down: null where nobody did (a dry-run). Durations are seconds, times ISO 8601. */
export function recorded() {
  return z.record(z.string(), z.nullable(z.union([z.string(), z.number(), z.boolean()])));
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`) instanceof RegExp;
  } catch {
    return false;
  }
}
