import type { Tree } from './expression-tree.ts';

/**
 * Offset at which a tree begins in its source. The parser says where tokens end: for what is made of several, the first part's
 * beginning is taken; where nothing better is known, the end.
 */
export function startOf(tree: Tree, source: string): number {
  switch (tree.kind) {
    case 'path':
      return first(tree.steps, tree, source);
    case 'name':
      return before(tree.end, source[tree.end - 1] === '`' ? tree.value.length + 2 : tree.value.length);
    case 'variable':
      return before(tree.end, tree.value.length + 1);
    case 'literal':
      return literalStart(tree, source);
    case 'binary':
    case 'apply':
      return startOf(tree.left, source);
    case 'condition':
      return startOf(tree.test, source);
    case 'call':
    case 'partial':
      return startOf(tree.procedure, source);
    case 'minus':
    case 'array':
    case 'object':
    case 'block':
    case 'wildcard':
    case 'parent':
    case 'placeholder':
      return before(tree.end, 1);
    case 'descendant':
      return before(tree.end, 2);
    case 'bind':
      return Math.max(0, source.lastIndexOf(`$${tree.name}`, before(tree.end, 2)));
    case 'regex':
    case 'lambda':
    case 'sort':
    case 'transform':
      return before(tree.end, 0);
  }
}

function first([head]: Tree[], tree: Tree, source: string): number {
  return head ? startOf(head, source) : before(tree.end, 0);
}

function literalStart(tree: Tree & { kind: 'literal' }, source: string): number {
  const { value, end } = tree;
  if (typeof value === 'string') return quoteStart(source, end);
  if (typeof value !== 'number') return before(end, String(value).length);
  const written =
    /(?:-\s*)?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.exec(source.slice(Math.max(0, end - 60), end))?.[0] ?? '';
  return before(end, value < 0 ? written.length : written.replace(/^-\s*/, '').length);
}

/** The quote that a text ending at `end` begins with. */
function quoteStart(source: string, end: number): number {
  const quote = source[end - 1] ?? '';
  for (let at = end - 2; at >= 0; at -= 1) {
    if (source[at] !== quote) continue;
    let escapes = 0;
    while (source[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return before(end, 0);
}

function before(end: number, length: number): number {
  return Math.max(0, end - length);
}
