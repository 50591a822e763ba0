import { Lexer } from 'yaml';
import { placesIn } from '../line-place.ts';

/** A comment of a file, from its `#` to the end of the line. */
export interface Comment {
  text: string;
  offset: number;
  /** From 1. */
  line: number;
  column: number;
  /** Nothing else stands on its line. */
  own: boolean;
  /** The line before it is empty. */
  blank: boolean;
}

/** The lexer says by this that a scalar follows, which may begin with `#` or hold one. */
const scalarMark = '\u001f';
/** Marks of the lexer that stand for no character of the file. */
const marks = new Set(['\u0002', '\u0018', scalarMark]);

/** Every comment of a YAML text, in order. */
export function commentsIn(text: string): Comment[] {
  const place = placesIn(text);
  const lines = text.split('\n');
  const found: Comment[] = [];
  let offset = 0;
  let scalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!scalar && lexeme.startsWith('#')) {
      const { line, column } = place(offset);
      const before = lines[line - 1]?.slice(0, column - 1) ?? '';
      found.push({
        text: lexeme.trimEnd(),
        offset,
        line,
        column,
        own: before.trim() === '',
        blank: isBlank(lines[line - 2]),
      });
    }
    scalar = lexeme === scalarMark;
    if (!marks.has(lexeme)) offset += lexeme.length;
  }
  return found;
}

/** An empty line; none where the file begins. */
export function isBlank(line: string | undefined): boolean {
  return line !== undefined && line.trim() === '';
}
