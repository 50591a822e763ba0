import type { Json } from '../model/json.ts';

/** A JSONata expression as ASL wants it. */
export const jsonata = (expression: string): string => `{% ${expression} %}`;

/** A JSON value as JSONata source. */
export const literal = (value: Json): string => JSON.stringify(value);

/**
 * A text that stays one: Step Functions evaluates every string between `{%` and `%}`, and refuses a definition with one that
 * has only one of them, or spaces around (docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html).
 */
export function plainText(text: string): string {
  const bare = text.trim();
  return bare.startsWith('{%') || bare.endsWith('%}') ? jsonata(literal(text)) : text;
}

/**
 * The source with every piece outside of quotes and comments changed by `change`: names inside texts are not names. `quotes` is
 * shown the others, in their place.
 * Quotes in JSONata: '…' and "…" with backslashes, `…` for names; comments as in C.
 */
export function outsideQuotes(
  source: string,
  change: (piece: string) => string,
  quotes: (quoted: string) => void = () => {},
): string {
  const quoted = /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|\/\*[\s\S]*?\*\/)/;
  return source
    .split(quoted)
    .map((piece, index) => {
      if (index % 2 === 0) return change(piece);
      quotes(piece);
      return piece;
    })
    .join('');
}
