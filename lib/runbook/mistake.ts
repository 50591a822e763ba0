import type { MistakeCode } from './explanations.ts';
import type { Mistake, Position } from './runbook.ts';

/** Where a mistake is: a node of the tree, or a place within it. */
export interface Spot {
  position: Position;
  /** `steps[2].timeout` */
  path: string;
}

/** Gathers what is wrong in one file. Code that reads goes on after each mistake, so that all are told at once. */
export interface Report {
  file: string;
  error: (spot: Spot, code: MistakeCode, message: string) => void;
  warning: (spot: Spot, code: MistakeCode, message: string) => void;
  /** In the order of the file, each once. */
  mistakes: () => Mistake[];
  /** How many errors there are by now; warnings do not count. */
  errors: () => number;
  /** Whether there is an error at that place already. */
  hasErrorAt: (position: Position) => boolean;
}

export function createReport(text: string, file: string): Report {
  const lines = text.split(/\r?\n/);
  const found: Mistake[] = [];
  const wrong = new Set<string>();
  const add = (
    severity: Mistake['severity'],
    { position, path }: Spot,
    code: MistakeCode,
    message: string,
  ) => {
    const { line, column } = position;
    if (severity === 'error') wrong.add(`${line}:${column}`);
    found.push({ severity, code, file, line, column, path, message, source: lines[line - 1] ?? '' });
  };
  return {
    file,
    error: (spot, code, message) => add('error', spot, code, message),
    warning: (spot, code, message) => add('warning', spot, code, message),
    mistakes: () => distinct(found).toSorted(inFileOrder),
    errors: () => found.filter((mistake) => mistake.severity === 'error').length,
    hasErrorAt: ({ line, column }) => wrong.has(`${line}:${column}`),
  };
}

function distinct(mistakes: Mistake[]): Mistake[] {
  const key = (m: Mistake) => `${m.line}:${m.column} ${m.code} ${m.message}`;
  return [...new Map(mistakes.map((mistake) => [key(mistake), mistake])).values()];
}

function inFileOrder(a: Mistake, b: Mistake): number {
  return a.line - b.line || a.column - b.column;
}

/** Colours a piece of a message; the identity where there is no colour. */
export type Paint = (piece: string, as: 'error' | 'warning' | 'place' | 'frame') => string;

/** Characters of a line of the file that are shown where nobody says how wide the terminal is. */
const framed = 100;

/**
 * A mistake for people: place and message, then the line itself with a caret under the column.
 *
 *     runbooks/eks.yaml:14:14 steps[2].timeout: found "soon", expected a duration such as "15m"
 *         14 |     timeout: soon
 *            |              ^
 */
export function formatMistake(mistake: Mistake, paint: Paint = (piece) => piece, room = framed): string {
  const { severity, file, line, column, path, message } = mistake;
  const place = `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}`;
  const said = `${severity === 'warning' ? `${paint('warning', 'warning')}: ` : ''}${paint(message, severity)}`;
  const frame = frameOf(mistake, room);
  return [`${paint(place, 'place')}: ${said}`, ...frame.map((text) => paint(text, 'frame'))].join('\n');
}

/** Mistakes one after the other, and how many there are; of each line of the file at most `room` characters. Empty for none. */
export function formatMistakes(mistakes: Mistake[], paint: Paint = (piece) => piece, room = framed): string {
  if (mistakes.length === 0) return '';
  const count = (severity: Mistake['severity'], word: string) => {
    const number = mistakes.filter((mistake) => mistake.severity === severity).length;
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`];
  };
  const counts = [...count('error', 'mistake'), ...count('warning', 'warning')].join(', ');
  return `${mistakes.map((mistake) => formatMistake(mistake, paint, room)).join('\n\n')}\n\n${counts}`;
}

/** The line and the caret; a long line is cut around the caret. Control characters would move the caret: they show as a dot. */
function frameOf({ line, column, source }: Mistake, room: number): string[] {
  const clean = source.replaceAll('\t', ' ').replaceAll(/\p{Cc}/gu, '·');
  if (clean.trim() === '') return [];
  const from =
    clean.length <= room ? 0 : Math.max(0, Math.min(column - 1 - Math.floor(room / 2), clean.length - room));
  const cut = clean.slice(from, from + room);
  const shown = `${from > 0 ? '…' : ''}${cut}${from + room < clean.length ? '…' : ''}`;
  const caret = column - 1 - from + (from > 0 ? 1 : 0);
  const gutter = String(line).padStart(6);
  return [`${gutter} | ${shown}`, `${' '.repeat(gutter.length)} | ${' '.repeat(Math.max(0, caret))}^`];
}
