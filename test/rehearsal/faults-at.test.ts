import { expect, test } from '@jest/globals';
import type { WireRequest } from '../../lib/model/transport.ts';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { faultsAt } from '../../lib/rehearsal/explore/faults-at.ts';

const at = (request: Partial<WireRequest> & Pick<WireRequest, 'system' | 'url'>) => {
  const whole: WireRequest = { method: 'GET', headers: {}, body: '', ...request };
  return faultsAt(factsOf(whole), whole);
};
const api = 'https://one.gr7.eu-west-1.eks.amazonaws.com';

test('a read has no answer that is lost, and is stale only where the system can be', () => {
  const list = at({ system: 'kubernetes', url: `${api}/apis/apps/v1/namespaces/payments/deployments` });
  expect(list).toContain('stale');
  expect(list).not.toContain('not-found');
  for (const fault of ['answer-lost', 'late', 'killed-after'] as const) expect(list).not.toContain(fault);
  expect(at({ system: 'kubernetes', url: `${api}/api/v1/namespaces/payments` })).toContain('not-found');
  const read = { 'x-amz-target': 'DynamoDB_20120810.GetItem' };
  const table = 'https://dynamodb.eu-west-1.amazonaws.com/';
  expect(at({ system: 'dynamodb', method: 'POST', url: table, headers: read, body: '{}' })).not.toContain(
    'stale',
  );
});

test('a write may have happened, and is never stale', () => {
  const url = `${api}/apis/velero.io/v1/namespaces/velero/restores`;
  const write = at({ system: 'kubernetes', method: 'POST', url, body: '{}' });
  expect(write).toEqual(expect.arrayContaining(['answer-lost', 'late', 'killed-after', 'not-found']));
  expect(write).not.toContain('stale');
});
