import { expect, test } from '@jest/globals';
import { render } from '../../lib/handlers/render.ts';
import type { Json } from '../../lib/model/json.ts';

const template = (value: Json, type: string): Json => ({
  '{{}}': ['[', { value, path: '$look.x', type }, ']'],
});

test.each<[Json, string, string]>([
  ['payments', 'text', '[payments]'],
  [3, 'number', '[3]'],
  [0, 'number', '[0]'],
  [false, 'boolean', '[false]'],
  [10_800, 'duration', '[3 h 0 m]'],
  [45, 'duration', '[45 s]'],
  ['2026-11-24T03:05:00Z', 'time', '[24 Nov 03:05 UTC]'],
  [1536, 'size', '[1.5 KiB]'],
  [['a', 'b'], 'unknown', '[["a","b"]]'],
  [{ unknown: 'known after the restore' }, 'text', '[(known after the restore)]'],
])('%j of type %s reads %s', (value, type, text) => {
  expect(render(template(value, type))).toBe(text);
});

test('inserting nothing is a failure that names the path, not an empty text', () => {
  expect(() => render({ question: template(null, 'text') })).toThrow(
    expect.objectContaining({ code: 'MissingValue', facts: expect.objectContaining({ path: '$look.x' }) }),
  );
});

test('what is no template stays what it is, at any depth', () => {
  const value: Json = { a: [1, null, { b: true }], c: 'text with {{ braces }}' };
  expect(render(value)).toEqual(value);
  expect(render([{ deep: template(1, 'number') }])).toEqual([{ deep: '[1]' }]);
});
