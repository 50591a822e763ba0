import { expect, test } from '@jest/globals';
import { digits } from '../../lib/history/keys.ts';

test('numbers in keys sort as numbers, however long they are', () => {
  const numbers = [0, 7, 99, 100, 10_000, 999_999, 1_000_000, 2_000_000, 10_000_000, 1_000_000_000_000];
  expect(numbers.map(digits).toSorted()).toEqual(numbers.map(digits));
  expect(digits(7)).toBe('000007');
});
