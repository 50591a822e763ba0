import { expect, test } from '@jest/globals';
import { rowsOf } from '../../bench/people/first-fact.ts';
import { anEvent } from '../people/recorded.ts';

const values = (...stories: Parameters<typeof rowsOf>[0]) => rowsOf(stories).map(({ value }) => value);
const fact = { findings: [{ text: 'payments: GONE' }] };

test('the slowest run counts, and one that knew before it paged waits for nothing', () => {
  const known = [anEvent('step-done', 5, fact), anEvent('paged', 8)];
  const late = [anEvent('paged', 10), anEvent('step-done', 31, fact), anEvent('step-done', 40, fact)];
  const quiet = [anEvent('step-done', 5, fact)];
  expect(values(known, quiet)).toEqual([0, 1]);
  expect(values(known, late, quiet)).toEqual([21, 2]);
});

test('a page without any fact is over every aim, and no page is no measurement', () => {
  expect(values([anEvent('paged', 10)])[0]).toBe(Number.POSITIVE_INFINITY);
  expect(() => values([anEvent('closed', 10)])).toThrow('no rehearsal pages anybody');
});
