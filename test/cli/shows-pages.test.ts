import { expect, test } from '@jest/globals';
import { showsPages } from '../../lib/cli/shows-pages.ts';

test('a page is shown line by line, called simulated, without empty lines and repetitions', () => {
  const lines: string[] = [];
  const show = showsPages({ line: (text = '') => lines.push(text), paint: (_, text) => text });
  for (const line of [
    'May we? (payments @ prod-blue)',
    '',
    'Answers: approve, reject',
    'May we?: over',
    'May we?: over',
    'May we?',
  ])
    show(line);
  expect(lines).toEqual([
    '  sandbox · page · May we? (payments @ prod-blue)',
    '  sandbox · page · Answers: approve, reject',
    '  sandbox · page · May we?: over',
    '  sandbox · page · May we?',
  ]);
});
