import { printTree } from './expression-print.ts';
import type { Tree } from './expression-tree.ts';

/** What is known of a value before anything runs. `unknown` is the honest answer: nothing is said about it. */
export type Type =
  | { kind: 'unknown' }
  /** `null`, as it is written. */
  | { kind: 'nothing' }
  | { kind: 'boolean' }
  /** Durations are in seconds. */
  | { kind: 'number'; is?: 'duration' | 'size' }
  /** `values`: it is one of these. */
  | { kind: 'text'; values?: readonly string[]; is?: 'time' }
  | { kind: 'list'; item: Type }
  /** Without `fields` it may have any. */
  | { kind: 'map'; fields?: ReadonlyMap<string, Type> };

export const unknown: Type = { kind: 'unknown' };
export const anyText: Type = { kind: 'text' };
export const anyNumber: Type = { kind: 'number' };
export const truth: Type = { kind: 'boolean' };

/** How many values are listed in a message. */
const listedMax = 12;

/** `a number`, `a duration`, `one of HEALTHY, GONE`: what stands behind "is". */
export function describeType(type: Type): string {
  switch (type.kind) {
    case 'unknown':
      return 'something';
    case 'nothing':
      return 'null';
    case 'boolean':
      return 'true or false';
    case 'number':
      return type.is === 'duration' ? 'a duration, a number of seconds' : 'a number';
    case 'text':
      if (type.values) return describeValues(type.values);
      return type.is === 'time' ? 'a time, a text' : 'a text';
    case 'list':
      return 'a list';
    case 'map':
      return 'a map of fields';
  }
}

function describeValues(values: readonly string[]): string {
  const [only, more] = values;
  if (only !== undefined && more === undefined) return `always ${only}`;
  const shown = values.slice(0, listedMax).join(', ');
  return `one of ${shown}${values.length > listedMax ? ', …' : ''}`;
}

/** What either of two may be; unknown unless they are of one kind. */
export function either(a: Type, b: Type): Type {
  if (a.kind !== b.kind) return unknown;
  if (a.kind === 'text' && b.kind === 'text') {
    if (a.values && b.values) return { kind: 'text', values: [...new Set([...a.values, ...b.values])] };
    return a.is !== undefined && a.is === b.is ? a : anyText;
  }
  if (a.kind === 'number' && b.kind === 'number') return a.is === b.is ? a : anyNumber;
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', item: either(a.item, b.item) };
  return a.kind === 'map' ? { kind: 'map' } : a;
}

/** An expression as it is named in a message, at most 60 characters. */
export function named(tree: Tree): string {
  const text = printTree(tree);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
