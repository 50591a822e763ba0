import { styleText } from 'node:util';
import type { Io } from './io.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse';
export type Paint = (style: Style, text: string) => string;

/** What a command prints with. With --json, standard output holds one document and people's lines go to standard error. */
export interface Screen {
  json: boolean;
  line: (text?: string) => void;
  /** Ends with the document, printed once. */
  document: (value: unknown) => void;
  /** Trouble: always on standard error. */
  trouble: (text: string) => void;
  paint: Paint;
}

export function makeScreen(io: Io, json: boolean): Screen {
  const people = json ? io.stderr : io.stdout;
  // https://no-color.org: any value but the empty one
  const coloured = people.isTTY && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
  return {
    json,
    line: (text = '') => people.write(`${text}\n`),
    document: (value) => io.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    trouble: (text) => io.stderr.write(`${text}\n`),
    paint: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
  };
}
