/** A page of the reference, before it is Markdown or lines on a terminal. In texts, `x` is set like code. */
export interface Page {
  /** File name without its ending, and what `rebound reference` calls it. */
  name: string;
  title: string;
  /** One line. */
  summary: string;
  parts: Part[];
}

export type Part =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'fields'; head: FieldHead; rows: Field[] }
  | { kind: 'yaml'; text: string };

/** What stands above the columns that a table has. */
export interface FieldHead {
  name: string;
  type?: string;
  without?: string;
  text?: string;
}

/** One field, key or word. */
export interface Field {
  name: string;
  type?: string;
  /** What counts when it is left out. */
  without?: string;
  text: string;
  /** What it may be, word by word. */
  words?: { word: string; text: string }[];
}
