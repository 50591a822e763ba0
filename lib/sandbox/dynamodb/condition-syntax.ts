import { invalid } from './refusal.ts';
import { type Cursor, parsePath, type Path, tokens } from './syntax.ts';

/** What is compared: an attribute, its size, a value handed in. */
export type Operand = { path: Path } | { size: Path } | { value: string };
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; of: Condition }
  | { kind: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; of: Operand; from: Operand; to: Operand }
  | { kind: 'exists' | 'absent'; path: Path }
  | { kind: 'begins' | 'contains'; path: Path; with: Operand };

export interface ParsedCondition {
  condition: Condition;
  names: ReadonlySet<string>;
  values: ReadonlySet<string>;
}

/** Conditions as far as history uses them. Everything else is an error. */
export function parseCondition(text: string, kind: string): ParsedCondition {
  const cursor = tokens(text, kind);
  const condition = parseOr(cursor, kind);
  const rest = cursor.peek();
  if (rest !== undefined) invalid(`Invalid ${kind}: Syntax error; token: "${rest}"`);
  return { condition, names: cursor.names, values: cursor.values };
}

function parseOr(cursor: Cursor, kind: string): Condition {
  let left = parseAnd(cursor, kind);
  while (cursor.takeIf('OR')) left = { kind: 'or', left, right: parseAnd(cursor, kind) };
  return left;
}

function parseAnd(cursor: Cursor, kind: string): Condition {
  let left = parseNot(cursor, kind);
  while (cursor.takeIf('AND')) left = { kind: 'and', left, right: parseNot(cursor, kind) };
  return left;
}

function parseNot(cursor: Cursor, kind: string): Condition {
  return cursor.takeIf('NOT') ? { kind: 'not', of: parseOne(cursor, kind) } : parseOne(cursor, kind);
}

/** Conditions that stood in parentheses of their own: DynamoDB refuses a second pair. */
const grouped = new WeakSet<Condition>();

function parseOne(cursor: Cursor, kind: string): Condition {
  if (!cursor.takeIf('(')) return parseTest(cursor, kind);
  const opensAnother = cursor.peek() === '(';
  const inner = parseOr(cursor, kind);
  cursor.expect(')');
  if (opensAnother && grouped.has(inner))
    invalid(`Invalid ${kind}: The expression has redundant parentheses;`);
  grouped.add(inner);
  return inner;
}

function parseTest(cursor: Cursor, kind: string): Condition {
  switch (cursor.peek() ?? '') {
    case 'ATTRIBUTE_EXISTS':
      return { kind: 'exists', path: onlyPath(cursor, kind) };
    case 'ATTRIBUTE_NOT_EXISTS':
      return { kind: 'absent', path: onlyPath(cursor, kind) };
    case 'BEGINS_WITH':
      return { kind: 'begins', ...pathAndOperand(cursor, kind) };
    case 'CONTAINS':
      return { kind: 'contains', ...pathAndOperand(cursor, kind) };
    default:
      return parseComparison(cursor, kind);
  }
}

function onlyPath(cursor: Cursor, kind: string): Path {
  cursor.take();
  cursor.expect('(');
  const path = parsePath(cursor, kind);
  cursor.expect(')');
  return path;
}

function pathAndOperand(cursor: Cursor, kind: string): { path: Path; with: Operand } {
  cursor.take();
  cursor.expect('(');
  const path = parsePath(cursor, kind);
  cursor.expect(',');
  const operand = parseOperand(cursor, kind);
  cursor.expect(')');
  return { path, with: operand };
}

function parseComparison(cursor: Cursor, kind: string): Condition {
  const left = parseOperand(cursor, kind);
  if (cursor.takeIf('BETWEEN')) {
    const from = parseOperand(cursor, kind);
    cursor.expect('AND');
    return { kind: 'between', of: left, from, to: parseOperand(cursor, kind) };
  }
  const comparator = cursor.take();
  if (!isComparator(comparator)) return invalid(`Invalid ${kind}: Syntax error; token: "${comparator}"`);
  return { kind: 'compare', comparator, left, right: parseOperand(cursor, kind) };
}

function parseOperand(cursor: Cursor, kind: string): Operand {
  const token = cursor.peek() ?? '';
  if (token.startsWith(':')) return { value: cursor.take() };
  if (token === 'SIZE') return { size: onlyPath(cursor, kind) };
  return { path: parsePath(cursor, kind) };
}

function isComparator(token: string): token is Comparator {
  return ['=', '<>', '<', '<=', '>', '>='].includes(token);
}
