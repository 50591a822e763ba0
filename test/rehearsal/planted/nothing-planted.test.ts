import { expect, test } from '@jest/globals';
import { isBad } from '../../../lib/rehearsal/explore/ending.ts';
import { pathsOf, shippedSubject } from './planted.ts';
import { plantedInChanges } from './of-changes.ts';
import { plantedInPeople } from './of-people.ts';
import { plantedInRuns } from './of-runs.ts';

/** A sample: `npm run campaign` plays as many as one likes. */
const sample: Record<string, number> = {
  'restore-namespace': 16,
  'control-plane-unreachable': 4,
  'rebuild-cluster': 4,
  'look-at-namespace': 12,
};

test.each(Object.entries(sample))(
  'without a mistake nothing ends badly: %s',
  async (runbook, max) => {
    const bad: string[] = [];
    for await (const { result } of pathsOf(await shippedSubject(runbook), max))
      if (isBad(result.ending)) bad.push(`${result.id}: ${result.violations[0]?.text}`);
    expect(bad).toEqual([]);
  },
  600_000,
);

test('the list is as long as it has to be, and each mistake has a name of its own', () => {
  const all = [...plantedInChanges, ...plantedInRuns, ...plantedInPeople];
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(40);
});
