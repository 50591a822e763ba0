import { expect, test } from '@jest/globals';
import { print } from '../campaign.ts';
import { findPlanted, foundLine, type Planted } from './planted.ts';

/** Found after more than thirty paths: `npm run test:planted` plays these, too; known.test.ts plays one path that shows each. */
export const long: readonly string[] = [
  'ledger read without the fence',
  'undo skipped',
  'close run that does not wait for undo',
  'undo without a record',
  'undo of everything',
  'undo at each try',
  'answer taken twice',
  'GONE from one AccessDenied',
  'redrive of a closed run',
  'stop switch ignored',
  'hold ignored',
  'a guard that reads a missing value as false',
  'lock released by the wrong run',
  'takeover by time alone',
  'a question without a deadline',
  'deadline not enforced',
  'skip hidden',
];
const isLong = process.env['REBOUND_PLANTED'] === 'all';

/** One test for each: it is found, and by an ending that its table names. Those that take long are skipped in the test command, and say so. */
export function expectEachFound(all: readonly Planted[]): void {
  const played = (planted: Planted) => isLong || !long.includes(planted.name);
  const named = (planted: Planted): [string, Planted] => [`${planted.name}: ${planted.wrong}`, planted];
  test.each(all.filter(played).map(named))(
    '%s',
    async (_, planted) => {
      const found = await findPlanted(planted);
      print(foundLine(planted, found));
      expect(planted.endings).toContain(found?.result.ending);
    },
    600_000,
  );
  const left = all.filter((planted) => !played(planted)).map(named);
  if (left.length > 0) test.skip.each(left)('%s (npm run test:planted)', () => {});
}
