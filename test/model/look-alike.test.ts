import { expect, test } from '@jest/globals';
import { asItLooks, isSameName } from '../../lib/model/look-alike.ts';

test.each([
  ['ana', 'Ana'],
  ['ana', 'аnа'],
  ['Ben', 'Вen'],
  ['kostas', 'κοstas'],
  ['ana lopez', 'Ana  Lopez'],
  ['ana lopez', 'ana-lopez'],
  ['ana', 'ａｎａ'],
  ['ana', 'a\u200bn\u2060a'],
  ['ana', 'an\u0430\u0301'],
  ['José', 'Jose'],
  ['ops1', 'opsl'],
  ['Ian', 'lan'],
  ['dev0', 'devO'],
])('%j and %j may be one person', (one, other) => {
  expect(isSameName(one, other)).toBe(true);
  expect(isSameName(other, one)).toBe(true);
});

test.each([
  ['ana', 'ben'],
  ['ana', 'anna'],
  ['Lan', 'Ian'],
  ['李', '王'],
  ['😀', '🎉'],
  ['ops1', 'ops2'],
])('%j and %j are two', (one, other) => {
  expect(isSameName(one, other)).toBe(false);
});

test('a text as it looks keeps its capitals', () => {
  expect(asItLooks('Аnа ВЕN')).toBe('Ana BEN');
});
