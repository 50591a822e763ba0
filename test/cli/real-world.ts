import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { host } from '../../lib/cli/session.ts';
import { holderOf } from '../../lib/history/lock.ts';
import { openDynalite } from '../../lib/local/dynalite.ts';
import { openLocal } from '../../lib/local/local.ts';
import type { Pace } from '../../lib/local/local-contract.ts';
import type { Clock } from '../../lib/model/clock.ts';
import type { Hold } from '../../lib/model/target.ts';
import type { Scenario } from '../../lib/model/scenario.ts';
import { dynamodbTable } from '../../lib/wire/dynamodb.ts';
import { type FakeIo, fakeIo, jumpingClock } from './fake-io.ts';

const home = join(import.meta.dirname, '..', '..');

/** Waits are cut short to a moment, so that what works beside the command gets its turn. */
function hastyClock(): Clock {
  const clock = jumpingClock();
  let spent = 0;
  return {
    now: () => clock.now() + spent,
    sleep: async (ms, signal) => {
      await wait(1, undefined, signal ? { signal } : {});
      spent += Math.min(ms, 60);
    },
  };
}

/** A working folder with the shipped runbook, and one that recovers a whole cluster. */
export function workingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rebound-cli-'));
  cpSync(join(home, 'runbooks'), join(folder, 'runbooks'), { recursive: true });
  cpSync(join(home, 'rebound.yaml'), join(folder, 'rebound.yaml'));
  writeFileSync(join(folder, 'runbooks', 'whole-cluster.yaml'), wholeCluster);
  return folder;
}

const wholeCluster = `runbook: whole-cluster
title: Look after a whole cluster
owner: platform-oncall
severity: high
objectives: { rto: 75m }
deadline: 60m
inputs:
  cluster: { type: cluster }
target: { cluster: $inputs.cluster }
steps:
  - id: look
    title: Look at the cluster
    uses: check-cluster
  - title: Is it well?
    uses: approve
    with:
      question: "{{ $inputs.cluster }} is {{ $look.api }}. Is it well?"
      ask: [{ who: platform-leads, for: 5m }, { who: platform-managers, for: 5m }]
  - title: It is over
    finish: { outcome: nothing-to-do, because: somebody looked }
rehearsals:
  - name: all is well
    inputs: { cluster: prod-blue }
    people: { platform-leads: approve after 1m }
    expect: { outcome: nothing-to-do }
`;

/** A command line in that folder, with the real local. */
export function realIo(cwd: string, more: { pid?: number; alive?: number[] } = {}): FakeIo {
  return Object.assign(fakeIo({ cwd, openLocal, ...more }), { clock: hastyClock() });
}

const deleted: Scenario = {
  name: 'nobody answers',
  given: {
    clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
    backups: [{ namespace: 'payments', age: 10_800, phase: 'Completed' }],
    storage: 'available',
    pagers: 'up',
  },
  inputs: {},
  people: {
    'platform-leads': [{ does: 'silent' }],
    'platform-managers': [{ does: 'silent' }],
    'platform-oncall': [{ does: 'silent' }],
  },
  expect: {},
};

/** The folder's server, as another process would be it: nobody in its world answers. */
export async function serverIn(cwd: string, pace: Pace) {
  const session = await host(
    realIo(cwd, { pid: 1 }),
    { json: false, folder: join(cwd, '.rebound') },
    { scenario: deleted, pace, port: 0 },
  );
  const { local } = session.own;
  return {
    ...session,
    /** Starts a run and comes back when it has its lock. */
    holding: async (runbook: string, inputs: Record<string, string>) => {
      const { run } = await session.operations.start({
        runbook,
        inputs,
        mode: 'real',
        by: 'ben',
        because: '',
      });
      for (;;) {
        await wait(5);
        const events = await session.operations.events(run, '').catch(() => undefined);
        if (events?.events.some(({ kind }) => kind === 'locked')) return run;
      }
    },
    end: async (run: string) => {
      session.own.pace('virtual');
      await session.operations.abort(run, 'ben', 'the test is over');
      const report = await local.ended(run);
      await session.close();
      return report;
    },
  };
}

const root = { kind: 'cluster' as const, account: '111122223333', region: 'eu-west-1', name: 'prod-blue' };

/** Who holds the cluster, or any part of it, in the folder's history. */
export async function heldBy(cwd: string): Promise<string | undefined> {
  const dynalite = await openDynalite(join(cwd, '.rebound', 'history'));
  const table = dynamodbTable({
    clock: { now: () => 0, sleep: () => new Promise(() => {}) },
    random: () => 0,
    transport: dynalite.transport,
    region: 'eu-west-1',
    account: '111122223333',
    credentials: () => Promise.resolve({ accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }),
    unsigned: true,
    table: 'rebound',
    topicArn: '',
    evidenceBucket: '',
    pagerUrl: '',
  });
  try {
    const hold: Hold = { root, part: null };
    return (await holderOf(table, hold))?.run;
  } finally {
    await dynalite.close();
  }
}
