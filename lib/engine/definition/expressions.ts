import { isObject } from '../../model/json.ts';
import { compile } from '../compiled.ts';
import { isNode, visit, type TreeNode } from '../expression-tree.ts';
import { expressionIn, syntaxError } from '../jsonata.ts';
import type { Findings } from './diagnostic.ts';

/** Fields of `$states` that there are in a place. */
export type StatesFields = ReadonlySet<string>;

const anywhere = ['input', 'context'];
export const inArguments: StatesFields = new Set(anywhere);
export const afterResult: StatesFields = new Set([...anywhere, 'result']);
export const inCatcher: StatesFields = new Set([...anywhere, 'errorOutput']);

/** The syntax of every expression in a value, and whether it reads what there is. `at` is the value's pointer. */
export function checkExpressions(value: unknown, at: string, states: StatesFields, found: Findings): void {
  if (typeof value === 'string') return checkText(value, at, states, found);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkExpressions(item, `${at}[${index}]`, states, found);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) checkExpressions(item, `${at}/${key}`, states, found);
}

function checkText(text: string, at: string, states: StatesFields, found: Findings): void {
  const expression = expressionIn(text);
  if (expression === undefined) return;
  const { problem, messages } = faultsOf(expression, states);
  if (problem !== undefined) return found.add('INVALID_JSONATA_EXPRESSION', problem, at);
  for (const message of messages) found.add('UNSUPPORTED_JSONATA_EXPRESSION', message, at);
}

interface Faults {
  problem?: string | undefined;
  messages: readonly string[];
}

/** A definition holds the same expressions in state after state: where a state is, how much time is left. */
const known = new WeakMap<StatesFields, Map<string, Faults>>();
const knownMax = 2000;

function faultsOf(expression: string, states: StatesFields): Faults {
  let here = known.get(states);
  if (!here || here.size >= knownMax) known.set(states, (here = new Map()));
  const before = here.get(expression);
  if (before) return before;
  const faults = findFaults(expression, states);
  here.set(expression, faults);
  return faults;
}

function findFaults(expression: string, states: StatesFields): Faults {
  const problem = syntaxError(expression);
  if (problem !== undefined) return { problem, messages: [] };
  const tree: unknown = compile(expression).expression.ast();
  return { messages: [...new Set([...contextReads(tree), ...reservedReads(tree, states)])] };
}

/** An expression has no context value: a name that is read from it reads nothing. */
function contextReads(tree: unknown): string[] {
  const messages: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (!isNode(value)) return;
    const { type } = value;
    if (type === 'name')
      messages.push(`Reference to '${String(value.value)}' at the top level is not supported.`);
    // Steps after the first, filters and groups are read from what the step before them gives.
    else if (type === 'path') look(Array.isArray(value.steps) ? value.steps[0] : undefined);
    else for (const [member, child] of Object.entries(value)) if (!inner.has(member)) look(child);
  };
  look(tree);
  return messages;
}

/** Members of a node that are read from another value than the context. */
const inner = new Set([
  'predicate',
  'stages',
  'group',
  'ancestor',
  'signature',
  'pattern',
  'update',
  'delete',
]);

/** `$$`, and fields of `$states` that are not there. */
function reservedReads(tree: unknown, states: StatesFields): string[] {
  const messages: string[] = [];
  visit(tree, (node) => {
    if (node.type === 'variable' && node.value === '$') messages.push("Reference to '$$' is not supported.");
    const field = statesField(node);
    if (field !== undefined && !states.has(field)) messages.push(`Field '$states.${field}' does not exist.`);
  });
  return messages;
}

function statesField({ type, steps }: TreeNode): string | undefined {
  if (type !== 'path' || !Array.isArray(steps)) return undefined;
  const [first, second]: unknown[] = steps;
  if (!isNode(first) || first.type !== 'variable' || first.value !== 'states') return undefined;
  return isNode(second) && second.type === 'name' && typeof second.value === 'string'
    ? second.value
    : undefined;
}
