import { parseDuration } from '../model/duration.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Tree } from './expression-tree.ts';
import { describeType, named, type Type } from './type.ts';

/** What is wrong with an expression's types: at which part of it, and what to write instead. */
export interface TypeMistake {
  code:
    | 'impossible-value'
    | 'wrong-comparison'
    | 'wrong-operand'
    | 'wrong-argument'
    | 'not-a-condition'
    | 'not-a-list'
    | 'unknown-field';
  tree: Tree;
  message: string;
}

/** A part of an expression, and what it is. */
export interface Typed {
  tree: Tree;
  type: Type;
}

/** Whether two values can be equal; undefined when they can, or when that is not known. */
export function neverEqual(left: Typed, right: Typed): TypeMistake | undefined {
  const [a, b] = [left.type, right.type];
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if (a.kind === 'nothing' || b.kind === 'nothing') return undefined;
  if (a.kind !== b.kind) return otherKind(left, right);
  if (a.kind !== 'text' || b.kind !== 'text' || !a.values || !b.values) return undefined;
  const possible = b.values;
  if (a.values.some((value) => possible.includes(value))) return undefined;
  const { found, subject } = sides(left, right);
  const is = describeType(subject.type);
  if (found.tree.kind !== 'literal') {
    const message = `found ${named(found.tree)}, ${describeType(found.type)}, but ${named(subject.tree)} is ${is}: they are never equal`;
    return { code: 'impossible-value', tree: found.tree, message };
  }
  const values = subject.type.kind === 'text' ? (subject.type.values ?? []) : [];
  const message = `found ${named(found.tree)}, but ${named(subject.tree)} is ${is}${didYouMean(String(found.tree.value), values)}`;
  return { code: 'impossible-value', tree: found.tree, message };
}

/** `null` beside a path: what is missing or null has stopped the run before it is compared. */
export function comparedWithNull(operator: string, left: Typed, right: Typed): TypeMistake | undefined {
  const [found, subject] = right.type.kind === 'nothing' ? [right, left] : [left, right];
  if (found.type.kind !== 'nothing' || found.tree.kind !== 'literal') return undefined;
  const isPath =
    subject.tree.kind === 'path' && subject.type.kind !== 'unknown' && subject.type.kind !== 'nothing';
  if (!isPath) return undefined;
  const there = `$exists(${named(subject.tree)})`;
  const instead = operator === '=' ? `$not(${there})` : there;
  const message = `found null, but what is missing stops the run before it is compared: write ${instead}`;
  return { code: 'wrong-comparison', tree: found.tree, message };
}

/** `<`, `<=`, `>`, `>=`: two numbers or two texts; JSONata fails on anything else. */
export function wrongOrder(operator: string, left: Typed, right: Typed): TypeMistake | undefined {
  for (const { tree, type } of [left, right]) {
    if (type.kind !== 'boolean' && type.kind !== 'list' && type.kind !== 'map') continue;
    const count = type.kind === 'list' ? `: write $count(${named(tree)})` : '';
    const message = `found ${named(tree)}, ${describeType(type)}, beside "${operator}", which compares two numbers or two texts${count}`;
    return { code: 'wrong-operand', tree, message };
  }
  const clear = [left, right].every(({ type }) => type.kind === 'number' || type.kind === 'text');
  return clear && left.type.kind !== right.type.kind ? otherKind(left, right) : undefined;
}

/** `+`, `-`, `*`, `/`, `%`, `..`: numbers only. */
export function noNumber(operator: string, operand: Typed): TypeMistake | undefined {
  const { tree, type } = operand;
  if (type.kind === 'unknown' || type.kind === 'number' || type.kind === 'nothing') return undefined;
  const join = operator === '+' && type.kind === 'text' ? ': write "&" to join texts' : '';
  const seconds = secondsOf(tree);
  const instead = join || seconds === undefined ? join : `: durations are seconds here, write ${seconds}`;
  const message = `found ${named(tree)}, ${describeType(type)}, beside "${operator}", which takes numbers${instead}`;
  return { code: 'wrong-operand', tree, message };
}

/** A text where true or false is wanted: JSONata takes every text but the empty one for true. */
export function textForTruth(operand: Typed, where: string, before?: Tree): TypeMistake | undefined {
  const { tree, type } = operand;
  if (type.kind !== 'text') return undefined;
  const compared = before?.kind === 'binary' && before.operator === '=' ? before : undefined;
  const instead =
    tree.kind !== 'literal'
      ? `compare it, such as ${example(tree, type)}`
      : compared?.right.kind === 'literal'
        ? `write ${named(compared.left)} in [${named(compared.right)}, ${named(tree)}]`
        : 'compare it with something';
  const message = `found ${named(tree)}, a text, ${where}, which takes every text for true: ${instead}`;
  return { code: 'wrong-operand', tree, message };
}

