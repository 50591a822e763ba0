import { expect, test } from '@jest/globals';
import { storyLines } from '../../lib/cli/rehearse/story-lines.ts';

test('a bad ending is told from its fault on: what was changed, asked and broken, and not what everybody heard', () => {
  const said = [
    ['! request lost: PutItem LOCK#…, by lock'],
    ['◔ Look'],
    ['± made outside: restores/rb-x, by step-restore-backup', '    a detail'],
    ...Array.from({ length: 20 }, () => ['· told dev by slack: it ended']),
    ['▪ run b4z3fv of restore-namespace ends failed: nobody answered'],
    ['✗ still holds payments'],
  ];
  const moments = said.map(([first = '', ...more], n) => ({
    at: n,
    lines: [`  03:00:0${n % 10}    +1 h 1 m  ${first}`, ...more],
  }));
  expect(storyLines(moments).map((line) => line.replace(/^.* m  /, ''))).toEqual([
    '! request lost: PutItem LOCK#…, by lock',
    '± made outside: restores/rb-x, by step-restore-backup',
    '▪ run b4z3fv of restore-namespace ends failed: nobody answered',
    '✗ still holds payments',
  ]);
});

test('any number of faults are told by the first of them', () => {
  const moments = Array.from({ length: 30 }, (_, n) => ({
    at: n,
    lines: [`  03:00:00  +${n} s  ! fault ${n}`],
  }));
  expect(storyLines(moments)).toEqual([0, 1, 2, 3].map((n) => `03:00:00  +${n} s  ! fault ${n}`));
});
