import { type Face, textWidth } from './text-width.ts';

/** What stands in for characters that XML forbids, and for those that turn the direction of the text around them. */
const replacement = '\u{FFFD}';
const unfit =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** One line of harmless text: white space is one space, unfit characters are marked. */
export function plainText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replaceAll(unfit, replacement);
}

/** Lines that are at most `width` pixels wide, by the table of widths. Nothing is lost: a word that is too long goes on in the next line. */
export function wrapText(text: string, width: number, face: Face, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  // a dot between two things stays with the first one
  for (const word of plainText(text).split(/ (?!· )/)) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (textWidth(joined, face, size) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = breakWord(word, width, face, size);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** A long word is broken after one of these. */
const signs = ['.', ',', '(', ')', '[', ']', '|', '/', '-', '_'];

/** Breaks a word where a reader of code would, if such a place is in the line's second half, otherwise anywhere between two characters. */
function breakWord(word: string, width: number, face: Face, size: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of new Intl.Segmenter('en').segment(word)) {
    if (piece === '' || textWidth(piece + segment, face, size) <= width) {
      piece += segment;
      continue;
    }
    const place = Math.max(...signs.map((sign) => piece.lastIndexOf(sign))) + 1;
    const cut = place > piece.length / 2 ? place : piece.length;
    pieces.push(piece.slice(0, cut));
    piece = piece.slice(cut) + segment;
  }
  return [...pieces, piece];
}
