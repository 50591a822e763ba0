import { createHash } from 'node:crypto';
import jsonata, { type Expression, type Focus } from 'jsonata';
import type { Random } from '../model/clock.ts';
import { seededRandom, uuidOf } from './random.ts';

/** What an expression is handed in: the instant (milliseconds since the epoch) and chance. */
export interface Surroundings {
  now: number;
  random: Random;
}

/** Under which the surroundings are bound. No expression can name it: it has a blank. */
export const surroundingsName = 'handed in';

/** A failure of a function, with the one code for which the library keeps the message. */
class FunctionError extends Error {
  readonly code = 'D3137';
}

function surroundings(focus: Focus): Surroundings {
  const bound: Surroundings = focus.environment.lookup(surroundingsName);
  return bound;
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

/** Longest list that $range makes, as of States.ArrayRange. */
const rangeLengthMax = 1000;

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
      return original('fromMillis').then(({ implementation }) =>
        implementation.call(this, now, picture, timezone),
      );
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
      return original('toMillis').then(({ implementation }) =>
        implementation.call({ ...this, environment }, text, picture),
      );
    },
    '<s-s?:n>',
  ],
  random: [
    function (this: Focus, seed?: number): number {
      return seed === undefined ? surroundings(this).random() : seededRandom(seed)();
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
  partition: [
    (list?: unknown[], size?: number): unknown => {
      if (list === undefined || size === undefined) return undefined;
      if (!Number.isInteger(size) || size < 1)
        throw new FunctionError(`The size of $partition has to be a whole number above 0. Given ${size}`);
      return Array.from({ length: Math.ceil(list.length / size) }, (_, part) =>
        list.slice(part * size, (part + 1) * size),
      );
    },
    '<an>',
  ],
  range: [
    (first?: number, last?: number, step?: number): unknown => {
      if (first === undefined || last === undefined || step === undefined) return undefined;
      if (step === 0) throw new FunctionError('The step of $range must not be 0');
      const length = Math.max(0, Math.floor((last - first) / step) + 1);
      if (length > rangeLengthMax)
        throw new FunctionError(`$range makes at most ${rangeLengthMax} values. Asked for ${length}`);
      return sequence(Array.from({ length }, (_, index) => first + index * step));
    },
    '<nnn>',
  ],
  hash: [
    (content?: string, algorithm?: string): unknown => {
      if (content === undefined || algorithm === undefined) return undefined;
      const known = hashes[algorithm];
      if (!known)
        throw new FunctionError(`$hash knows ${Object.keys(hashes).join(', ')}. Given ${algorithm}`);
      return createHash(known).update(content).digest('hex');
    },
    '<ss:s>',
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
    '<s>',
  ],
};

type Call = (this: unknown, ...given: unknown[]) => unknown;
const originals = new Map<string, Promise<{ implementation: Call }>>();

/** The library's own version of a function that we replace or build on. Named as an expression, it is what the expression gives. */
function original(name: 'fromMillis' | 'toMillis'): Promise<{ implementation: Call }> {
  const known = originals.get(name);
  if (known) return known;
  const found: Promise<{ implementation: Call }> = jsonata(`$${name}`).evaluate(undefined, {});
  originals.set(name, found);
  return found;
}
