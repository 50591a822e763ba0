import { expect } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { goodRunbook, smallSurroundings } from './surroundings.ts';

/**
 * What is put for what in the good runbook, the code, and a part of the message. The caret ‸ stands before the place that is told.
 * Each row gives exactly one mistake: one cause, one mistake.
 */
export type Row = [change: [find: string, put: string], code: string, message: string];

/** The row's mistake, nothing else, at its place, and no runbook. */
export function expectRow([change, code, message]: Row): void {
  const { text, place } = edited(change);
  const { runbook, mistakes } = readRunbook(text, 'bad.yaml', smallSurroundings);
  expect(mistakes.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
    `${place} ${code}`,
  ]);
  const [mistake] = mistakes;
  expect(mistake?.message).toContain(message);
  expect(mistake?.source).toBe(text.split('\n')[(mistake?.line ?? 0) - 1]);
  expect(runbook).toBeUndefined();
}

function edited([find, put]: Row[0]): { text: string; place: string | undefined } {
  expect(goodRunbook).toContain(find);
  const marked = goodRunbook.replace(find, () => put);
  const at = marked.indexOf('‸');
  const before = marked.slice(0, at).split('\n');
  const place = at < 0 ? undefined : `${before.length}:${(before.at(-1) ?? '').length + 1}`;
  return { text: marked.replace('‸', ''), place };
}
