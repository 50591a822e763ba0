import type { Json } from '../model/json.ts';
import { EvaluationFailure } from './failure.ts';
import { expressionIn, type Scope } from './jsonata.ts';
import { fill } from './template.ts';

type Wanted = 'array' | 'boolean' | 'string' | 'number' | 'integer';

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** AWS's words for a field that is not of its type. */
export function unexpectedType(
  written: Json,
  location: string,
  wanted: Wanted,
  value: Json,
): EvaluationFailure {
  const expression =
    typeof written === 'string' ? (expressionIn(written) ?? written) : JSON.stringify(written);
  return new EvaluationFailure(
    `The JSONata expression '${expression}' specified for the field '${location}' returned an unexpected result type. Expected '${wanted}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
    location,
  );
}

/** A whole number within bounds, out of a number or an expression. */
export async function wholeNumber(
  written: Json,
  location: string,
  scope: () => Scope,
  { min, max }: { min: number; max: number },
): Promise<number> {
  const value = await fill(written, location, scope);
  if (typeof value !== 'number') throw unexpectedType(written, location, 'number', value);
  if (!Number.isInteger(value)) throw unexpectedType(written, location, 'integer', value);
  if (value < min || value > max)
    throw new EvaluationFailure(
      `The value of the field '${location}' has to be between ${min} and ${max} but was: ${value}`,
      location,
    );
  return value;
}

/** A text, out of a text or an expression. */
export async function textOf(written: Json, location: string, scope: () => Scope): Promise<string> {
  const value = await fill(written, location, scope);
  if (typeof value !== 'string') throw unexpectedType(written, location, 'string', value);
  return value;
}
