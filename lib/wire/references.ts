import { fail } from '../model/errors.ts';
import type { Reference } from '../model/people.ts';
import { placeOfSecret, secretIn } from '../model/secret.ts';
import { readParameter } from './parameters.ts';
import type { Secrets } from './secrets.ts';
import type { Surroundings } from './surroundings.ts';

/** Where the texts are that references stand for. */
export interface ReferenceParts {
  secrets: Secrets;
  surroundings: Surroundings;
}

/**
 * The text that a reference stands for, without white space around it (a line's end is easily kept with it). It is for the call that
 * needs it. Errors: those of Secrets Manager and Parameter Store; NotFound of a variable that is not set; BadInput when there is no
 * such key, or the text is none that can be sent. None holds the text.
 */
export async function readReference(reference: Reference, parts: ReferenceParts): Promise<string> {
  const { remembered, clock } = parts.surroundings;
  const read = () => usableText(reference, parts);
  return remembered ? remembered(JSON.stringify(reference), clock, read) : read();
}

async function usableText(reference: Reference, parts: ReferenceParts): Promise<string> {
  const text = (await textBehind(reference, parts)).trim();
  // A header with a line's end in it is refused by Node, and would be another header for others.
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  return fail('BadInput', {
    what: `what is kept in ${placeOf(reference)} is no token or key`,
    why: text === '' ? 'it is empty' : 'it holds white space, or letters that no key has',
    todo: 'keep the key alone there, without anything around it',
  });
}

/** `secret rebound-channels/slack#token`, as people say where something is kept. */
export function placeOf(reference: Reference): string {
  if ('$secret' in reference) return `secret ${reference.$secret}`;
  if ('$parameter' in reference) return `parameter ${reference.$parameter}`;
  return `the variable ${reference.$environment}`;
}

async function textBehind(reference: Reference, { secrets, surroundings }: ReferenceParts): Promise<string> {
  if ('$secret' in reference) return secretIn(reference, await secrets.read(placeOfSecret(reference).id));
  if ('$parameter' in reference) return readParameter(reference.$parameter, surroundings);
  const name = reference.$environment;
  return (
    surroundings.environment?.(name) ??
    fail('NotFound', {
      what: `the variable ${name} is not set`,
      ...(surroundings.environment ? {} : { why: 'nothing is read from the environment here' }),
      todo: surroundings.environment
        ? `set ${name} where Rebound is started`
        : 'keep it in Secrets Manager or Parameter Store, and refer to that',
    })
  );
}
