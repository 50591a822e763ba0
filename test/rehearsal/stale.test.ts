import { expect, test } from '@jest/globals';
import type { WireAnswer, WireRequest } from '../../lib/model/transport.ts';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { sameRequest, staleAnswers } from '../../lib/rehearsal/stale.ts';
import type { World } from '../../lib/sandbox/world.ts';
import { SandboxOutside } from '../steps/sandbox-outside.ts';

const first = new SandboxOutside().sandbox.state();
const endpoint = first.clusters['prod-blue']?.endpoint ?? '';
const link =
  'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&X-Amz-Date=19700101T000000Z&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id';
const list: WireRequest = {
  system: 'kubernetes',
  method: 'GET',
  url: `${endpoint}/apis/apps/v1/namespaces/payments/deployments`,
  headers: { authorization: `Bearer k8s-aws-v1.${Buffer.from(link).toString('base64url')}` },
  body: '',
};
const cluster: WireRequest = {
  ...list,
  system: 'eks',
  url: 'https://eks.eu-west-1.amazonaws.com/clusters/prod-blue',
};
const described = (operation: string): WireRequest => ({
  ...list,
  system: 'states',
  method: 'POST',
  url: 'https://states.eu-west-1.amazonaws.com/',
  headers: { 'x-amz-target': `AWSStepFunctions.${operation}` },
  body: '{}',
});

function answered(request: WireRequest, world: World = first, earlier?: WireAnswer): WireAnswer | undefined {
  const stale = staleAnswers({ earlier: () => earlier, first: () => world, now: () => 0 });
  return stale(request, factsOf(request));
}
const textOf = (answer: WireAnswer | undefined) => new TextDecoder().decode(answer?.body);

test('the last answer of the same request comes first, else what it was at the beginning', () => {
  const earlier = { status: 203, headers: {}, body: new Uint8Array() };
  expect(answered(list, first, earlier)).toBe(earlier);
  expect(JSON.parse(textOf(answered(list)))).toMatchObject({ kind: 'DeploymentList' });
  expect(answered(cluster)?.status).toBe(200);
  // nothing had been started then
  expect(textOf(answered(described('DescribeExecution')))).toContain('ExecutionDoesNotExist');
});

test('what cannot have been otherwise has no stale answer: writes, readiness, starts, a cluster that did not answer', () => {
  expect(answered({ ...list, method: 'POST', body: '{}' })).toBeUndefined();
  expect(answered({ ...list, url: `${endpoint}/readyz` })).toBeUndefined();
  expect(answered(described('StartExecution'))).toBeUndefined();
  const silent = new SandboxOutside({
    clusters: { 'prod-blue': { state: 'active', api: 'unreachable', namespaces: {} } },
  }).sandbox.state();
  expect(answered(list, silent)).toBeUndefined();
});

test('two requests are the same whoever makes them, and not with another body', () => {
  expect(sameRequest(list, { ...list, headers: { authorization: 'Bearer other' } })).toBe(true);
  expect(sameRequest(list, { ...list, url: `${list.url}?limit=1` })).toBe(false);
  expect(
    sameRequest(described('DescribeExecution'), { ...described('DescribeExecution'), body: '{"a":1}' }),
  ).toBe(false);
});
