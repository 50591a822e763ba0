import type { Json } from '../model/json.ts';

/** A JSONata expression as ASL wants it. */
export const jsonata = (expression: string): string => `{% ${expression} %}`;

/** A JSON value as JSONata source. */
export const literal = (value: Json): string => JSON.stringify(value);

/** A text that stays one: Step Functions evaluates every string that begins with `{%` and ends with `%}`. */
export function plainText(text: string): string {
  return text.startsWith('{%') && text.endsWith('%}') ? jsonata(literal(text)) : text;
}

/**
 * The source with every piece outside of quotes and comments changed by `change`: names inside texts are not names.
 * Quotes in JSONata: '…' and "…" with backslashes, `…` for names; comments as in C.
 */
export function outsideQuotes(source: string, change: (piece: string) => string): string {
  const quoted = /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|\/\*[\s\S]*?\*\/)/;
  return source
    .split(quoted)
    .map((piece, index) => (index % 2 === 1 ? piece : change(piece)))
    .join('');
}
