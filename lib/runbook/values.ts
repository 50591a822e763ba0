import { analyse } from './expression.ts';
import type { Reading } from './context.ts';
import { hasBroken, isDressed, reportKeyDress } from './shape.ts';
import { splitText } from './split-text.ts';
import type { Expression, Value } from './runbook.ts';
import { describeNode, type Node, type ScalarNode } from './yaml-node.ts';
import { openBrackets } from './yaml-traps.ts';

/** A value of `with`, `target` or `because`. Undefined when it has mistakes, which the report then has. */
export function readValue(node: Node, reading: Reading): Value | undefined {
  switch (node.kind) {
    case 'list': {
      const items = node.items.map((item) => readValue(item, reading));
      return items.every((item) => item !== undefined) ? { kind: 'list', items } : undefined;
    }
    case 'map':
      return readMap(node, reading);
    case 'scalar':
      if (node.broken) return undefined;
      return typeof node.value === 'string'
        ? readText(node, node.value, reading)
        : { kind: 'literal', value: node.value };
  }
}

function readMap(node: Node & { kind: 'map' }, reading: Reading): Value | undefined {
  const entries: [string, Value][] = [];
  let whole = true;
  for (const entry of node.entries) {
    const dressed = reportKeyDress(entry, reading.report);
    const value = readValue(entry.value, reading);
    if (dressed || value === undefined) whole = false;
    else entries.push([entry.key, value]);
  }
  return whole ? { kind: 'map', entries: Object.fromEntries(entries) } : undefined;
}

const cutAtComment = 'YAML ends this value at " #", which begins a comment: put the whole value in quotes';

/** `$look.api` and a sole `{{ … }}` are expressions, text with `{{ … }}` has parts, `$$x` is the text `$x`. */
function readText(node: ScalarNode, text: string, reading: Reading): Value | undefined {
  if (node.lost) {
    reading.report.error(node, 'yaml-quote', cutAtComment);
    return undefined;
  }
  if (/^\$[A-Za-z]/.test(text)) {
    const expression = readExpressionText(node, text, 0, reading);
    return expression && { kind: 'expression', expression };
  }
  const skipped = text.startsWith('$$') ? 1 : 0;
  const pieces = splitText(text.slice(skipped));
  if ('open' in pieces) {
    const spot = { position: node.locate(skipped + pieces.open), path: node.path };
    reading.report.error(
      spot,
      'open-braces',
      'found "{{" without its "}}"; for the characters themselves write {{ \'{{\' }}',
    );
    return undefined;
  }
  const parts = pieces.map((piece) =>
    piece.kind === 'text'
      ? piece.text
      : readExpressionText(node, piece.text, skipped + piece.offset, reading),
  );
  const constants = parts.map((part) => (typeof part === 'object' ? constantOf(part, reading) : part));
  if (!constants.every((part) => part !== undefined)) return undefined;
  const [only, more] = constants;
  if (typeof only === 'object' && more === undefined) return { kind: 'expression', expression: only };
  const joined = joinTexts(constants);
  const [first, second] = joined;
  if (second === undefined && typeof first !== 'object') return { kind: 'literal', value: first ?? '' };
  return { kind: 'text', parts: joined };
}

/** The text of an expression that is one: `{{ '{{' }}`. */
function constantOf(expression: Expression, reading: Reading): Expression | string {
  return reading.origins.get(expression)?.analysis.constant ?? expression;
}

function joinTexts(parts: (string | Expression)[]): (string | Expression)[] {
  const joined: (string | Expression)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  return joined;
}

/** The value of `if`, `when`, `until`, `stop_when`: always an expression, with or without `{{ }}`. */
export function readCondition(node: Node, reading: Reading): Expression | undefined {
  return readExpression(node, { what: 'a condition', example: "$look.api = 'GONE'", truth: true }, reading);
}

/** The value of `for_each`: an expression that gives a list. */
export function readItems(node: Node, reading: Reading): Expression | undefined {
  const what = 'an expression that gives a list';
  if (node.kind === 'list' && !hasBroken(node)) {
    reading.report.error(
      node,
      'wrong-value',
      `found ${describeNode(node)}, expected ${what}, such as $inputs.clusters; a fixed one stands in quotes, "['a', 'b']"`,
    );
    return undefined;
  }
  return readExpression(node, { what, example: '$inputs.clusters', truth: false }, reading);
}

function readExpression(
  node: Node,
  wanted: { what: string; example: string; truth: boolean },
  reading: Reading,
): Expression | undefined {
  if (
    node.kind !== 'scalar' ||
    !(typeof node.value === 'string' || (wanted.truth && typeof node.value === 'boolean'))
  ) {
    if (node.kind === 'scalar' && node.broken) return undefined;
    const quote = node.kind === 'map' || node.kind === 'list' ? ' in quotes' : '';
    const found = describeNode(node);
    reading.report.error(
      node,
      'wrong-value',
      `found ${found}, expected ${wanted.what}${quote} such as "${wanted.example}"`,
    );
    return undefined;
  }
  const text = String(node.value);
  if (!text.includes('{{') || !('problem' in analyse(text)))
    return readExpressionText(node, text, 0, reading);
  const pieces = splitText(text.trim());
  const [only, more] = 'open' in pieces ? [] : pieces;
  if (only?.kind !== 'expression' || more) {
    reading.report.error(
      node,
      'wrong-value',
      `found text with "{{ }}", expected ${wanted.what}: write the expression alone`,
    );
    return undefined;
  }
  return readExpressionText(node, only.text, text.indexOf('{{') + only.offset, reading);
}

function readExpressionText(
  node: ScalarNode,
  text: string,
  offset: number,
  reading: Reading,
): Expression | undefined {
  const lead = text.length - text.trimStart().length;
  const source = text.trim();
  const at = (within: number) => node.locate(offset + lead + within);
  const analysis = analyse(source);
  if ('problem' in analysis) {
    const spot = { position: at(analysis.offset), path: node.path };
    if (node.cut && openBrackets(source) > 0) {
      reading.report.error(node, 'yaml-quote', cutAtComment);
    } else {
      const home =
        /^\$[A-Z][A-Z0-9_]*\b/.test(source) && isDressed(source)
          ? `; for the text itself write "$${source}"`
          : bracesOfAnother(node, source)
            ? "; where the braces of another template are meant, write {{ '{{' }} for {{"
            : '';
      reading.report.error(
        spot,
        'expression-syntax',
        `found "${shorten(source)}": ${analysis.problem}${home}`,
      );
    }
    return undefined;
  }
  const reads = [...new Set(analysis.reads.map((read) => read.path))];
  const expression: Expression = { expression: source, reads, position: at(0) };
  reading.origins.set(expression, { analysis, path: node.path, at });
  return expression;
}

/** What stands between braces, and begins with nothing of ours: a template of Go, Helm or Jinja, as a text to copy. */
function bracesOfAnother({ value }: ScalarNode, source: string): boolean {
  return typeof value === 'string' && value.includes('{{') && !source.startsWith('$');
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Every expression within a value. */
export function expressionsOf(value: Value): Expression[] {
  switch (value.kind) {
    case 'literal':
      return [];
    case 'expression':
      return [value.expression];
    case 'text':
      return value.parts.filter((part) => typeof part !== 'string');
    case 'list':
      return value.items.flatMap(expressionsOf);
    case 'map':
      return Object.values(value.entries).flatMap(expressionsOf);
  }
}
