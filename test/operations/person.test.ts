import { describe, expect, test } from '@jest/globals';
import { harmless, sayable, whoIs } from '../../lib/operations/person.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';

const directory = aDirectory({
  people: { ana: aPerson('ana', { name: 'Ana Lopez' }), ben: aPerson('ben', { name: 'Ben Ng' }) },
});

describe('who that is', () => {
  test.each(['ana', 'ANA', ' Ana  Lopez\n', 'ａｎａ', 'a\u200bna', '\u001b[1mana\u001b[0m'])(
    '%j is ana of people.yaml',
    (by) => {
      expect(whoIs(by, directory)).toBe('ana');
    },
  );

  test.each([
    ['bne', undefined, 'did you mean ben? Say so: --as ben'],
    ['Ana Lopes', undefined, 'did you mean Ana Lopez? Say so: --as ana'],
    [
      'nobody at all',
      undefined,
      'say who it is, with --as NAME or for every command with REBOUND_AS=NAME: ana or ben',
    ],
    [
      'аna',
      'it looks like "ana" and is not: its "а" (U+0430) only looks like "a"',
      'did you mean ana? Say so: --as ana',
    ],
    ['áná', 'it looks like "ana" and is not', 'did you mean ana? Say so: --as ana'],
  ])('%j is nobody, and who may be meant is said', (by, why, todo) => {
    expect(() => whoIs(by, directory)).toThrow(
      expect.objectContaining({
        code: 'BadInput',
        facts: {
          what: `people.yaml knows nobody called "${by}"`,
          nobody: by,
          ...(why ? { why } : {}),
          todo,
        },
      }),
    );
  });

  test('without people.yaml it is whoever they say', () => {
    expect(whoIs(' аna ')).toBe('аna');
  });
});

describe('what people say', () => {
  test.each([
    ['as drilled', 'as drilled'],
    ['two\nlines\r\nof\ttext\u2028and more', 'two lines of text and more'],
    ['\u001b[31mred\u001b[0m \u009b1mbold', 'red bold'],
    ['\u001b]0;title\u0007after \u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'after link'],
    ['\u001bPdevice\u001b\\ control\u001bc', 'control'],
    ['\u202eevil\u202c \u2066isolated\u2069 \u061cmark', 'evil isolated mark'],
    ['zero\u200b\u200c\u200d\ufeffwidth \u3164filler\u00ad', 'zerowidth filler'],
    ['bell\u0007 null\u0000 delete\u007f c1\u0085\u0090', 'bell null delete c1'],
    ['<script>alert(1)</script> & "quotes"', '<script>alert(1)</script> & "quotes"'],
    ['half \ud83d of a pair', 'half \ufffd of a pair'],
    ['naïve 漢字 😀', 'naïve 漢字 😀'],
  ])('%j is kept as %j', (said, kept) => {
    expect(harmless(said)).toBe(kept);
  });

  test('is not cut: what is too long is refused', () => {
    expect(sayable('😀'.repeat(10), 10)).toHaveLength(20);
    expect(() => sayable('x'.repeat(11), 10, 'a note')).toThrow(
      expect.objectContaining({
        code: 'BadInput',
        facts: expect.objectContaining({
          what: 'a note of 11 characters is too long',
          why: 'at most 10 are kept',
        }),
      }),
    );
  });
});
