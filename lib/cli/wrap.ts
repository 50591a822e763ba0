import { stripVTControlCharacters } from 'node:util';
import { codeOf } from './markdown-lines.ts';

/** What stands before a line's text: its indent, a time with the time since the start and a mark, or a mark or a list's one alone. */
const lead = /^ *(?:\d\d:\d\d:\d\d +\+(?:\d+ [smhd] ?)+ *\S )?(?:(?:[·!?>✓✕–○◔…-]|\[ \]|\d{1,2}[.)]) )?/;

/** A word with the space before it; what stands between backticks is one, since it may be a command to copy, and so is a duration. */
const pieces = /\s*(?:`[^`]*`|\d+ [smhd]\b(?: \d+ [smhd]\b)*|\S)+/g;

/** In a terminal that is narrower, a phone's, what stands below a line with a time is indented by less, so that it has room. */
const wide = 80;
const deep = /^ {25}(?= *\S)/;
const stamped = /^(  \d\d:\d\d:\d\d) +(\+(?:\d+ [smhd] ?)+) +/;
const shallow = 5;

/** Less room than this beside a deep indent is a column of single words: then the indent is given up. */
const roomMin = 20;

/**
 * Breaks a line between words so that it fits into `columns`; what follows stands under the beginning of its text. A word that
 * is longer than a line stays whole: it may be a command to copy. So does a line of code.
 */
export function wrapLine(given: string, columns: number): string {
  const line = columns < wide ? narrowed(given) : given;
  const plain = stripVTControlCharacters(line);
  if (plain.length <= columns || codeOf(plain) !== undefined) return line;
  const found = columns < wide && stamped.test(given) ? shallow + 2 : (lead.exec(plain)?.[0].length ?? 0);
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

function narrowed(line: string): string {
  return line
    .replace(deep, ' '.repeat(shallow))
    .replace(stamped, (_whole, time, since) => `${time}  ${since.trimEnd()}  `);
}
