import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../lib/compiler/manifest.ts';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { Engine } from '../../lib/engine/engine.ts';
import type { Parts } from '../../lib/handlers/parts.ts';
import { isObject, type JsonObject } from '../../lib/model/json.ts';
import type { Given } from '../../lib/model/scenario.ts';
import type { Transport, WireRequest } from '../../lib/model/transport.ts';
import { sandboxSurroundings } from '../../lib/local/surroundings.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import { createSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { createTable } from '../../lib/wire/dynamodb.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import { smallEstate } from '../builders/estate.ts';

export const startedAt = '2026-11-24T03:12:44.000Z';
const healthy: Given = { clusters: {}, backups: [], storage: 'available', pagers: 'up' };
const staging = { ...smallEstate.clusters['prod-blue']!, name: 'staging', drill: true };

/** prod-blue, which is real, and staging, which is for drills. */
export const estate = { ...smallEstate, clusters: { ...smallEstate.clusters, staging } };

/** As much of a manifest as whoever starts runs looks at. */
export function aManifest(runbook: string, given: Partial<Manifest> = {}): Manifest {
  return {
    version: 1,
    runbook,
    title: runbook,
    owner: 'platform-oncall',
    severity: 'high',
    objectives: {},
    deadline: 5400,
    inputs: { cluster: { type: 'cluster' }, namespace: { type: 'namespace', default: 'payments' } },
    triggers: [],
    steps: [],
    changes: true,
    estate,
    permissions: {},
    hashes: { definition: '', inputs: '' },
    ...given,
  };
}

export interface TriggerWorld {
  parts: Parts;
  clock: Timeline;
  sandbox: Sandbox;
  /** Every request that left, in order. */
  sent: WireRequest[];
  /** What was started: name and input by execution. */
  executions: () => { name: string; runbook: string; input: unknown }[];
  close: () => void;
}

/** The history, Step Functions with machines that do nothing, and the sandbox: what a starter works with, in virtual time. */
export async function triggerWorld(manifests: Manifest[], given: Partial<Given> = {}): Promise<TriggerWorld> {
  const random = seededRandom(1);
  const clock = new Timeline({ start: Date.parse(startedAt), random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const { account, region } = estate;
  const none = async () => ({ error: 'States.Runtime', cause: 'nothing is called here' });
  const engine = new Engine({ clock, random, region, account, tasks: { invoke: none, publish: none } });
  for (const { runbook } of manifests)
    engine.createStateMachine(`rebound-${runbook}`, {
      QueryLanguage: 'JSONata',
      StartAt: 'Done',
      States: { Done: { Type: 'Succeed' } },
    });
  const sandbox = createSandbox({ given: { ...healthy, ...given }, estate, clock, random, people: {} });
  const table = sandboxDynamodb().transport;
  const sent: WireRequest[] = [];
  const transport: Transport = (request, signal) => {
    sent.push(request);
    if (request.system === 'dynamodb') return table(request, signal);
    return request.system === 'states' ? engine.service(request, signal) : sandbox.transport(request, signal);
  };
  const surroundings = { ...sandboxSurroundings(estate, clock, random), transport };
  await createTable(surroundings);
  sent.length = 0;
  return {
    clock,
    sandbox,
    sent,
    executions: () =>
      engine.executions().map(({ arn, input }) => {
        const [machine = '', name = ''] = arn.split(':').slice(-2);
        return { name, runbook: machine.replace(/^rebound-/, ''), input };
      }),
    parts: {
      clock,
      random,
      clients: makeClients(surroundings),
      manifests: Object.fromEntries(manifests.map((one) => [one.runbook, one])),
      types: {},
      signal: new AbortController().signal,
      account,
      world: 'sandbox',
      stateMachineArn: (runbook) => engine.stateMachineArn(`rebound-${runbook}`),
      link: (run) => run,
    },
    close: () => over.resolve(),
  };
}

/** A sample of docs/events. */
export function sample(name: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(join(__dirname, '../../docs/events', name), 'utf8'));
  if (!isObject(value)) throw new Error(`${name} is no object`);
  return value as JsonObject;
}
