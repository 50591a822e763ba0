import type { Tree } from './expression-tree.ts';
import { functionTypes } from './function-types.ts';
import { anyNumber, anyText, either, named, truth, type Type, unknown } from './type.ts';
import {
  comparedWithNull,
  inText,
  neverEqual,
  noNumber,
  textForTruth,
  type TypeMistake,
  wrongArgument,
  wrongOrder,
} from './type-judge.ts';

/** What an expression is looked at with. */
export interface Looking {
  /** What a variable of the runbook is: `inputs`, `run`, `steps`, the id of a step. */
  root: (variable: string) => Type;
  /** Names bound in the expression itself. */
  locals: ReadonlyMap<string, Type>;
  /** Names without `$` belong to a value at hand: in predicates and path steps. */
  hasContext: boolean;
  say: (mistake: TypeMistake) => void;
}

/** What an expression gives, as far as it can be known. Every part of it is looked at; what certainly goes wrong in it is said. */
export function infer(tree: Tree, at: Looking): Type {
  if (tree.kind === 'path') return inferPath(tree, at);
  return behindTail(tree, inferShape(tree, at), at);
}

/** What comes out of predicates and groups behind a term: of a list by a number one of its items, of others nothing is known. */
function behindTail(tree: Tree, type: Type, at: Looking): Type {
  if (!inferTail(tree, at)) return type;
  const [stage, more] = tree.stages ?? [];
  const others = [tree.group, tree.keepArray, tree.focus, tree.index].some(Boolean);
  const filter = stage && !more && !others && 'filter' in stage ? stage.filter : undefined;
  const byNumber = filter?.kind === 'literal' && typeof filter.value === 'number';
  return byNumber && type.kind === 'list' ? type.item : unknown;
}

/** Predicates and groups behind a term; true when there are any, or anything else that makes the value another one. */
function inferTail(tree: Tree, at: Looking): boolean {
  const within = { ...at, hasContext: true };
  const { stages = [], group = [] } = tree;
  for (const stage of stages) if ('filter' in stage) infer(stage.filter, within);
  for (const [key, value] of group) {
    infer(key, within);
    infer(value, within);
  }
  return stages.length > 0 || group.length > 0 || [tree.keepArray, tree.focus, tree.index].some(Boolean);
}

function inferShape(tree: Exclude<Tree, { kind: 'path' }>, at: Looking): Type {
  const on = (part: Tree) => infer(part, at);
  switch (tree.kind) {
    case 'literal':
      return typeOfLiteral(tree.value);
    case 'variable':
      return (
        at.locals.get(tree.value) ?? (tree.value === '' || tree.value === '$' ? unknown : at.root(tree.value))
      );
    case 'binary':
      return inferBinary(tree, at);
    case 'apply':
      on(tree.left);
      return inferChain(tree.right, at);
    case 'minus': {
      say(noNumber('-', { tree: tree.operand, type: on(tree.operand) }), at);
      return anyNumber;
    }
    case 'array':
      return {
        kind: 'list',
        item:
          tree.items.length === 0
            ? unknown
            : tree.items.map((item) => memberType(item, on(item))).reduce(either),
      };
    case 'object':
      for (const [key, value] of tree.pairs) {
        on(key);
        on(value);
      }
      return { kind: 'map' };
    case 'call':
      return inferCall(tree, at);
    case 'partial':
      for (const argument of tree.given) on(argument);
      return unknown;
    case 'lambda':
      infer(tree.body, { ...at, locals: bound(at.locals, tree.parameters) });
      return unknown;
    case 'condition': {
      say(textForTruth({ tree: tree.test, type: on(tree.test) }, 'before "?"'), at);
      const yes = on(tree.yes);
      return tree.no ? either(yes, on(tree.no)) : yes;
    }
    case 'block':
      return inferBlock(tree.items, at);
    case 'bind':
      return infer(tree.value, { ...at, locals: bound(at.locals, [tree.name]) });
    case 'transform':
      for (const part of [tree.pattern, tree.update, tree.remove])
        if (part) infer(part, { ...at, hasContext: true });
      return unknown;
    case 'sort':
      for (const { term } of tree.terms) infer(term, { ...at, hasContext: true });
      return unknown;
    case 'name':
    case 'wildcard':
    case 'descendant':
    case 'parent':
    case 'regex':
    case 'placeholder':
      return unknown;
  }
}

export function typeOfLiteral(value: string | number | boolean | null): Type {
  if (value === null) return { kind: 'nothing' };
  if (typeof value === 'string') return { kind: 'text', values: [value] };
  return typeof value === 'number' ? anyNumber : truth;
}

/** What an item adds to a list that is written out: another such list stays one, any other list is taken apart. */
function memberType({ kind }: Tree, type: Type): Type {
  return kind !== 'array' && type.kind === 'list' ? type.item : type;
}

