import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAsk } from '../../lib/history/asks.ts';
import { intend, openLedger } from '../../lib/history/ledger.ts';
import { createRun } from '../../lib/history/runs.ts';
import { openDynalite } from '../../lib/local/dynalite.ts';
import type { Manifest } from '../../lib/compiler/manifest.ts';
import type { Ask } from '../../lib/model/ask.ts';
import { iso } from '../../lib/model/clock.ts';
import type { ReboundError } from '../../lib/model/errors.ts';
import type { Json } from '../../lib/model/json.ts';
import { type Run, runIdOf } from '../../lib/model/run.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import type { OperationParts } from '../../lib/operations/parts.ts';
import { createTable, dynamodbTable } from '../../lib/wire/dynamodb.ts';
import type { Table } from '../../lib/wire/table.ts';

export const began = Date.parse('2026-11-24T03:12:44.000Z');
export const at = (seconds: number) => iso(began + seconds * 1000);

const cluster = {
  name: 'prod-blue',
  account: '111122223333',
  region: 'eu-west-1',
  arn: 'arn',
  endpoint: 'public' as const,
  drill: false,
};

export const manifest: Manifest = {
  version: 1,
  runbook: 'restore-namespace',
  title: 'Restore a namespace',
  owner: 'platform-oncall',
  severity: 'high',
  objectives: { rto: 4500 },
  deadline: 5400,
  inputs: { cluster: { type: 'cluster' }, namespace: { type: 'namespace' } },
  triggers: [],
  steps: [
    { id: 'look', title: 'Look', uses: 'check-cluster', kind: 'reads', states: ['Look'], line: 1 },
    { id: 's2', title: 'What now?', uses: 'choose', kind: 'control', states: ['What now?'], line: 2 },
    {
      id: 's3',
      title: 'Restore over it?',
      uses: 'approve',
      kind: 'asks',
      states: ['Restore over it?'],
      line: 3,
    },
    {
      id: 'restore',
      title: 'Restore',
      uses: 'restore-backup',
      kind: 'changes',
      states: ['Restore'],
      line: 4,
    },
    {
      id: 's5',
      title: 'It runs again',
      uses: 'verify-workloads',
      kind: 'reads',
      states: ['It runs again'],
      line: 5,
    },
  ],
  changes: true,
  estate: {
    account: '111122223333',
    region: 'eu-west-1',
    recovery_region: 'eu-central-1',
    clusters: { 'prod-blue': cluster },
    databases: {},
    alarms: { account: '111122223333', region: 'eu-west-1' },
    changing_runs_max: 3,
  },
  permissions: {},
  hashes: { definition: '', inputs: '' },
};

/** Operations on a history of their own, with what Step Functions was told. */
export interface World extends OperationParts {
  operations: ReturnType<typeof makeOperations>;
  told: { call: string; token?: string; name?: string; body: Json }[];
  /** What the next telling fails with. */
  trouble: { next?: ReboundError };
  now: { seconds: number };
  close: () => Promise<void>;
}

export async function newWorld(): Promise<World> {
  const dynalite = await openDynalite(mkdtempSync(join(tmpdir(), 'rebound-operations-')));
  const now = { seconds: 0 };
  // what waits for seconds is a deadline here, and none passes
  const clock = {
    now: () => began + now.seconds * 1000,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
        if (ms < 5000) setImmediate(resolve);
      }),
  };
  const surroundings = {
    clock,
    random: () => 0.5,
    transport: dynalite.transport,
    region: 'eu-west-1',
    account: '111122223333',
    credentials: () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' }),
    unsigned: true,
    table: 'rebound',
    topicArn: 'topic',
    evidenceBucket: 'bucket',
    pagerUrl: 'http://pager',
  };
  await createTable(surroundings);
  const told: World['told'] = [];
  const trouble: World['trouble'] = {};
  const tell = (entry: World['told'][number]) => {
    const error = trouble.next;
    delete trouble.next;
    if (error) return Promise.reject(error);
    told.push(entry);
    return Promise.resolve();
  };
  let chance = 0;
  const parts: OperationParts = {
    table: dynamodbTable(surroundings),
    states: {
      start: async (machine, name, input) => {
        await tell({ call: 'start', name, body: JSON.parse(input) });
        return { arn: `${machine.replace('stateMachine', 'execution')}:${name}` };
      },
      describe: (arn) => Promise.resolve({ arn, status: 'RUNNING', startedAt: at(0) }),
      stop: () => Promise.resolve(),
      succeed: (token, output) => tell({ call: 'succeed', token, body: output }),
      fail: (token, error, cause) => tell({ call: error, token, body: JSON.parse(cause) }),
    },
    clock,
    random: () => (++chance * 0.0625) % 1,
    manifests: { 'restore-namespace': manifest },
    world: 'sandbox',
    stateMachineArn: (runbook) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${runbook}`,
    starter: (event) => Promise.resolve({ started: [], held: JSON.stringify(event) }),
  };
  return { ...parts, operations: makeOperations(parts), told, trouble, now, close: dynalite.close };
}

/** An open run in the history; its id. */
export async function aRun(table: Table, name: string, more: Partial<Run> = {}): Promise<string> {
  const execution = `arn:aws:states:eu-west-1:111122223333:execution:restore-namespace:${name}`;
  const run = runIdOf(execution);
  await createRun(table, {
    run,
    execution,
    runbook: 'restore-namespace',
    title: 'Restore a namespace',
    mode: 'real',
    world: 'sandbox',
    startedBy: { kind: 'person', name: 'ana' },
    because: '',
    inputs: {},
    objectives: { rto: 4500 },
    startedAt: at(0),
    deadlineAt: at(5400),
    clusters: {},
    target: { cluster: 'prod-blue', namespace: 'payments' },
    status: 'open',
    held: [],
    ...more,
  });
  await openLedger(table, run);
  return run;
}

/** An open question of the run. */
export async function anAsk(table: Table, run: string, more: Partial<Ask> = {}): Promise<Ask> {
  return openAsk(table, {
    id: `ask-${more.step ?? 's3'}-${more.generation ?? 0}`,
    run,
    step: 's3',
    title: 'Restore over it?',
    iteration: 0,
    generation: 0,
    kind: 'approval',
    question: 'Restore payments?',
    options: ['approve', 'reject'],
    plans: [],
    planHash: 'h',
    levels: [{ who: 'platform-leads', for: 300 }],
    level: 0,
    quorum: 1,
    openedAt: at(10),
    levelEndsAt: at(310),
    voices: [],
    told: false,
    token: `token-${more.step ?? 's3'}`,
    ...more,
  });
}

/** Tries to begin a change, as a step would. */
export function tryToChange(table: Table, run: string): Promise<unknown> {
  return intend(table, run, {
    external: `rb-${run}-0-0-restore`,
    step: 'restore',
    uses: 'restore-backup',
    generation: 0,
    iteration: 0,
    specHash: 'h',
    spec: {},
    root: 'prod-blue',
    intendedAt: at(20),
    writeId: 'w',
  });
}
