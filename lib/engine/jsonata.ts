import type { Json } from '../model/json.ts';
import { BoundExceeded, Budget, messages } from './bounds.ts';
import { compile, countFunctions } from './compiled.ts';
import { depthMax, depthProblem } from './definition/json-text.ts';
import { EvaluationFailure } from './failure.ts';
import { surroundingsName, type Surroundings } from './functions.ts';
import { setMember } from './member.ts';

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

/** What is wrong with the text of an expression, in the library's words; undefined when it can be evaluated. */
export function syntaxError(text: string): string | undefined {
  try {
    compile(text);
    return undefined;
  } catch (error) {
    return libraryError(error).message;
  }
}

/**
 * Evaluates the text of an expression. `location` is the field's path. What it gives is plain JSON; undefined, a
 * function, an error of the library, or more than an evaluation may cost, is an EvaluationFailure in AWS's words.
 */
export async function evaluate(text: string, location: string, scope: Scope): Promise<Json> {
  const where = `The JSONata expression '${text}' specified for the field '${location}'`;
  let value: unknown;
  try {
    const compiled = compile(text);
    if (compiled.uncounted) await countFunctions(compiled);
    const { expression, patterns } = compiled;
    const budget = new Budget();
    // No input: in Step Functions an expression has no context value, everything is read from variables.
    const bindings: Record<string, unknown> = Object.assign(Object.create(null), scope.variables, {
      states: scope.states,
      [surroundingsName]: { ...scope.surroundings, budget },
    });
    for (const [name, matcher] of patterns) bindings[name] = matcher(budget);
    value = await expression.evaluate(undefined, bindings);
  } catch (error) {
    const { code, message } = libraryError(error);
    const told =
      code === undefined
        ? message === undefined
          ? 'threw an internal error during evaluation.'
          : `threw an error during evaluation: ${message}`
        : `threw an error during evaluation. ${code}: ${message}`;
    throw new EvaluationFailure(`${where} ${told}`, location);
  }
  if (value === undefined) throw new EvaluationFailure(`${where} returned nothing (undefined).`, location);
  const json = plain(value, 0);
  if (json === undefined)
    throw new EvaluationFailure(`${where} returned an unsupported result type.`, location);
  if (json === tooDeep)
    throw new EvaluationFailure(`${where} threw an error during evaluation: ${depthProblem}`, location);
  return json;
}

/** The library's code and message; no code when the bounds say it, neither when something inside went wrong. */
function libraryError(error: unknown): { code?: string; message?: string } {
  if (error instanceof BoundExceeded) return { message: error.message };
  if (error instanceof RangeError)
    return { message: error.message.startsWith('Maximum call stack') ? messages.stack : messages.memory };
  if (typeof error !== 'object' || error === null) return {};
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return {};
  return { code, message: typeof message === 'string' ? message : 'no message' };
}

/** Values that are known to be plain JSON, so that a large one that is passed on is looked through once. */
const known = new WeakMap<object, Json>();

/** Marks a value that was parsed from JSON as plain. */
export function isPlain(value: Json): void {
  if (typeof value === 'object' && value !== null) known.set(value, value);
}

/** Stands for a value that is deeper than JSON may be. */
const tooDeep = Symbol('too deep');

/** The library's result as plain JSON: its marks on arrays taken off, undefined left out. Undefined when it holds a function. */
function plain(value: unknown, depth: number): Json | typeof tooDeep | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  // JSON has no word for these; the service writes them as texts.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return undefined;
  const seen = known.get(value);
  if (seen !== undefined) return seen;
  if (depth === depthMax) return tooDeep;
  const copy = Array.isArray(value) ? plainList(value, depth + 1) : plainObject(value, depth + 1);
  if (copy !== undefined && copy !== tooDeep) isPlain(copy);
  return copy;
}

function plainList(list: unknown[], depth: number): Json[] | typeof tooDeep | undefined {
  const copy: Json[] = [];
  for (const item of list) {
    if (item === undefined) continue;
    const json = plain(item, depth);
    if (json === undefined || json === tooDeep) return json;
    copy.push(json);
  }
  return copy;
}

function plainObject(object: object, depth: number): Json | typeof tooDeep | undefined {
  if ('_jsonata_function' in object || '_jsonata_lambda' in object) return undefined;
  const copy: Record<string, Json> = {};
  for (const [key, item] of Object.entries(object)) {
    if (item === undefined) continue;
    const json = plain(item, depth);
    if (json === undefined || json === tooDeep) return json;
    setMember(copy, key, json);
  }
  return copy;
}
