import { printTree } from './expression-print.ts';
import { parseExpression } from './expression-parse.ts';
import type { Tree } from './expression-tree.ts';
import { singleItem } from './guard.ts';

/** What an expression does with the outside of itself. Offsets count characters of its source. */
export interface Analysis {
  tree: Tree;
  reads: Read[];
  /** Names without a `$` where nothing stands before them: they would be looked up in nothing. */
  bare: { name: string; offset: number; asKey: boolean }[];
  /** Functions that are called or handed on, without `$`. */
  functions: { name: string; offset: number }[];
  /** Set when the whole expression is one text: `'{{'`. */
  constant?: string;
}

/** A variable that is read, with the fields behind it as far as they are plain names. */
export interface Read {
  variable: string;
  fields: { name: string; offset: number }[];
  /** As written: `$look.findings[bad].text`. */
  path: string;
  offset: number;
  /** Within `$exists(…)`. */
  asked: boolean;
  /** Variables that are known to be there: an `$exists` on them, or their status is `done`, decides whether this is evaluated. */
  sure: ReadonlySet<string>;
}

export function analyse(text: string): Analysis | { problem: string; offset: number } {
  const parsed = parseExpression(text);
  if ('problem' in parsed) return parsed;
  const whole = parsed.tree;
  const analysis: Analysis = { tree: whole, reads: [], bare: [], functions: [] };
  if (whole.kind === 'literal' && typeof whole.value === 'string') analysis.constant = whole.value;
  walk(
    whole,
    { locals: new Set(), hasContext: false, asked: false, sure: new Set(), asKey: false },
    analysis,
  );
  return analysis;
}

/** The variables that are certainly there when the expression is true. */
export function sureWhenTrue({ tree }: Pick<Analysis, 'tree'>): ReadonlySet<string> {
  return truths(tree);
}

/** And when it is false: `$not($exists($x))`. */
export function sureWhenFalse({ tree }: Pick<Analysis, 'tree'>): ReadonlySet<string> {
  return falsehoods(tree);
}

interface Around {
  locals: ReadonlySet<string>;
  /** There is a value that names without `$` belong to. */
  hasContext: boolean;
  asked: boolean;
  sure: ReadonlySet<string>;
  asKey: boolean;
}

function walk(tree: Tree, around: Around, into: Analysis): void {
  const on = (part: Tree, change: Partial<Around> = {}) =>
    walk(part, { ...around, asKey: false, ...change }, into);
  switch (tree.kind) {
    case 'name':
    case 'wildcard':
    case 'descendant':
    case 'parent':
      bare(tree, around, into);
      break;
    case 'variable':
      variable(tree, [], tree, around, into);
      break;
    case 'path':
      path(tree, around, into);
      return;
    case 'sort':
      for (const { term } of tree.terms) on(term, { hasContext: true });
      break;
    case 'binary':
      on(tree.left);
      if (tree.operator === 'and') on(tree.right, { sure: union(around.sure, truths(tree.left)) });
      else if (tree.operator === 'or') on(tree.right, { sure: union(around.sure, falsehoods(tree.left)) });
      else on(tree.right);
      break;
    case 'apply':
      on(tree.left);
      on(tree.right);
      break;
    case 'minus':
      on(tree.operand);
      break;
    case 'array':
      for (const item of tree.items) on(item);
      break;
    case 'object':
      for (const [key, value] of tree.pairs) {
        on(key, { asKey: true });
        on(value);
      }
      break;
    case 'call':
    case 'partial': {
      const { procedure } = tree;
      if (procedure.kind === 'variable') called(procedure, around, into);
      else on(procedure);
      const asked = around.asked || (procedure.kind === 'variable' && procedure.value === 'exists');
      for (const argument of tree.given) on(argument, { asked });
      break;
    }
    case 'lambda':
      on(tree.body, { locals: union(around.locals, tree.parameters) });
      break;
    case 'condition':
      on(tree.test);
      on(tree.yes, { sure: union(around.sure, truths(tree.test)) });
      if (tree.no) on(tree.no, { sure: union(around.sure, falsehoods(tree.test)) });
      break;
    case 'block': {
      let locals = around.locals;
      for (const item of tree.items) {
        if (item.kind === 'bind') locals = union(locals, [item.name]);
        on(item, { locals });
      }
      break;
    }
    case 'bind':
      on(tree.value, { locals: union(around.locals, [tree.name]) });
      break;
    case 'transform':
      on(tree.pattern, { hasContext: true });
      on(tree.update, { hasContext: true });
      if (tree.remove) on(tree.remove, { hasContext: true });
      break;
    case 'literal':
    case 'regex':
    case 'placeholder':
      break;
  }
  tail(tree, around, into);
}

