import { expect, test } from '@jest/globals';
import { describeHold, holdsOf } from '../../lib/handlers/target-holds.ts';
import { takeLock } from '../../lib/history/lock.ts';
import { describeTarget, type Hold, rootKey, type TargetValue } from '../../lib/model/target.ts';
import { at } from '../history/builders.ts';
import { codeFrom, inBothWorlds } from '../history/in-both-worlds.ts';

const cluster = (name: string, account: string, region: string) => ({
  name,
  account,
  region,
  arn: '',
  endpoint: 'public' as const,
  drill: false,
});
const known = {
  clusters: {
    blue: cluster('blue', '111', 'eu-west-1'),
    green: cluster('green', '111', 'eu-central-1'),
    other: cluster('other', '222', 'eu-west-1'),
  },
  databases: { pay: { account: '111', region: 'eu-west-1', drill: false } },
};
const named = (holds: Hold[]) => holds.map(({ root, part }) => `${rootKey(root)}#${part ?? ''}`);

test.each<[TargetValue, string[]]>([
  [{ cluster: 'blue' }, ['cluster/111/eu-west-1/blue#']],
  [{ cluster: 'blue', namespace: 'a' }, ['cluster/111/eu-west-1/blue#a']],
  [{ database: 'pay' }, ['database/111/eu-west-1/pay#']],
  [
    { cluster: 'blue', namespace: 'a', also: [{ database: 'pay' }, { cluster: 'green' }] },
    ['cluster/111/eu-west-1/blue#a', 'database/111/eu-west-1/pay#', 'cluster/111/eu-central-1/green#'],
  ],
  [
    { account: '111' },
    [
      'account/111//111#',
      'cluster/111/eu-west-1/blue#',
      'cluster/111/eu-central-1/green#',
      'database/111/eu-west-1/pay#',
    ],
  ],
  [
    { account: '111', region: 'eu-west-1' },
    ['account/111//111#eu-west-1', 'cluster/111/eu-west-1/blue#', 'database/111/eu-west-1/pay#'],
  ],
  [{ account: '333' }, ['account/333//333#']],
])('%j', (target, holds) => expect(named(holdsOf(target, known))).toEqual(holds));

test.each<[TargetValue, RegExp]>([
  [{ cluster: 'bleu' }, /did you mean blue/],
  [{ database: 'x' }, /it knows pay/],
  [{ region: 'eu-west-1' }, /of which account/],
  [{}, /names nothing/],
])('%j is refused', (target, message) => expect(() => holdsOf(target, known)).toThrow(message));

test('as people read them', () => {
  const texts = (target: TargetValue) => holdsOf(target, known).map(describeHold);
  expect(texts({ cluster: 'blue', namespace: 'a' })).toEqual(['a @ blue']);
  expect(texts({ account: '333', region: 'eu-west-1' })).toEqual(['eu-west-1 of account 333']);
  expect(describeTarget({ cluster: 'blue', namespace: 'a', also: [{ database: 'pay' }] })).toBe(
    'a @ blue and pay',
  );
  expect(describeTarget({ account: '111', region: 'eu-west-1' })).toBe('eu-west-1 of account 111');
});

inBothWorlds((world) => {
  let runs = 0;
  const take = (target: TargetValue, runbook: string) => {
    const run = `${runbook}-${(runs += 1)}`;
    const request = { run, runbook, execution: run, holds: holdsOf(target, known), at: at(0) };
    return takeLock(world().table, request).then(({ status }) => status);
  };

  test('a whole account is in the way of everything in it, and of its Regions; joining is as ever', async () => {
    expect(await take({ account: '111' }, 'evacuate')).toBe('taken');
    expect(await take({ cluster: 'blue', namespace: 'a' }, 'restore')).toBe('refused');
    expect(await take({ database: 'pay' }, 'restore')).toBe('refused');
    expect(await take({ account: '111', region: 'eu-west-1' }, 'restore')).toBe('refused');
    expect(await take({ account: '111' }, 'restore')).toBe('refused');
    expect(await take({ cluster: 'other' }, 'restore')).toBe('taken');
    expect(await take({ account: '111' }, 'evacuate')).toBe('joined');
    expect(await take({ account: '111', region: 'eu-west-1' }, 'evacuate')).toBe('joined');
    expect(await take({ cluster: 'green', namespace: 'b' }, 'evacuate')).toBe('joined');
    expect(await take({ account: '222' }, 'evacuate')).toBe('refused'); // for `other`
    expect(await codeFrom(take({ account: '444' }, 'evacuate'))).toBe('nothing failed');
  });
});
