import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/compiler/manifest.ts';
import { asksOf } from '../../lib/history/asks.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import type { PersonScript } from '../../lib/model/scenario.ts';
import { aWorld, payments, type TestWorld } from '../handlers/world.ts';
import { asked, placesOf, refusedOf, rightsOf } from './asked-rights.ts';

/*
 * What functions call on the ways that the campaign's runbooks do not go: a run within a run, one that hands on, one that is taken
 * back, people who decide and do things by hand. Every call is allowed, on its resource.
 */

const head = (name: string, target: string) => `
runbook: ${name}
title: ${name}, for a test
owner: platform-oncall
severity: high
objectives: { rto: 10h, rpo: 24h }
deadline: 9h
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
target: { cluster: $inputs.cluster${target} }
steps:
`;
const ask = 'ask: [{ who: platform-oncall, for: 30m }, { who: platform-leads, for: 30m }]';
const inputs = 'inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace }';

const outer = `${head('outer', '')}
  - id: inner
    title: Have it restored
    uses: runbook
    with: { runbook: byhand, ${inputs} }
    timeout: 3h
  - title: Leave it to another
    continue_with: { runbook: last, ${inputs}, because: "{{ $inner.outcome }}" }
`;
const byHand = `${head('byhand', ', namespace: $inputs.namespace')}
  - id: word
    title: Which way?
    uses: decide
    with: { question: Which way?, options: { this_way: This, that_way: That }, ${ask} }
  - title: A short rest
    wait: 1m
  - id: stop
    title: Stop the writers
    uses: manual
    with: { text: Stop them, record: { replicas: { type: number } }, ${ask} }
    timeout: 2h
    undo:
      with: { text: "Start {{ $stop.record.replicas }} again" }
  - title: Tell it
    uses: announce
    with: { text: It goes on }
  - title: Is that enough?
    uses: decide
    with: { question: Is that enough?, options: { yes_it_is: Yes, no_it_is_not: No }, ${ask} }
  - title: That was it
    finish: { outcome: nothing-to-do, because: it was done by hand }
`;
const last = `${head('last', '')}
  - title: Nothing after all
    finish: { outcome: nothing-to-do, because: it was looked at }
`;

const made = new Map<string, Set<string>>();
let manifests: Manifest[] = [];
const places = placesOf({ account: '111122223333', region: 'eu-west-1' });

async function inWorld(
  oncall: PersonScript[],
  story: (all: TestWorld, run: { run: string; execution: string }) => Promise<unknown>,
): Promise<void> {
  const all = await aWorld({
    runbooks: [outer, byHand, last],
    people: { 'platform-oncall': oncall, 'platform-leads': [{ does: 'approve', after: 60 }] },
    around:
      (transport, { name }) =>
      (request, signal) => {
        const call = asked(request, places, 'outer');
        if (call !== undefined) made.set(name, (made.get(name) ?? new Set()).add(call));
        return transport(request, signal);
      },
  });
  manifests = Object.values(all.manifests);
  await story(all, await all.start(payments, { runbook: 'outer' }));
  all.close();
}

async function untilChildAsks(all: TestWorld, run: string, title: string): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const { table } = all.clients;
    for (const child of Object.keys((await readLedger(table, run))?.nested ?? {}))
      if ((await asksOf(table, child)).some((one) => one.title === title && !one.decision)) return;
    await all.pass(2000);
  }
  throw new Error(`"${title}" was not asked`);
}

const done: PersonScript = { does: 'done', after: 60, record: { replicas: 3 } };

beforeAll(async () => {
  await inWorld(
    [{ does: 'this_way', after: 60 }, done, { does: 'yes_it_is', after: 60 }],
    async (all, run) => {
      expect((await all.ended(run)).outcome).toBe('handed-on');
      await all.pass(60_000);
      await all.invoke('janitor', null);
    },
  );
  await inWorld(
    [{ does: 'this_way', after: 60 }, done, { does: 'silent' }, { does: 'done', after: 60 }],
    async (all, run) => {
      await untilChildAsks(all, run.run, 'Is that enough?');
      await all.operations.abort(run.run, 'ana', 'no');
      expect((await all.ended(run)).outcome).toBe('aborted');
    },
  );
  // A run that hands on and cannot: Close run gives the lock back.
  await inWorld(
    [{ does: 'this_way', after: 60 }, done, { does: 'yes_it_is', after: 60 }],
    async (all, run) => {
      all.engine.deleteStateMachine(all.stateMachineArn('last'));
      expect((await all.ended(run)).outcome).toBe('failed');
    },
  );
}, 120_000);

describe.each([
  'open-run',
  'lock',
  'ask',
  'undo',
  'hand-on',
  'close-run',
  'janitor',
  'step-runbook',
  'step-decide',
  'step-manual',
  'step-wait',
  'step-announce',
])('%s', (name) => {
  test('is allowed everything that it calls', () => {
    const calls = made.get(name) ?? [];
    if (name !== 'ask') expect([...calls].length).toBeGreaterThan(0);
    expect(refusedOf(calls, rightsOf(name, manifests, places))).toEqual([]);
  });
});

test('these stories go the ways that they are for', () => {
  expect([...(made.get('close-run') ?? [])]).toContainEqual(
    expect.stringMatching(/^states:DescribeExecution .*:rebound-last:ho-/),
  );
  expect([...(made.get('undo') ?? [])]).toContain('dynamodb:UpdateItem arn:table');
});
