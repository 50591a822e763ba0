import { stripVTControlCharacters } from 'node:util';
import { codeOf } from './markdown-lines.ts';

/** What stands before a line's text: its indent, a time with the time since the start and a mark, or a mark or a list's one alone. */
const lead = /^ *(?:\d\d:\d\d:\d\d +\+(?:\d+ [smhd] ?)+ *\S )?(?:(?:[·!?>✓✕–○◔…-]|\[ \]|\d{1,2}[.)]) )?/;

/** A word with the space before it; what stands between backticks is one, since it may be a command to copy. */
const pieces = /\s*(?:`[^`]*`|\S)+/g;

/** Less room than this beside a deep indent is a column of single words: then the indent is given up. */
const roomMin = 20;

/**
 * Breaks a line between words so that it fits into `columns`; what follows stands under the beginning of its text. A word that
 * is longer than a line stays whole: it may be a command to copy. So does a line of code.
 */
export function wrapLine(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  if (plain.length <= columns || codeOf(plain) !== undefined) return line;
  const found = lead.exec(plain)?.[0].length ?? 0;
  const indent = ' '.repeat(columns - found < roomMin ? Math.min(found, 4) : found);
  const lines: string[] = [];
  let current = '';
  let width = 0;
  for (const piece of line.match(pieces) ?? []) {
    const room = stripVTControlCharacters(piece).length;
    if (width > 0 && width + room > columns && current.trim() !== '') {
      lines.push(current);
      const word = piece.trimStart();
      current = indent + word;
      width = indent.length + room - (piece.length - word.length);
    } else {
      current += piece;
      width += room;
    }
  }
  return [...lines, current].join('\n');
}
