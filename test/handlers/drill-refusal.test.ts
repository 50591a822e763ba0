import { expect, test } from '@jest/globals';
import { drillRefusal } from '../../lib/handlers/drill-refusal.ts';
import type { Hold } from '../../lib/model/target.ts';
import { estate } from './trigger-parts.ts';

const { clusters } = estate;
const place = { account: '111122223333', region: 'eu-west-1' };
const databases = {
  orders: { account: '111122223333', region: 'eu-west-1', drill: false },
  scratch: { account: '111122223333', region: 'eu-west-1', drill: true },
};
const hold = (kind: Hold['root']['kind'], name: string, part: string | null = null): Hold => ({
  root: { kind, name, ...place },
  part,
});
const refusal = (mode: 'drill' | 'real', ...holds: Hold[]) =>
  drillRefusal({ mode, clusters }, holds, databases)?.because;

test('a drill takes what is marked for drills', () => {
  expect(
    refusal('drill', hold('cluster', 'staging', 'payments'), hold('database', 'scratch')),
  ).toBeUndefined();
});

test.each<[string, Hold[], RegExp]>([
  ['a real cluster', [hold('cluster', 'prod-blue')], /this is a drill, and prod-blue is not marked/],
  ['a part of one', [hold('cluster', 'prod-blue', 'payments')], /prod-blue is not marked/],
  [
    'one among others',
    [hold('cluster', 'staging'), hold('database', 'orders')],
    /database orders is not marked/,
  ],
  ['a whole account', [hold('account', '111122223333')], /account 111122223333 is not marked/],
  [
    'what nobody knows',
    [hold('cluster', 'lost'), hold('database', 'gone')],
    /database gone, lost are not marked/,
  ],
])('a drill does not take %s', (_, holds, why) => {
  expect(refusal('drill', ...holds)).toMatch(why);
});

test('a real run takes what it recovers', () => {
  expect(refusal('real', hold('cluster', 'prod-blue'))).toBeUndefined();
});
