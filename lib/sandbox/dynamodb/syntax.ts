import { invalid } from './refusal.ts';

/** A document path: names as `#x`, list places as numbers. */
export type Path = (string | number)[];

/** The tokens of an expression, read one by one. */
export interface Cursor {
  /** The next token, undefined at the end. Words in upper case. */
  peek: () => string | undefined;
  take: () => string;
  /** Takes the next token if it is this one. */
  takeIf: (token: string) => boolean;
  expect: (token: string) => void;
  /** Names and values seen so far. */
  names: Set<string>;
  values: Set<string>;
}

const pattern = /\s*(#[A-Za-z0-9_]+|:[A-Za-z0-9_]+|[A-Za-z_]+|\[\d+\]|<>|<=|>=|[<>=(),.+-])/y;

/** `kind` names the expression in errors, as DynamoDB does: `ConditionExpression`. */
export function tokens(text: string, kind: string): Cursor {
  const found: string[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match?.[1]) return invalid(`Invalid ${kind}: Syntax error; token: "${text.slice(at, at + 12)}"`);
    found.push(/^[A-Za-z_]/.test(match[1]) ? match[1].toUpperCase() : match[1]);
  }
  let next = 0;
  const cursor: Cursor = {
    names: new Set(),
    values: new Set(),
    peek: () => found[next],
    take: () => {
      const token = found[next];
      if (token === undefined) return invalid(`Invalid ${kind}: Syntax error; token: "<EOF>"`);
      next += 1;
      if (token.startsWith('#')) cursor.names.add(token);
      if (token.startsWith(':')) cursor.values.add(token);
      return token;
    },
    takeIf: (token) => {
      if (found[next] !== token) return false;
      next += 1;
      return true;
    },
    expect: (token) => {
      if (cursor.takeIf(token)) return;
      const near = found.slice(Math.max(0, next - 2), next + 2).join(' ');
      invalid(`Invalid ${kind}: Syntax error; token: "${found[next] ?? '<EOF>'}", near: "${near}"`);
    },
  };
  return cursor;
}

/** `#a.#b[0].#c`. Names that are written out are not modelled: history never does, for they may be reserved. */
export function parsePath(cursor: Cursor, kind: string): Path {
  const path: Path = [parseName(cursor, kind)];
  for (;;) {
    const token = cursor.peek();
    if (cursor.takeIf('.')) path.push(parseName(cursor, kind));
    else if (token?.startsWith('[')) path.push(Number(cursor.take().slice(1, -1)));
    else return path;
  }
}

function parseName(cursor: Cursor, kind: string): string {
  const token = cursor.take();
  if (token.startsWith('#')) return token;
  return invalid(
    `Invalid ${kind}: Syntax error; token: "${token}" (the sandbox's DynamoDB knows names only as #name)`,
  );
}
