import { assert, constantFrom, integer, property, string } from 'fast-check';
import { expect, test } from '@jest/globals';
import { textWidth } from '../../../lib/compiler/picture/text-width.ts';
import { plainText, wrapText } from '../../../lib/compiler/picture/wrap-text.ts';

test('lines are broken between words, and a long word where a reader of code would', () => {
  expect(wrapText('Look at the cluster and the namespace', 180, 'bold', 14)).toEqual([
    'Look at the cluster',
    'and the namespace',
  ]);
  expect(wrapText("$look.api.in['UNREACHABLE','UNKNOWN']", 180, 'mono', 12)).toEqual([
    '$look.api.in[',
    "'UNREACHABLE','UNKNOWN']",
  ]);
  expect(wrapText('one · two', 34, 'sans', 12)).toEqual(['one ·', 'two']);
  expect(wrapText('', 30, 'sans', 12)).toEqual(['']);
});

test('whatever the text: no line is too wide, and nothing is lost', () => {
  assert(
    property(
      string({ unit: 'binary', maxLength: 80 }),
      integer({ min: 40, max: 300 }),
      constantFrom('sans' as const, 'bold' as const, 'mono' as const),
      (text, width, face) => {
        const lines = wrapText(text, width, face, 14);
        expect(lines.join('').replaceAll(' ', '')).toBe(plainText(text).replaceAll(' ', ''));
        for (const line of lines)
          if ([...new Intl.Segmenter('en').segment(line)].length > 1)
            expect(textWidth(line, face, 14)).toBeLessThanOrEqual(width);
      },
    ),
    { seed: 20_261_124, numRuns: 500 },
  );
});

test('characters that XML forbids or that turn the text around are marked', () => {
  expect(plainText(' a\u0000b\n\u202Ec\uD800d\uFFFFe ')).toBe('a\u{FFFD}b \u{FFFD}c\u{FFFD}d\u{FFFD}e');
  expect(plainText('👩‍👩‍👧 e\u0301')).toBe('👩‍👩‍👧 e\u0301');
});
