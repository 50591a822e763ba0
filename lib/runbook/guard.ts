import { fail } from '../model/errors.ts';
import { parseExpression } from './expression-parse.ts';
import { printTree } from './expression-print.ts';
import type { Shape, Stage, Tree } from './expression-tree.ts';
import { functionNames } from './functions.ts';
import { remembered } from './remembered.ts';
import type { Expression } from './runbook.ts';

/**
 * The expression as it is deployed: missing is not false. Each path that can be missing or null becomes
 * `(path != null ? path : $error('missing: path'))`, where it stands, so that what `and`, `or` and `?:` do not evaluate is not asked for
 * either (JSONata 2.0.6 evaluates their right side only when it has to; in it `missing != null` is false).
 * `$exists(path)` becomes `($exists(path) and path != null)`. A predicate that nothing fits is missing, too, except to `$count`.
 * Left alone, because they are relative to a value that the expression has at hand: names in predicates and path steps, and the
 * parameters of functions. Variables bound with `:=` are guarded where a field of theirs is read.
 * BadRunbook for text that does not parse: the checker lets none through.
 */
export function guard({ expression }: Expression): string {
  return guardedSource(expression);
}

const guardedSource = remembered((text) => {
  const parsed = parseExpression(text);
  if ('problem' in parsed) fail('BadRunbook', { what: `found "${text}": ${parsed.problem}` });
  return printTree(guarded(parsed.tree, { bound: new Set(), given: new Set() }));
});

/** Names that are not the runbook's: `:=` bindings, and parameters of functions with `@$v` and `#$i`. */
interface Scope {
  bound: ReadonlySet<string>;
  given: ReadonlySet<string>;
}

function guarded(tree: Tree, scope: Scope): Tree {
  if (tree.kind === 'variable') return guardedVariable(tree, scope);
  if (tree.kind === 'path') return guardedPath(tree, scope);
  if (tree.kind === 'call' && isCallOf(tree, 'exists')) return guardedExists(tree, scope);
  if (tree.kind === 'call' && isCallOf(tree, 'count')) return guardedCount(tree, scope);
  return inside(tree, scope);
}

function guardedVariable(tree: Tree & { kind: 'variable' }, scope: Scope): Tree {
  const local = scope.bound.has(tree.value) || scope.given.has(tree.value);
  const mapped = inside(tree, scope);
  return local || isRelative(tree) || functionNames.has(tree.value) ? mapped : orError(mapped, tree);
}

function guardedPath(tree: Tree & { kind: 'path' }, scope: Scope): Tree {
  const [head] = tree.steps;
  const mapped = insidePath(tree, scope);
  const local = head?.kind === 'variable' && scope.given.has(head.value);
  return !head || isRelative(head) || local ? mapped : orError(mapped, tree);
}

/** Whether the value comes from the context: of a predicate, of a step, of the parts of a transform. */
function isRelative(tree: Tree): boolean {
  if (tree.kind === 'variable') return tree.value === '' || tree.value === '$';
  return ['name', 'wildcard', 'descendant', 'parent', 'array', 'object', 'literal'].includes(tree.kind);
}

/** The path's head stays bare: the whole path is guarded. Whatever stands inside of it, in predicates and arguments, is guarded on its own. */
function insidePath(tree: Tree & { kind: 'path' }, scope: Scope): Tree {
  const names = tree.steps.flatMap((step) => [
    step.focus,
    step.index,
    ...(step.stages ?? []).map((stage) => ('index' in stage ? stage.index : undefined)),
  ]);
  const within = { ...scope, given: plus(scope.given, names) };
  const steps = tree.steps.map((step, index) =>
    index === 0 && step.kind === 'variable'
      ? { ...step, ...tailInside(step, within) }
      : guardedStep(step, within),
  );
  return { ...tree, steps, ...tailInside(tree, within) };
}

/** A step behind a dot is evaluated on what is before it, and may be missing there: the whole path is guarded. */
function guardedStep(step: Tree, scope: Scope): Tree {
  return isRelative(step) ? inside(step, scope) : guarded(step, scope);
}

function guardedExists(tree: Tree & { kind: 'call' }, scope: Scope): Tree {
  const [asked] = tree.given;
  const path = asked && singleItem(asked);
  if (!path || (path.kind !== 'path' && path.kind !== 'variable')) return inside(tree, scope);
  const bare = path.kind === 'path' ? insidePath(path, scope) : inside(path, scope);
  const exists: Tree = { ...tree, given: [bare] };
  const both = binary('and', exists, binary('!=', bare, literal(null)));
  return block(both);
}

/** `$count($look.nodes[bad])`: that none is bad is an answer, that there are no `nodes` is none. What stands before the first predicate is guarded. */
function guardedCount(tree: Tree & { kind: 'call' }, scope: Scope): Tree {
  const [counted] = tree.given;
  const item = counted && singleItem(counted);
  const path = item?.kind === 'variable' && !scope.bound.has(item.value) ? pathOf(item) : item;
  if (path?.kind !== 'path') return inside(tree, scope);
  const filtered = path.steps.findIndex((step) => step.stages?.some((stage) => 'filter' in stage));
  const step = path.steps[filtered];
  const [head] = path.steps;
  if (!step || !head || isRelative(head) || (head.kind === 'variable' && scope.given.has(head.value))) {
    return inside(tree, scope);
  }
  const { stages: _, ...plain } = step;
  const before: Tree = { kind: 'path', steps: [...path.steps.slice(0, filtered), plain], end: 0 };
  return { ...tree, given: [orError(insidePath(path, scope), before, insidePath(before, scope))] };
}

