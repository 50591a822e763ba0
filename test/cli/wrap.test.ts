import { describe, expect, test } from '@jest/globals';
import { wrapLine } from '../../lib/cli/wrap.ts';

describe('a line that is wider than the terminal', () => {
  test('goes on below the beginning of its text', () => {
    const stamp =
      '  21:25:13        +7 s  ✓ Choose the newest good backup of all those that are there, however old they are';
    expect(wrapLine(stamp, 80)).toBe(
      `  21:25:13        +7 s  ✓ Choose the newest good backup of all those that are\n${' '.repeat(26)}there, however old they are`,
    );
    expect(wrapLine('      ! payments: GONE, it does not exist', 30)).toBe(
      `      ! payments: GONE, it\n${' '.repeat(8)}does not exist`,
    );
    expect(wrapLine('one two three four', 9)).toBe('one two\nthree\nfour');
  });

  test('on a phone has most of the width, and what belongs to it stands below', () => {
    expect(wrapLine('  21:25:13    +3 m 2 s  ✓ Choose the newest good backup', 44)).toBe(
      '  21:25:13  +3 m 2 s  ✓ Choose the newest\n       good backup',
    );
    expect(wrapLine(`${' '.repeat(25)}· nightly is three hours old, and fits`, 40)).toBe(
      '     · nightly is three hours old, and\n       fits',
    );
    expect(wrapLine(`${' '.repeat(27)}a plan`, 60)).toBe('       a plan');
  });

  test('a duration is not torn apart', () => {
    expect(wrapLine('the newest backup is 3 h 12 m old', 27)).toBe('the newest backup is\n3 h 12 m old');
  });

  test('goes on below the text of a point', () => {
    expect(wrapLine('    - one two three four five six', 28)).toBe(
      '    - one two three four\n      five six',
    );
    expect(wrapLine('    [ ] one two three four five', 28)).toBe('    [ ] one two three four\n        five');
    expect(wrapLine('    12. one two three four five', 28)).toBe('    12. one two three four\n        five');
  });

  test('a command between backticks stays in one piece', () => {
    expect(wrapLine('look with `kubectl get ns -o yaml`, then go on', 24)).toBe(
      'look with\n`kubectl get ns -o yaml`,\nthen go on',
    );
    expect(wrapLine('an odd ` is a letter as others are', 20)).toBe('an odd ` is a letter\nas others are');
  });

  test('is not pressed into the last columns of a narrow one', () => {
    const text = `${' '.repeat(24)}· nightly is three hours old`;
    for (const line of wrapLine(text, 40).split('\n').slice(1)) expect(line).toMatch(/^ {4}\S/);
  });

  test('colours take no room, and words stay whole', () => {
    const red = '\u001b[31mred\u001b[39m';
    expect(wrapLine(`${red} ${red}`, 7)).toBe(`${red} ${red}`);
    expect(wrapLine(`${red} ${red}`, 6)).toBe(`${red}\n${red}`);
    expect(wrapLine('see https://example.com/a/long/address now', 12)).toBe(
      'see\nhttps://example.com/a/long/address\nnow',
    );
  });

  test('is left alone where it fits', () => {
    expect(wrapLine('  as  it   is', 40)).toBe('  as  it   is');
  });
});
