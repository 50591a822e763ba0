import jsonata from 'jsonata';
import { type Tree, typedTree } from './expression-tree.ts';
import { remembered } from './remembered.ts';

export type Parsed = { tree: Tree } | { problem: string; offset: number };

const lengthMax = 5000;
/** Whatever walks a tree goes down one call for each level, here and in Step Functions. */
const depthMax = 250;

/**
 * Parses JSONata 2.0.6, the version that Step Functions runs. A problem comes with the offset of the token that it is about.
 * The parser builds its whole grammar anew for each expression, which is most of what checking and compiling cost, and runbooks
 * read the same paths over and over: so the trees of the latest texts are kept. Nobody may change one.
 */
export const parseExpression = remembered(parse);

function parse(text: string): Parsed {
  if (text.trim() === '') return { problem: 'found nothing, expected an expression', offset: 0 };
  if (text.length > lengthMax) {
    return {
      problem: `found an expression of ${text.length} characters, at most ${lengthMax} are read`,
      offset: 0,
    };
  }
  const deep = {
    problem: `found an expression that is nested more than ${depthMax} deep: take it apart`,
    offset: 0,
  };
  if (bracketDepth(text) > depthMax) return deep;
  try {
    const tree = typedTree(jsonata(text).ast());
    return isDeep(tree) ? deep : { tree };
  } catch (error) {
    return error instanceof RangeError ? deep : problemOf(error, text);
  }
}

/** Brackets within brackets, quotes left aside: known before the parser goes down them. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of withoutStrings(text)) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Chains of operators and signs are deep, too. Walked level by level, not by calls. */
function isDeep(tree: Tree): boolean {
  let level: unknown[] = [tree];
  for (let depth = 0; level.length > 0; depth += 1) {
    // between a term and the next there is mostly one list
    if (depth > depthMax * 2) return true;
    level = level.flatMap((value) =>
      value !== null && typeof value === 'object' ? Object.values(value) : [],
    );
  }
  return false;
}

/** Operators of other languages, with what JSONata has for them. */
const foreign: [pattern: RegExp, advice: string][] = [
  [/==/, 'write "=" to compare'],
  [/&&/, 'write "and"'],
  [/\|\|/, 'write "or"'],
  [/!(?!=)/, 'write "$not(…)"'],
  [/\?\?/, 'Step Functions has no "??": write "$exists(a) ? a : b"'],
  [/\?:/, 'Step Functions has no "?:": write "$exists(a) ? a : b"'],
  [/<>/, 'write "!=" for "not equal"'],
];

function problemOf(error: unknown, text: string): Parsed {
  const code = fieldOf(error, 'code');
  const token = fieldOf(error, 'token');
  const end = fieldOf(error, 'position');
  const message = fieldOf(error, 'message');
  const length = typeof token === 'string' && token !== '(end)' ? token.length : 0;
  const offset = typeof end === 'number' ? Math.max(0, Math.min(end - length, text.length)) : 0;
  const bare = withoutStrings(text);
  for (const [pattern, advice] of foreign) {
    const at = pattern.exec(bare)?.index;
    if (at !== undefined && Math.abs(at - offset) <= 2) return { problem: advice, offset: at };
  }
  const said = typeof message === 'string' ? message : 'this is no expression';
  return { problem: explained(code, said, text), offset };
}

function explained(code: unknown, message: string, text: string): string {
  if (code === 'S0101') return 'a text begins here and does not end: a quote is missing';
  if (code === 'S0203' || code === 'S0207')
    return 'the expression ends too early: something is missing, perhaps a bracket';
  if (code === 'S0211' && text.includes('!')) return 'write "$not(…)" for "not"';
  const plain = message.replace(/^(?:Syntax error|Expected)/, (word) => word.toLowerCase());
  return `this is no JSONata: ${plain}`;
}

/** The same length, with the inside of quotes blanked. */
function withoutStrings(text: string): string {
  return text.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, (quote) => ' '.repeat(quote.length));
}

function fieldOf(error: unknown, name: string): unknown {
  return error !== null && typeof error === 'object' ? Reflect.get(error, name) : undefined;
}
