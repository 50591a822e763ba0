import jsonata, { type Expression, type Focus } from 'jsonata';
import { isNode, mayCostMuch, variableNames, visit } from './expression-tree.ts';
import { budgetOf, equip, original, providedNames, type LibraryFunction } from './functions.ts';
import { type Matcher, matcherOf } from './pattern/matcher.ts';
import type { Budget } from './bounds.ts';

/** An expression that can be evaluated again and again. */
export interface Compiled {
  expression: Expression;
  /** Its regular expressions, by the names under which they are bound for each evaluation. */
  patterns: [name: string, matcher: (budget: Budget) => Matcher][];
  /** Functions that it may call; absent when they are counted, or need not be. */
  uncounted?: string[];
}

/** Compiled once for each text, for all executions: parsing takes longer than evaluating. Also what cannot be compiled. */
const entries = new Map<string, Compiled | { failed: unknown }>();

/** How many texts are kept; beyond that, the oldest are forgotten. */
const entriesMax = 20_000;

/** Compiles a text. Throws what the library throws. */
export function compile(text: string): Compiled {
  const entry = entryOf(text);
  if ('failed' in entry) throw entry.failed;
  return entry;
}

/** Has the functions that a compiled expression calls counted, where it can cost much. Once. */
export async function countFunctions(compiled: Compiled): Promise<void> {
  for (const name of compiled.uncounted ?? []) await countFunction(compiled.expression, name);
  delete compiled.uncounted;
}

function entryOf(text: string): Compiled | { failed: unknown } {
  let entry = entries.get(text);
  if (!entry) {
    try {
      entry = newEntry(text);
    } catch (error) {
      entry = { failed: error };
    }
    for (const oldest of entries.keys()) {
      if (entries.size < entriesMax) break;
      entries.delete(oldest);
    }
    entries.set(text, entry);
  }
  return entry;
}

function newEntry(text: string): Compiled {
  const expression = jsonata(text);
  equip(expression);
  const tree = expression.ast();
  if (!mayCostMuch(tree)) return { expression, patterns: [] };
  const patterns = takePatterns(tree);
  count(expression);
  const uncounted = [...variableNames(tree)].filter((name) => !providedNames.has(name));
  return { expression, patterns, uncounted };
}

/**
 * Puts variables in the place of the regular expressions of a tree: the library would match them with the platform's
 * matcher, which may backtrack without end.
 */
function takePatterns(tree: unknown): Compiled['patterns'] {
  const patterns: Compiled['patterns'] = [];
  visit(tree, (node) => {
    if (node.type !== 'regex' || !(node.value instanceof RegExp)) return;
    // No expression can name it: it has a blank.
    const name = `pattern ${patterns.length}`;
    patterns.push([name, matcherOf(node.value)]);
    node.type = 'variable';
    node.value = name;
  });
  return patterns;
}

type Hook = (node: unknown, input: unknown, environment: Focus['environment'], value?: unknown) => void;

/** Has the library tell of every step. */
function count(expression: Expression): void {
  const enter: Hook = (_node, _input, environment) => budgetOf(environment).enter();
  const leave: Hook = (node, _input, environment, value) =>
    budgetOf(environment).leave(isNode(node) ? node.type : '', value);
  // The library's types know only texts as names here.
  const symbols: { assign(name: symbol, hook: Hook): void } = Object.create(expression);
  symbols.assign(Symbol.for('jsonata.__evaluate_entry'), enter);
  symbols.assign(Symbol.for('jsonata.__evaluate_exit'), leave);
}

/** Binds a function of the library so that what it looks at and gives is counted; a variable of that name is left alone. */
async function countFunction(expression: Expression, name: string): Promise<void> {
  if (name === '' || name === '$' || name.startsWith('pattern ')) return;
  const library = await original(name);
  if (!library) return;
  const { implementation } = library;
  const counted: LibraryFunction & { arity: number } = {
    ...library,
    arity: implementation.length,
    implementation(this: Focus, ...given: unknown[]): unknown {
      const budget = budgetOf(this.environment);
      budget.look(given);
      const [list, width] = given;
      if (name === 'distinct' && Array.isArray(list)) budget.charge(list.length ** 2 / 100);
      if (name === 'pad' && typeof width === 'number') budget.hold(Math.abs(width));
      return implementation.apply(this, given);
    },
  };
  expression.assign(name, counted);
}
