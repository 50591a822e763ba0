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
  let taken = columnsOf(lead);
  let isEmpty = true;
  const most = Math.max(columns, columnsOf(hang) + roomMin);
  const add = (text: string, columnsOfText: number) => {
    current += text;
    taken += columnsOfText;
    isEmpty = false;
  };
  const next = () => {
    lines.push(current);
    current = hang;
    taken = columnsOf(hang);
    isEmpty = true;
  };
  for (const text of said) {
    const whole = columnsOf(text);
    if (taken + (isEmpty ? 0 : 3) + whole <= most) {
      add(isEmpty ? text : ` · ${text}`, isEmpty ? whole : whole + 3);
      continue;
    }
    if (!isEmpty) next();
    for (const word of text.split(' ')) {
      const own = columnsOf(word);
      if (!isEmpty && taken + 1 + own > most) next();
      add(isEmpty ? word : ` ${word}`, isEmpty ? own : own + 1);
    }
  }
  return [...lines, current].map((line) => line.trimEnd());
}

/** No column of a terminal, and two of them each. */
const narrow = /[\p{M}\u200D]/gu;
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/gu;

/** How many columns a text takes in a terminal, about. */
export function columnsOf(text: string): number {
  return Array.from(text).length - (text.match(narrow)?.length ?? 0) + (text.match(wide)?.length ?? 0);
}