/** `'x' in $look.reason`: a member of a list is looked for, not a part of a text. */
export function inText(left: Typed, right: Typed): TypeMistake | undefined {
  if (left.type.kind !== 'text' || right.type.kind !== 'text' || right.type.values) return undefined;
  const message = `found ${named(right.tree)}, a text, behind "in", which looks for a member of a list: write $contains(${named(right.tree)}, ${named(left.tree)})`;
  return { code: 'wrong-operand', tree: right.tree, message };
}

/** The whole of `if` or `when`: true or false, or the state machine fails there. */
export function notCondition({ tree, type }: Typed): TypeMistake | undefined {
  if (type.kind === 'unknown' || type.kind === 'boolean') return undefined;
  const path = named(tree);
  const instead =
    tree.kind === 'bind'
      ? 'write "=" to compare, ":=" gives a name to a value'
      : tree.kind === 'literal'
        ? 'compare something with it'
        : type.kind === 'map'
          ? `to ask whether it is there write $exists(${path})`
          : type.kind === 'list'
            ? `write $count(${path}) > 0`
            : type.kind === 'number'
              ? `write ${path} > 0`
              : `compare it, such as ${example(tree, type)}`;
  const message = `found ${path}, ${describeType(type)}, expected a condition that is true or false: ${instead}`;
  return { code: 'not-a-condition', tree, message };
}

/** What a `for_each` goes through. */
export function notList({ tree, type }: Typed): TypeMistake | undefined {
  if (type.kind === 'unknown' || type.kind === 'list') return undefined;
  const path = named(tree);
  const instead =
    tree.kind === 'path' && /^\$inputs\.\w+$/.test(path)
      ? `give the input "list: true", or write [${path}]`
      : type.kind === 'map'
        ? 'read one of its fields that is a list'
        : `for a list of one write [${path}]`;
  const message = `found ${path}, ${describeType(type)}, expected a list to go through: ${instead}`;
  return { code: 'not-a-list', tree, message };
}

/** What a function takes at one place, by its signature. */
export function wrongArgument(
  name: string,
  takes: 'text' | 'number' | 'numbers' | 'any',
  given: Typed,
): TypeMistake | undefined {
  const { tree, type } = given;
  if (takes === 'any' || type.kind === 'unknown' || type.kind === 'nothing') return undefined;
  const items = type.kind === 'list' ? type.item.kind : type.kind;
  const fits = takes === 'numbers' ? items === 'number' || items === 'unknown' : type.kind === takes;
  if (fits) return undefined;
  const instead =
    name === 'length' && type.kind === 'list'
      ? `: write $count(${named(tree)})`
      : takes === 'text' && type.kind === 'number'
        ? `: write $string(${named(tree)})`
        : '';
  const wanted = takes === 'numbers' ? 'numbers' : `a ${takes}`;
  const message = `found ${named(tree)}, ${describeType(type)}, in $${name}(…), which takes ${wanted}${instead}`;
  return { code: 'wrong-argument', tree, message };
}

function otherKind(left: Typed, right: Typed): TypeMistake {
  const { found, subject } = sides(left, right);
  const is = `${named(subject.tree)} is ${describeType(subject.type)}`;
  const written = found.tree.kind === 'literal' ? kindOf(found.type) : describeType(found.type);
  const message = `found ${named(found.tree)}, ${written}, but ${is}: ${remedy(found, subject)}`;
  return { code: 'wrong-comparison', tree: found.tree, message };
}

function kindOf({ kind }: Type): string {
  return kind === 'boolean' ? 'no text' : `a ${kind}`;
}

function remedy(found: Typed, subject: Typed): string {
  const { tree } = found;
  const seconds =
    subject.type.kind === 'number' && subject.type.is === 'duration' ? secondsOf(tree) : undefined;
  if (seconds !== undefined) return `write ${seconds}`;
  const value = tree.kind === 'literal' ? tree.value : undefined;
  const wanted = subject.type.kind;
  if (wanted === 'text' && value !== undefined) return `write '${String(value)}' in quotes`;
  if (wanted === 'number' && typeof value === 'string') {
    return Number.isFinite(Number(value)) && value.trim() !== ''
      ? `write ${value} without quotes`
      : 'write a number';
  }
  if (wanted === 'boolean' && typeof value === 'string') {
    return /^(?:true|false)$/i.test(value)
      ? `write ${value.toLowerCase()} without quotes`
      : 'write true or false';
  }
  if (wanted === 'boolean') return 'write true or false';
  if (wanted === 'list') return `write ${named(tree)} in ${named(subject.tree)}`;
  return 'they are never equal';
}

/** The literal of the two is what was found; of two paths the second. */
function sides(left: Typed, right: Typed): { found: Typed; subject: Typed } {
  const first = left.tree.kind === 'literal' && right.tree.kind !== 'literal';
  return first ? { found: left, subject: right } : { found: right, subject: left };
}

function secondsOf(tree: Tree): number | undefined {
  return tree.kind === 'literal' && typeof tree.value === 'string' ? parseDuration(tree.value) : undefined;
}

function example(tree: Tree, type: Type): string {
  const [value = '…'] = (type.kind === 'text' && type.values) || [];
  return `${named(tree)} = '${value}'`;
}
