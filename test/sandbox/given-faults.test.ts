import { describe, expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import {
  callsOf,
  faultySystems,
  type GivenFault,
  givenFaultKinds,
  neverShown,
} from '../../lib/model/given-fault.ts';
import type { Transport, WireRequest } from '../../lib/model/transport.ts';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { faultsAt } from '../../lib/rehearsal/explore/faults-at.ts';
import { straightPlayer, watch } from '../../lib/rehearsal/explore/player.ts';
import { operationOf, withGivenFaults } from '../../lib/sandbox/given-faults.ts';
import { deletedAndApproved, smallText, subjectOf } from '../rehearsal/explore/subjects.ts';

const api = 'https://one.gr7.eu-west-1.eks.amazonaws.com';
const get: WireRequest = {
  system: 'kubernetes',
  method: 'GET',
  url: `${api}/api/v1/namespaces/payments`,
  headers: {},
  body: '',
};
const post: WireRequest = {
  ...get,
  method: 'POST',
  url: `${api}/apis/velero.io/v1/namespaces/velero/restores`,
};
const describeCluster: WireRequest = {
  ...get,
  system: 'eks',
  url: 'https://eks.eu-west-1.amazonaws.com/clusters/prod-blue',
};
const listClusters: WireRequest = { ...describeCluster, url: 'https://eks.eu-west-1.amazonaws.com/clusters' };

/** What becomes of calls, one every minute: a status, or the name of an error; and how many arrived. */
async function cameOf(faults: GivenFault[], requests: WireRequest[]) {
  const clock = new Timeline({ start: 0, random: seededRandom(1), pace: 'virtual' });
  let arrived = 0;
  const inner: Transport = async () => {
    arrived += 1;
    return { status: 200, headers: {}, body: new Uint8Array() };
  };
  const transport = withGivenFaults(faults, clock)(inner);
  const came: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const [minute, request] of requests.entries()) {
      await clock.sleep(minute * 60_000 - clock.now());
      const began = clock.now();
      const { status } = await transport(request).catch(() => ({ status: 'lost' }));
      came.push(clock.now() > began ? `${status} after ${(clock.now() - began) / 1000} s` : status);
    }
  };
  await clock.until(work());
  return { came, arrived };
}

describe('which calls', () => {
  test('the how-many-eth of an operation, whatever is called between', async () => {
    const fault: GivenFault = { system: 'kubernetes', does: 'refused', operation: 'POST', nth: 2 };
    expect((await cameOf([fault], [get, post, get, post, post])).came).toEqual([200, 200, 200, 403, 200]);
  });

  test('all of a stretch of time: its end is the first that goes well', async () => {
    const fault: GivenFault = { system: 'eks', does: 'throttled', from: 60, to: 180 };
    const calls = [describeCluster, listClusters, describeCluster, describeCluster];
    expect((await cameOf([fault], calls)).came).toEqual([200, 429, 429, 200]);
  });

  test('of EKS the operation, by its name', async () => {
    const fault: GivenFault = { system: 'eks', does: 'refused', operation: 'DescribeCluster' };
    expect((await cameOf([fault], [listClusters, describeCluster, get])).came).toEqual([200, 403, 200]);
  });

  test('the first that fits happens; those behind it count all the same', async () => {
    const faults: GivenFault[] = [
      { system: 'kubernetes', does: 'refused', nth: 1 },
      { system: 'kubernetes', does: 'throttled', nth: 2 },
    ];
    expect((await cameOf(faults, [get, get, get])).came).toEqual([403, 429, 200]);
  });
});

test('what each does, and whether the call arrives', async () => {
  const seen: Record<string, unknown> = {};
  for (const does of givenFaultKinds) {
    const { came, arrived } = await cameOf([{ system: 'kubernetes', does }], [get]);
    seen[does] = [came[0], arrived];
  }
  expect(seen).toEqual({
    'request-lost': ['lost', 0],
    'answer-lost': ['lost', 1],
    throttled: [429, 0],
    'server-error': [500, 0],
    refused: [403, 0],
    'not-found': [404, 0],
    malformed: [200, 1],
    slow: ['200 after 10 s', 1],
  });
});

test('what a system never shows is the same for what is given and for what is explored', () => {
  for (const system of faultySystems) {
    const request: WireRequest = { ...post, system };
    const explored: readonly string[] = faultsAt(factsOf({ ...request, body: '{}' }), request);
    const shown = givenFaultKinds.filter((one) => !neverShown[system]?.includes(one));
    // a call of Slack has not-found by its method; what is lost of a read is the same as the request that is lost
    const apart = ['not-found', 'answer-lost'];
    expect([system, shown.filter((one) => !apart.includes(one) && !explored.includes(one))]).toEqual([
      system,
      [],
    ]);
    for (const one of neverShown[system] ?? [])
      expect([system, explored.includes(one)]).toEqual([system, false]);
  }
});

test('what Rebound calls in a rehearsal can be named, and is what the names say', async () => {
  const { calls } = await watch(
    { rehearsal: 0, faults: [], people: [], happens: [] },
    subjectOf(smallText(deletedAndApproved)),
  );
  const named = new Set<string>();
  for (const { request } of calls) {
    const system = faultySystems.find((one) => one === request.system);
    if (!system) continue;
    const operation = operationOf(request);
    expect(callsOf[system]).toContain(request.method);
    if (operation !== undefined) expect(callsOf[system]).toContain(operation);
    named.add(`${system} ${operation ?? request.method}`);
  }
  expect([...named]).toEqual(expect.arrayContaining(['eks DescribeCluster', 'kubernetes POST']));
});

test('a rehearsal in which EKS throttles its DescribeCluster for a while is another one', async () => {
  const text = smallText(
    deletedAndApproved
      .replace(
        /backups: (\[.*\]) \}$/m,
        'backups: $1, faults: [{ system: eks, operation: DescribeCluster, does: throttled, to: 30s }] }',
      )
      .replace(/expect: .*/, 'expect: { outcome: aborted, unchanged: true }'),
  );
  expect((await straightPlayer(subjectOf(text)).survey(0)).unmet).toEqual([]);
});
