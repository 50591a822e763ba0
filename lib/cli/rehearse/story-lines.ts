import type { Moment } from './tell.ts';

/** Of each kind of lines so many are told, by their mark: what went wrong first, and what came of it last. */
const most: Record<string, { lines: number; from: 'first' | 'last' }> = {
  '!': { lines: 4, from: 'first' }, // a fault
  '±': { lines: 3, from: 'last' },
  '?': { lines: 2, from: 'last' },
  '>': { lines: 2, from: 'last' },
  '✕': { lines: 2, from: 'last' },
  '▪': { lines: 2, from: 'last' }, // a run ends
  '✗': { lines: 1, from: 'last' }, // the report says all that was broken
};

/** `03:00:06  +1 h 5 m  !` */
const stamped = /^\d\d:\d\d:\d\d +\+(?:\d+ [smhd] ?)+ *(\S)/;

/** A play in a few lines: faults, what was changed outside, questions and answers, failures and ends; in order, each with its time. */
export function storyLines(moments: readonly Moment[]): string[] {
  const heads = moments
    .map(({ lines }) => (lines[0] ?? '').trim())
    .map((line) => ({ line, mark: markOf(line) }));
  const told = new Set(
    Object.entries(most).flatMap(([mark, { lines, from }]) => {
      const all = heads.filter((head) => head.mark === mark);
      return from === 'first' ? all.slice(0, lines) : all.slice(-lines);
    }),
  );
  return heads.filter((head) => told.has(head)).map(({ line }) => line);
}

function markOf(line: string): string {
  return stamped.exec(line)?.[1] ?? '';
}
