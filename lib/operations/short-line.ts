import { harmless } from './person.ts';

/** Letters that a terminal shows two columns wide: of East Asia, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** A text as one line of at most so many columns, without what a terminal would obey; what is too long ends in `…`, between words where it can. */
export function shortLine(text: string, max: number): string {
  const line = harmless(text);
  if (columns(line) <= max) return line;
  let kept = '';
  let width = 0;
  for (const letter of line) {
    width += columns(letter);
    if (width > max - 1) break;
    kept += letter;
  }
  const space = kept.lastIndexOf(' ');
  return `${(space > max * 0.7 ? kept.slice(0, space) : kept).trimEnd()}…`;
}

/** At least one for each UTF-16 unit: whoever counts those finds no line too long either. */
function columns(text: string): number {
  let count = 0;
  for (const letter of text) count += Math.max(letter.length, wide.test(letter) ? 2 : 1);
  return count;
}