function tail(tree: Tree, around: Around, into: Analysis): void {
  const within = { ...around, hasContext: true, asked: false, asKey: false };
  for (const stage of tree.stages ?? []) if ('filter' in stage) walk(stage.filter, within, into);
  for (const [key, value] of tree.group ?? []) {
    walk(key, within, into);
    walk(value, within, into);
  }
}

function path(tree: Tree & { kind: 'path' }, around: Around, into: Analysis): void {
  const [head, ...rest] = tree.steps;
  const names = tree.steps.flatMap((step) => [step.focus, step.index].filter((name) => name !== undefined));
  const here = { ...around, locals: union(around.locals, names) };
  if (head?.kind === 'variable') {
    const other = rest.findIndex((step) => step.kind !== 'name');
    variable(head, rest.slice(0, other < 0 ? rest.length : other).flatMap(fieldOf), tree, here, into);
    tail(head, here, into);
  } else if (head) walk(head, here, into);
  for (const step of rest) walk(step, { ...here, hasContext: true, asked: false, asKey: false }, into);
  tail(tree, here, into);
}

function fieldOf(step: Tree): { name: string; offset: number }[] {
  return step.kind === 'name'
    ? [{ name: step.value, offset: Math.max(0, step.end - step.value.length) }]
    : [];
}

function variable(
  head: Tree & { kind: 'variable' },
  fields: Read['fields'],
  whole: Tree,
  around: Around,
  into: Analysis,
): void {
  const offset = Math.max(0, head.end - head.value.length - 1);
  if (around.locals.has(head.value)) return;
  if (head.value === '' && around.hasContext) return;
  const { asked, sure } = around;
  into.reads.push({ variable: head.value, fields, path: printTree(whole), offset, asked, sure });
}

function called(procedure: Tree & { kind: 'variable' }, around: Around, into: Analysis): void {
  if (around.locals.has(procedure.value)) return;
  into.functions.push({
    name: procedure.value,
    offset: Math.max(0, procedure.end - procedure.value.length - 1),
  });
}

function bare(tree: Tree, around: Around, into: Analysis): void {
  if (around.hasContext) return;
  const name = tree.kind === 'name' ? tree.value : printTree(tree);
  into.bare.push({ name, offset: Math.max(0, tree.end - name.length), asKey: around.asKey });
}

/** Variables that are there when the tree is true: `$exists($x.y)`, `$steps.x.status = 'done'`, and what is joined with `and`. */
function truths(written: Tree): ReadonlySet<string> {
  const tree = singleItem(written);
  if (tree.kind === 'call' && tree.procedure.kind === 'variable') {
    const [first] = tree.given;
    if (first && tree.procedure.value === 'exists') return headOf(first);
    if (first && tree.procedure.value === 'not') return falsehoods(first);
    return first && tree.procedure.value === 'boolean' ? truths(first) : new Set();
  }
  if (tree.kind !== 'binary') return new Set();
  if (tree.operator === 'and') return union(truths(tree.left), truths(tree.right));
  if (tree.operator === 'or') return common(truths(tree.left), truths(tree.right));
  return tree.operator === '='
    ? union(doneStep(tree.left, tree.right), doneStep(tree.right, tree.left))
    : new Set();
}

/** Variables that are there when the tree is false: of `$not($exists($x))`. */
function falsehoods(written: Tree): ReadonlySet<string> {
  const tree = singleItem(written);
  if (tree.kind === 'call' && tree.procedure.kind === 'variable' && tree.procedure.value === 'not') {
    const [first] = tree.given;
    return first ? truths(first) : new Set();
  }
  if (tree.kind !== 'binary') return new Set();
  if (tree.operator === 'or') return union(falsehoods(tree.left), falsehoods(tree.right));
  return tree.operator === 'and' ? common(falsehoods(tree.left), falsehoods(tree.right)) : new Set();
}

function headOf(written: Tree): ReadonlySet<string> {
  const tree = singleItem(written);
  const head = tree.kind === 'path' ? tree.steps[0] : tree;
  return head?.kind === 'variable' ? new Set([head.value]) : new Set();
}

/** `x` of `$steps.x.status = 'done'`. */
function doneStep(path_: Tree, literal: Tree): ReadonlySet<string> {
  const tree = singleItem(path_);
  const [head, step, field] = tree.kind === 'path' ? tree.steps : [];
  const isStatus =
    head?.kind === 'variable' && head.value === 'steps' && field?.kind === 'name' && field.value === 'status';
  const isDone = literal.kind === 'literal' && literal.value === 'done';
  return isStatus && isDone && step?.kind === 'name' ? new Set([step.value]) : new Set();
}

function union(a: Iterable<string>, b: Iterable<string>): ReadonlySet<string> {
  return new Set([...a, ...b]);
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}