/** `$nodes[bad]` is a path of one step. */
function pathOf(step: Tree): Tree & { kind: 'path' } {
  return { kind: 'path', steps: [step], end: step.end };
}

function isCallOf(tree: Tree & { kind: 'call' }, name: string): boolean {
  return tree.procedure.kind === 'variable' && tree.procedure.value === name && tree.given.length === 1;
}

/** `(($x.y))` is `$x.y`. */
export function singleItem(tree: Tree): Tree {
  const [only, more] = tree.kind === 'block' ? tree.items : [];
  const plain = tree.stages === undefined && tree.keepArray === undefined && tree.group === undefined;
  return only && !more && plain ? singleItem(only) : tree;
}

function inside(tree: Tree, scope: Scope): Tree {
  return { ...shapeInside(tree, scope), ...tailInside(tree, scope) };
}

function shapeInside(tree: Tree, scope: Scope): Shape & { end: number } {
  const on = (part: Tree) => guarded(part, scope);
  const pair = ([key, value]: [Tree, Tree]): [Tree, Tree] => [on(key), on(value)];
  switch (tree.kind) {
    case 'path':
      return insidePath(tree, scope);
    case 'sort':
      return { ...tree, terms: tree.terms.map((term) => ({ ...term, term: on(term.term) })) };
    case 'binary':
    case 'apply':
      return { ...tree, left: on(tree.left), right: on(tree.right) };
    case 'minus':
      return { ...tree, operand: on(tree.operand) };
    case 'array':
      return { ...tree, items: tree.items.map(on) };
    case 'object':
      return { ...tree, pairs: tree.pairs.map(pair) };
    case 'call':
    case 'partial':
      // A function's name is no path: `$f` of `$f($x)` stays.
      return {
        ...tree,
        procedure: tree.procedure.kind === 'variable' ? tree.procedure : on(tree.procedure),
        given: tree.given.map(on),
      };
    case 'lambda':
      return { ...tree, body: guarded(tree.body, { ...scope, given: plus(scope.given, tree.parameters) }) };
    case 'condition':
      return { ...tree, test: on(tree.test), yes: on(tree.yes), no: tree.no && on(tree.no) };
    case 'block':
      return { ...tree, items: blockItems(tree.items, scope) };
    case 'bind':
      return { ...tree, value: guarded(tree.value, { ...scope, bound: plus(scope.bound, [tree.name]) }) };
    case 'transform':
      // The pattern says where in a copy to change something: it is matched, not read.
      return { ...tree, update: on(tree.update) };
    case 'name':
    case 'variable':
    case 'literal':
    case 'regex':
    case 'wildcard':
    case 'descendant':
    case 'parent':
    case 'placeholder':
      return tree;
  }
}

function blockItems(items: Tree[], scope: Scope): Tree[] {
  let here = scope;
  return items.map((item) => {
    const mapped = guarded(item, here);
    if (item.kind === 'bind') here = { ...here, bound: plus(here.bound, [item.name]) };
    return mapped;
  });
}

function tailInside(tree: Tree, scope: Scope): { stages?: Stage[]; group?: [Tree, Tree][] } {
  const stages = tree.stages?.map((stage) =>
    'filter' in stage ? { filter: guarded(stage.filter, scope) } : stage,
  );
  const group = tree.group?.map(([key, value]): [Tree, Tree] => [guarded(key, scope), guarded(value, scope)]);
  return { ...(stages ? { stages } : {}), ...(group ? { group } : {}) };
}

/** `(needed != null ? value : $error('missing: path'))`; what is needed is the value, unless said. */
function orError(value: Tree, asWritten: Tree, needed: Tree = value): Tree {
  const path = printTree(asWritten);
  const shown = path.length > 120 ? `${path.slice(0, 119)}…` : path;
  const error: Tree = {
    kind: 'call',
    procedure: { kind: 'variable', value: 'error', end: 0 },
    given: [literal(`missing: ${shown}`)],
    end: 0,
  };
  const test = binary('!=', needed, literal(null));
  return block({ kind: 'condition', test, yes: value, no: error, end: 0 });
}

function block(tree: Tree): Tree {
  return { kind: 'block', items: [tree], end: 0 };
}

function binary(operator: string, left: Tree, right: Tree): Tree {
  return { kind: 'binary', operator, left, right, end: 0 };
}

function literal(value: string | null): Tree {
  return { kind: 'literal', value, end: 0 };
}

function plus(names: ReadonlySet<string>, more: (string | undefined)[]): ReadonlySet<string> {
  return new Set([...names, ...more.filter((name) => name !== undefined)]);
}
