import { expect, test } from '@jest/globals';
import { assert, jsonValue, property } from 'fast-check';
import { canonical, hashOf } from '../../lib/model/json.ts';

test.each<[unknown, string]>([
  [null, 'null'],
  [undefined, 'null'],
  [[], '[]'],
  [{}, '{}'],
  [{ b: 1, a: [null, undefined, 'x'], c: undefined }, '{"a":[null,null,"x"],"b":1}'],
  [{ é: 1, z: 2, a: 3, Z: 4 }, '{"Z":4,"a":3,"z":2,"é":1}'],
  [[[], [1], {}], '[[],[1],{}]'],
])('%j is %s', (value, text) => {
  expect(canonical(value)).toBe(text);
});

test('equal values give equal bytes, whatever the order of their keys, and read back as they were', () => {
  assert(
    property(jsonValue(), (value) => {
      const again: unknown = JSON.parse(canonical(value));
      expect(canonical(again)).toBe(canonical(value));
      expect(JSON.parse(JSON.stringify(value))).toEqual(again);
    }),
    { seed: 11 },
  );
  expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1 }));
});