function inferBinary(tree: Tree & { kind: 'binary' | 'apply' }, at: Looking): Type {
  const { operator } = tree;
  const left = { tree: tree.left, type: infer(tree.left, at) };
  const right = { tree: tree.right, type: infer(tree.right, at) };
  switch (operator) {
    case '=':
    case '!=':
      say(comparedWithNull(operator, left, right) ?? neverEqual(left, right), at);
      return truth;
    case '<':
    case '<=':
    case '>':
    case '>=':
      say(wrongOrder(operator, left, right), at);
      return truth;
    case 'and':
    case 'or':
      say(textForTruth(left, `before "${operator}"`), at);
      say(textForTruth(right, `behind "${operator}"`, tree.left), at);
      return truth;
    case 'in':
      if (tree.right.kind === 'array') {
        // A member that is a list itself may be taken apart.
        for (const item of tree.right.items) {
          const type = infer(item, { ...at, say: () => undefined });
          if (type.kind !== 'list') say(neverEqual(left, { tree: item, type }), at);
        }
      } else if (right.type.kind === 'list') {
        if (right.type.item.kind !== 'list') say(memberOf(left, right.tree, right.type.item), at);
      } else say(inText(left, right) ?? neverEqual(left, right), at);
      return truth;
    case '&':
      return anyText;
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '..':
      say(noNumber(operator, left), at);
      say(noNumber(operator, right), at);
      return operator === '..' ? { kind: 'list', item: anyNumber } : anyNumber;
    default:
      return unknown;
  }
}

/** `$x in $list`: told at `$x`, of the items of the list. */
function memberOf(left: { tree: Tree; type: Type }, list: Tree, item: Type): TypeMistake | undefined {
  const mistake = neverEqual({ tree: list, type: item }, left);
  if (!mistake || (left.type.kind === 'list' && item.kind !== 'list')) return undefined;
  const message = mistake.message.replace(`${named(list)} is`, `an item of ${named(list)} is`);
  return { ...mistake, tree: left.tree, message };
}

function inferCall(tree: Tree & { kind: 'call' }, at: Looking): Type {
  const { procedure, given } = tree;
  const types = given.map((argument) => infer(argument, at));
  if (procedure.kind !== 'variable') {
    infer(procedure, at);
    return unknown;
  }
  const name = procedure.value;
  const known = !at.locals.has(name) && Object.hasOwn(functionTypes, name) ? functionTypes[name] : undefined;
  const [first] = given;
  if (first && name === 'not') {
    say(textForTruth({ tree: first, type: types[0] ?? unknown }, 'in $not(…)'), at);
  }
  // With a value at hand, a first argument that is left out is that value.
  if (known && !at.hasContext) {
    given.forEach((argument, index) => {
      const takes = known.takes[index] ?? 'any';
      say(wrongArgument(name, takes, { tree: argument, type: types[index] ?? unknown }), at);
    });
  }
  return known?.gives ?? unknown;
}

/** Behind `~>`: what is on the left is the first argument. */
function inferChain(tree: Tree, at: Looking): Type {
  const procedure = tree.kind === 'call' ? tree.procedure : tree;
  const name = procedure.kind === 'variable' && !at.locals.has(procedure.value) ? procedure.value : '';
  infer(tree, { ...at, hasContext: true });
  return (Object.hasOwn(functionTypes, name) ? functionTypes[name]?.gives : undefined) ?? unknown;
}

function inferBlock(items: Tree[], at: Looking): Type {
  let locals = at.locals;
  let type: Type = unknown;
  for (const item of items) {
    type = infer(item, { ...at, locals });
    if (item.kind === 'bind') locals = new Map([...locals, [item.name, type]]);
  }
  return type;
}

function inferPath(tree: Tree & { kind: 'path' }, at: Looking): Type {
  const [head, ...rest] = tree.steps;
  if (!head) return unknown;
  const names = tree.steps.flatMap((step) => [step.focus, step.index].filter((name) => name !== undefined));
  const here = { ...at, locals: bound(at.locals, names) };
  // an input's fields are told of where reads are looked at
  const told = head.kind === 'variable' && (head.value === 'inputs' || at.locals.has(head.value));
  let type = infer(head, here);
  for (const step of rest) {
    if (step.kind === 'name') {
      if (!told) say(fieldOfScalar(type, step, tree), at);
      type = behindTail(step, fieldOf(type, step.value), here);
    } else {
      infer(step, { ...here, hasContext: true });
      type = unknown;
    }
  }
  return inferTail(tree, here) ? unknown : type;
}

/** Through a list the fields of its items are read, and of one item no list is made: what comes is not known. */
function fieldOf(type: Type, name: string): Type {
  return type.kind === 'map' ? (type.fields?.get(name) ?? unknown) : unknown;
}

function fieldOfScalar(
  type: Type,
  step: Tree & { kind: 'name' },
  path: Tree & { kind: 'path' },
): TypeMistake | undefined {
  if (type.kind !== 'text' && type.kind !== 'number' && type.kind !== 'boolean') return undefined;
  const before = named({ kind: 'path', steps: path.steps.slice(0, path.steps.indexOf(step)), end: 0 });
  const what = type.kind === 'boolean' ? 'true or false' : `a ${type.kind}`;
  const message = `found "${step.value}" behind ${before}, which is ${what}: it has no fields`;
  return { code: 'unknown-field', tree: step, message };
}

function bound(locals: ReadonlyMap<string, Type>, names: readonly string[]): ReadonlyMap<string, Type> {
  return names.length === 0
    ? locals
    : new Map([...locals, ...names.map((name): [string, Type] => [name, unknown])]);
}

function say(mistake: TypeMistake | undefined, at: Looking): void {
  if (mistake) at.say(mistake);
}
