/** A piece of text with `{{ }}`: text as it is, or an expression with the offset at which it begins. */
export type Piece = { kind: 'text'; text: string } | { kind: 'expression'; text: string; offset: number };

/** Takes text with `{{ … }}` apart. Braces and quotes within an expression are its own: `{{ {'a': {'b': 1}} }}`, `{{ '}}' }}`. */
export function splitText(text: string): Piece[] | { open: number } {
  const pieces: Piece[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('{{', from);
    if (open < 0) break;
    if (open > from) pieces.push({ kind: 'text', text: text.slice(from, open) });
    const close = closingBraces(text, open + 2);
    if (close < 0) return { open };
    pieces.push({ kind: 'expression', text: text.slice(open + 2, close), offset: open + 2 });
    from = close + 2;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

function closingBraces(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === '\\' && quote !== '`') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}' && depth > 0) depth -= 1;
    else if (character === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}
