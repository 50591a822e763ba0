import jsonata, { type Expression } from 'jsonata';
import type { Json } from '../model/json.ts';
import { EvaluationFailure } from './failure.ts';
import { equip, surroundingsName, type Surroundings } from './functions.ts';

/** What an expression can see: variables, `states`, and the surroundings. */
export interface Scope {
  variables: Record<string, Json>;
  /** `$states`, with exactly the fields that AWS gives in this place. */
  states: Record<string, Json>;
  surroundings: Surroundings;
}

/** The text of an expression (`{% … %}`); undefined when the text is a literal. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4
    ? text.slice(2, -2).trim()
    : undefined;
}

/** Compiled once for each text, for all executions: parsing takes longer than evaluating. */
const compiled = new Map<string, Expression | { code: string; message: string }>();

function compile(text: string): Expression {
  let entry = compiled.get(text);
  if (!entry) {
    try {
      const expression = jsonata(text);
      equip(expression);
      entry = expression;
    } catch (error) {
      entry = libraryError(error);
    }
    compiled.set(text, entry);
  }
  if ('evaluate' in entry) return entry;
  throw Object.assign(new Error(entry.message), { code: entry.code });
}

/** What is wrong with the text of an expression; undefined when it can be evaluated. */
export function syntaxError(text: string): string | undefined {
  try {
    compile(text);
    return undefined;
  } catch (error) {
    const { code, message } = libraryError(error);
    return `${code}: ${message}`;
  }
}

/**
 * Evaluates the text of an expression. `location` is the field's path. What it gives is plain JSON; undefined, a
 * function, or an error of the library is an EvaluationFailure in AWS's words.
 */
export async function evaluate(text: string, location: string, scope: Scope): Promise<Json> {
  const where = `The JSONata expression '${text}' specified for the field '${location}'`;
  let value: unknown;
  try {
    // No input: in Step Functions an expression has no context value, everything is read from variables.
    value = await compile(text).evaluate(undefined, {
      ...scope.variables,
      states: scope.states,
      [surroundingsName]: scope.surroundings,
    });
  } catch (error) {
    const { code, message } = libraryError(error);
    throw new EvaluationFailure(`${where} threw an error during evaluation. ${code}: ${message}`, location);
  }
  if (value === undefined) throw new EvaluationFailure(`${where} returned nothing (undefined).`, location);
  const json = plain(value);
  if (json === undefined)
    throw new EvaluationFailure(`${where} returned an unsupported result type.`, location);
  return json;
}

function libraryError(error: unknown): { code: string; message: string } {
  if (typeof error !== 'object' || error === null) return { code: 'D0000', message: String(error) };
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : 'D0000',
    message: typeof message === 'string' ? message : 'no message',
  };
}

/** Values that are known to be plain JSON, so that a large one that is passed on is looked through once. */
const known = new WeakMap<object, Json>();

/** Marks a value that was parsed from JSON as plain. */
export function isPlain(value: Json): void {
  if (typeof value === 'object' && value !== null) known.set(value, value);
}

/** The library's result as plain JSON: its marks on arrays taken off, undefined left out. Undefined when it holds a function. */
function plain(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return undefined;
  const seen = known.get(value);
  if (seen !== undefined) return seen;
  const copy = Array.isArray(value) ? plainList(value) : plainObject(value);
  if (copy !== undefined) isPlain(copy);
  return copy;
}

function plainList(list: unknown[]): Json[] | undefined {
  const copy: Json[] = [];
  for (const item of list) {
    if (item === undefined) continue;
    const json = plain(item);
    if (json === undefined) return undefined;
    copy.push(json);
  }
  return copy;
}

function plainObject(object: object): Json | undefined {
  if ('_jsonata_function' in object || '_jsonata_lambda' in object) return undefined;
  const copy: Record<string, Json> = {};
  for (const [key, item] of Object.entries(object)) {
    if (item === undefined) continue;
    const json = plain(item);
    if (json === undefined) return undefined;
    copy[key] = json;
  }
  return copy;
}
