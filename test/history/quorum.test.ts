import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { canBeMet } from '../../lib/history/quorum.ts';

describe('a quorum by group is met', () => {
  test.each<[string, Record<string, number>, string[][], boolean]>([
    ['by one of each', { a: 1, b: 1 }, [['a'], ['b']], true],
    ['not by one person who is in both', { a: 1, b: 1 }, [['a', 'b']], false],
    ['by one in both who makes room for another', { a: 1, b: 1 }, [['a', 'b'], ['a']], true],
    ['along a chain of people who move', { a: 1, b: 1, c: 1 }, [['a', 'b'], ['b', 'c'], ['a']], true],
    ['not by three of one group', { a: 2, b: 1 }, [['a'], ['a'], ['a']], false],
    ['by more than it wants', { a: 1 }, [['a'], ['a'], []], true],
    ['when it wants nobody', {}, [], true],
  ])('%s: %j', (_, wanted, people, met) => {
    expect(canBeMet(wanted, people)).toBe(met);
  });

  test('exactly when some assignment meets it, whatever the order', () => {
    const group = fc.constantFrom('a', 'b', 'c');
    const wanted = fc.dictionary(group, fc.integer({ min: 1, max: 2 }));
    const people = fc.array(fc.uniqueArray(group), { maxLength: 5 });
    fc.assert(
      fc.property(wanted, people, (quorum, groups) => {
        const met = bySearch({ ...quorum }, groups);
        expect(canBeMet(quorum, groups)).toBe(met);
        expect(canBeMet(quorum, [...groups].reverse())).toBe(met);
      }),
      { seed: 20261124, numRuns: 500 },
    );
  });
});

/** Every way to count everybody for one of their groups, or for none. */
function bySearch(left: Record<string, number>, [first, ...rest]: string[][]): boolean {
  if (Object.values(left).every((count) => count <= 0)) return true;
  if (!first) return false;
  return (
    bySearch(left, rest) ||
    first.some((group) => bySearch({ ...left, [group]: (left[group] ?? 0) - 1 }, rest))
  );
}
