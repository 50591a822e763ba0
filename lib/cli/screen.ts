import { styleText } from 'node:util';
import type { Io, Output } from './io.ts';
import { codeOf } from './markdown-lines.ts';
import { wrapLine } from './wrap.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse';
export type Paint = (style: Style, text: string) => string;

/** What stays below everything that is printed: an open prompt. It is taken away and put back around each line. */
export interface Footer {
  hide: () => void;
  show: () => void;
}

/** What a command prints with. With --json, standard output holds one document and people's lines go to standard error. */
export interface Screen {
  json: boolean;
  line: (text?: string) => void;
  /** Ends with the document, printed once. */
  document: (value: unknown) => void;
  /** Trouble: always on standard error. */
  trouble: (text: string) => void;
  paint: Paint;
  /** Width of the terminal; undefined where there is none, and lines are as long as they are. */
  columns: () => number | undefined;
  /** Until the next call, this stays below what is printed. */
  footer: (footer: Footer | undefined) => void;
}

export function makeScreen(io: Io, json: boolean): Screen {
  const people = json ? io.stderr : io.stdout;
  // https://no-color.org: any value but the empty one
  const coloured = people.isTTY && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
  const columns = () => (people.isTTY ? people.columns?.() : undefined);
  let below: Footer | undefined;
  const print = (output: Output, text: string) => {
    const width = output.isTTY ? output.columns?.() : undefined;
    const lines = text
      .split('\n')
      .map((line) => codeOf(line) ?? (width === undefined ? line : wrapLine(line, width)))
      .join('\n');
    below?.hide();
    output.write(`${lines}\n`);
    below?.show();
  };
  return {
    json,
    columns,
    footer: (footer) => {
      below = footer;
    },
    line: (text = '') => print(people, text),
    document: (value) => io.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    trouble: (text) => print(io.stderr, text),
    paint: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
  };
}
