/** A line of an outline before it is broken. */
export interface Line {
  /** What stands before its first line, and before those that continue it. */
  lead: string;
  hang: string;
  /** Joined by dots where they stand on one line. */
  said: string[];
}

/** Less room than this beside deep rails is a column of single words: then a line is longer than it should be. */
const roomMin = 28;

/** A line as lines of at most so many columns: what belongs together stays together, where it can. A word is never broken. */
export function setLine({ lead, hang, said }: Line, columns: number): string[] {
  const lines: string[] = [];
  let current = lead;
  let isEmpty = true;
  const most = Math.max(columns, columnsOf(hang) + roomMin);
  const next = () => {
    lines.push(current);
    current = hang;
    isEmpty = true;
  };
  for (const text of said) {
    const joined = isEmpty ? text : ` · ${text}`;
    if (columnsOf(current + joined) <= most) {
      current += joined;
      isEmpty = false;
      continue;
    }
    if (!isEmpty) next();
    for (const word of text.split(' ')) {
      if (!isEmpty && columnsOf(`${current} ${word}`) > most) next();
      current += isEmpty ? word : ` ${word}`;
      isEmpty = false;
    }
  }
  return [...lines, current].map((line) => line.trimEnd());
}

/** Two columns of a terminal each. */
const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/;

/** How many columns a text takes in a terminal, about. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/[\p{M}\u200D]/u.test(character)) continue;
    columns += wide.test(character) || /\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
  }
  return columns;
}
