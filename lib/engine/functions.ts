import { createHash } from 'node:crypto';
import jsonata, { type Expression, type Focus } from 'jsonata';
import type { Random } from '../model/clock.ts';
import { isObject } from '../model/json.ts';
import { BoundExceeded, type Budget, messages } from './bounds.ts';
import { javaRandom, uuidOf } from './random.ts';

/** What an expression is handed in: the instant (milliseconds since the epoch) and chance. */
export interface Surroundings {
  now: number;
  random: Random;
}

/** Under which the surroundings are bound, with the evaluation's budget. No expression can name it: it has a blank. */
export const surroundingsName = 'handed in';

/** A failure of a function, with the one code for which the library keeps the message. */
class FunctionError extends Error {
  readonly code = 'D3137';
}

function handedIn(environment: Focus['environment']): Surroundings & { budget: Budget } {
  const bound: Surroundings & { budget: Budget } = environment.lookup(surroundingsName);
  return bound;
}

function surroundings(focus: Focus): Surroundings {
  return handedIn(focus.environment);
}

/** What pays for the steps of the evaluation that is going on. */
export function budgetOf(environment: Focus['environment']): Budget {
  return handedIn(environment).budget;
}

/** A list that the library takes for a sequence: one of one value is that value. */
function sequence<T>(values: T[]): T[] {
  return Object.assign(values, { sequence: true });
}

const hashes: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Longest list that $range makes, as measured: one more is too much memory. */
const rangeLengthMax = 360_145;

/**
 * Gives an expression the functions that Step Functions adds, binds those that look at time or chance to what is
 * handed in, and takes away `$eval`, which Step Functions does not have.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function equip(expression: Expression): void {
  expression.assign('eval', undefined);
  for (const [name, [implementation, signature]] of Object.entries(functions))
    expression.registerFunction(name, implementation, signature);
}

type Implementation = Parameters<Expression['registerFunction']>[1];

const functions: Record<string, [implementation: Implementation, signature: string]> = {
  now: [
    function (this: Focus, picture?: string, timezone?: string): unknown {
      const { now } = surroundings(this);
      return callOriginal('fromMillis', this, [now, picture, timezone]);
    },
    '<s?s?:s>',
  ],
  millis: [
    function (this: Focus): number {
      return surroundings(this).now;
    },
    '<:n>',
  ],
  // A picture without a date takes what is missing from the instant of the evaluation.
  toMillis: [
    function (this: Focus, text?: string, picture?: string): unknown {
      const environment = { ...this.environment, timestamp: new Date(surroundings(this).now) };
      return callOriginal('toMillis', { ...this, environment }, [text, picture]);
    },
    '<s-s?:n>',
  ],
  random: [
    function (this: Focus, seed?: number): number {
      return seed === undefined ? surroundings(this).random() : javaRandom(seed);
    },
    '<n?:n>',
  ],
  uuid: [
    function (this: Focus): string {
      return uuidOf(surroundings(this).random);
    },
    '<:s>',
  ],
  shuffle: [
    function (this: Focus, list?: unknown[]): unknown[] | undefined {
      if (list === undefined || list.length <= 1) return list;
      const shuffled = [...list];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = Math.floor(surroundings(this).random() * (last + 1));
        [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
      }
      return shuffled;
    },
    '<a:a>',
  ],
  // Measured: numbers are cut to whole ones, and what makes no part or no range is undefined, not an error.
  partition: [
    (list?: unknown[], size?: number): unknown => {
      const each = Math.trunc(size ?? 0);
      if (list === undefined || list.length === 0 || each < 1) return undefined;
      return Array.from({ length: Math.ceil(list.length / each) }, (_, part) =>
        list.slice(part * each, (part + 1) * each),
      );
    },
    '<a?n?>',
  ],
  range: [
    (start?: number, end?: number, by?: number): unknown => {
      const [first, last, step] = [start, end, by].map((bound) => Math.trunc(bound ?? NaN));
      if (first === undefined || last === undefined || step === undefined) return undefined;
      const length = Math.floor((last - first) / step) + 1;
      if (!(length >= 1) || step === 0) return undefined;
      if (length > rangeLengthMax) throw new BoundExceeded(messages.memory);
      return sequence(Array.from({ length }, (_, index) => first + index * step));
    },
    '<n?n?n?>',
  ],
  hash: [
    (content?: string, algorithm?: string): unknown => {
      if (content === undefined || algorithm === undefined) return undefined;
      const known = hashes[algorithm];
      if (!known)
        throw new FunctionError(`$hash knows ${Object.keys(hashes).join(', ')}. Given ${algorithm}`);
      return createHash(known).update(content).digest('hex');
    },
    '<s?s?:s>',
  ],
  parse: [
    (text?: string): unknown => {
      if (text === undefined) return undefined;
      try {
        const parsed: unknown = JSON.parse(text);
        return parsed;
      } catch {
        throw new FunctionError('$parse was given a text that is no JSON');
      }
    },
    '<s?>',
  ],
};

/** Functions that are given here, not by the library. */
export const providedNames: ReadonlySet<string> = new Set([...Object.keys(functions), 'eval']);

/** A function of the library as it is bound. */
export interface LibraryFunction {
  _jsonata_function: true;
  implementation: (this: Focus, ...given: unknown[]) => unknown;
  signature?: unknown;
}

const originals = new Map<string, Promise<LibraryFunction | undefined>>();

/** The library's own function of a name, undefined when it has none. Named as an expression, it is what the expression gives. */
export function original(name: string): Promise<LibraryFunction | undefined> {
  const known = originals.get(name);
  if (known) return known;
  const found = /^\w+$/.test(name) ? libraryFunction(name) : Promise.resolve(undefined);
  originals.set(name, found);
  return found;
}

async function libraryFunction(name: string): Promise<LibraryFunction | undefined> {
  const value: unknown = await jsonata(`$${name}`).evaluate(undefined, {});
  return isLibraryFunction(value) ? value : undefined;
}

function isLibraryFunction(value: unknown): value is LibraryFunction {
  return (
    isObject(value) && value['_jsonata_function'] === true && typeof value['implementation'] === 'function'
  );
}

/** Calls the library's own version of a function that is replaced here. */
async function callOriginal(name: string, focus: Focus, given: unknown[]): Promise<unknown> {
  const library = await original(name);
  return library?.implementation.apply(focus, given);
}
