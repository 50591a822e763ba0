import { isObject } from '../model/json.ts';

/** A node of the library's tree of an expression. */
export interface TreeNode {
  type: string;
  value?: unknown;
  steps?: unknown;
  expr?: unknown;
  group?: unknown;
  [member: string]: unknown;
}

export function isNode(value: unknown): value is TreeNode {
  return isObject(value) && typeof value['type'] === 'string' && !(value instanceof RegExp);
}

/** Visits every node below a value, and how deep it stands; a node's children come after it. */
export function visit(value: unknown, see: (node: TreeNode, depth: number) => void, depth = 0): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see, depth);
    return;
  }
  if (!isObject(value) || value instanceof RegExp) return;
  const inner = isNode(value) ? depth + 1 : depth;
  if (isNode(value)) see(value, inner);
  for (const [member, child] of Object.entries(value))
    if (member !== 'signature' && member !== 'ancestor') visit(child, see, inner);
}

/** Kinds of nodes that can do much more than the expression is long. */
const costly = new Set([
  'lambda',
  'partial',
  'apply',
  'regex',
  'transform',
  'descendant',
  'sort',
  'parent',
  'block',
]);

/** Functions that call others for every item, or that make much of little. */
const costlyFunctions = new Set([
  'map',
  'filter',
  'single',
  'reduce',
  'each',
  'sift',
  'sort',
  'distinct',
  'pad',
  'range',
  'zip',
  'spread',
]);

/** Deeper than this, what an evaluation nests is counted. The library's own steps between nodes are not nodes. */
const shallow = 40;

/** Whether an evaluation has to be counted: most of those in definitions are a path, a comparison or an object, and cost what they are long. */
export function mayCostMuch(tree: unknown): boolean {
  let much = false;
  visit(tree, (node, depth) => {
    const { type, value } = node;
    if (depth > shallow || costly.has(type) || (type === 'binary' && value === '..')) much = true;
    if (type === 'variable' && typeof value === 'string' && costlyFunctions.has(value)) much = true;
    if (repeats(node).some(looksFar)) much = true;
  });
  return much;
}

/** What a node does once for each item: its filter, its grouping, and its steps after the first. */
function repeats({ type, expr, group, steps }: TreeNode): unknown[] {
  const later: unknown[] = type === 'path' && Array.isArray(steps) ? steps.slice(1) : [];
  return [...(type === 'filter' ? [expr] : []), ...(group === undefined ? [] : [group]), ...later];
}

/** Whether something that is done for each item looks at more than the item. */
function looksFar(value: unknown): boolean {
  let far = false;
  visit(value, (node) => {
    if (node.type === 'function' || node.type === 'filter' || 'group' in node) far = true;
    if (node.type === 'binary' && node.value === 'in') far = true;
    if (node.type === 'path' && Array.isArray(node.steps) && node.steps.length > 3) far = true;
  });
  return far;
}

/** Names of variables that an expression reads; functions are among them. */
export function variableNames(tree: unknown): Set<string> {
  const names = new Set<string>();
  visit(tree, ({ type, value }) => {
    if (type === 'variable' && typeof value === 'string') names.add(value);
  });
  return names;
}
