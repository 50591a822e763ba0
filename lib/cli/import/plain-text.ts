import { Lexer, type Token } from 'marked';

/** Longer than this is no heading: it is cut before it is looked at. */
const charactersMax = 1000;

/** A heading without what makes it bold, a link or code. */
export function plainText(markdown: string): string {
  const text = markdown.slice(0, charactersMax);
  return textOf(Lexer.lexInline(text)).replaceAll(/\s+/g, ' ').trim();
}

function textOf(tokens: Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'html' || token.type === 'br') return ' ';
      const inner = 'tokens' in token ? token.tokens : undefined;
      if (inner) return textOf(inner);
      return 'text' in token && typeof token.text === 'string' ? token.text : token.raw;
    })
    .join('');
}
