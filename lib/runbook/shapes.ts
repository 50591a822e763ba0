import { didYouMean } from '../model/nearest.ts';
import * as z from 'zod';
import { parseDuration } from '../model/duration.ts';
import { outcomes } from '../model/outcome.ts';

/** Text, with something in it. */
export function text(expected: string) {
  return z.string({ error: expected }).refine((value) => value.trim() !== '', { error: expected });
}

export function matching(pattern: RegExp, expected: string) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, {
    error: ({ input }) =>
      `one of ${values.join(', ')}${typeof input === 'string' ? didYouMean(input, values) : ''}`,
  });
}

/** Seconds, above 0. */
export function duration(example: string) {
  const expected = `a duration such as "${example}"`;
  return z.string({ error: expected }).transform((value, context) => {
    const seconds = parseDuration(value);
    if (seconds !== undefined && seconds > 0) return seconds;
    context.addIssue({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

export const truth = z.boolean({ error: 'true or false' });

export function wholeNumber(from: number, to: number) {
  const expected = `a whole number from ${from} to ${to}`;
  return z.int({ error: expected }).min(from, { error: expected }).max(to, { error: expected });
}

/** A name of ours: of a runbook, and so of a state machine (AWS Step Functions, CreateStateMachine: at most 80 characters; the suffixes need room). */
export const runbookName = matching(
  /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  'small letters, digits and -, such as "restore-namespace"',
).max(60, { error: 'at most 60 characters' });

export const person = text('the name of a person or a group, such as "platform-oncall"');

export const objectives = z.strictObject(
  { rto: duration('75m').optional(), rpo: duration('24h').optional() },
  { error: 'a map such as { rto: 75m, rpo: 24h }' },
);

/** What a proof has to be. */
export const proof = z.strictObject(
  { within: duration('30d') },
  { error: 'for how long a proof counts, such as { within: 30d }' },
);

/** The levels of a question, in order. */
export const askLevels = z
  .array(
    z.strictObject(
      { who: person, for: duration('5m') },
      { error: 'a level such as { who: platform-leads, for: 5m }' },
    ),
    { error: 'levels such as [{ who: platform-leads, for: 5m }]' },
  )
  .min(1, { error: 'at least one level such as { who: platform-leads, for: 5m }' });

/** What an author may end a run with; the other outcomes come from elsewhere. */
export const finishOutcomes = ['nothing-to-do', 'recovered', 'aborted', 'failed'] as const;

export const anyOutcome = oneOf(outcomes);

/** An RFC 1123 label (Kubernetes, 'Object Names and IDs'). */
export const namespaceName = matching(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'a namespace: small letters, digits and -, at most 63',
);

export const account = matching(/^\d{12}$/, 'an AWS account of 12 digits, such as "111122223333"');
export const region = matching(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'an AWS Region such as "eu-west-1"');
