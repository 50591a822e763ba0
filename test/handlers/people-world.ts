import * as z from 'zod/mini';
import type { FlowStep, ManifestStep } from '../../lib/compiler/manifest.ts';
import type { Parts } from '../../lib/handlers/parts.ts';
import { asksOf } from '../../lib/history/asks.ts';
import { openLedger } from '../../lib/history/ledger.ts';
import { createRun } from '../../lib/history/runs.ts';
import type { Ask } from '../../lib/model/ask.ts';
import type { AskingCall } from '../../lib/model/call.ts';
import { iso } from '../../lib/model/clock.ts';
import { fail } from '../../lib/model/errors.ts';
import type { Json, JsonObject } from '../../lib/model/json.ts';
import { type Run, runIdOf } from '../../lib/model/run.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import type { StepType } from '../../lib/steps/step-type.ts';
import { createTable, dynamodbTable } from '../../lib/wire/dynamodb.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import type { Page } from '../../lib/wire/pager.ts';
import { manifest } from '../operations/world.ts';
import { surroundingsWith } from '../contracts/table-worlds.ts';

export const began = Date.parse('2026-11-24T03:12:44.000Z');
export const at = (seconds: number) => iso(began + seconds * 1000);
export const execution =
  'arn:aws:states:eu-west-1:111122223333:execution:rebound-restore-namespace:people-test';
export const run = runIdOf(execution);

/** What Step Functions was told: `succeed` with the output, or the error with its facts. */
export interface Told {
  call: string;
  token: string;
  body: Json;
}

const given = z.strictObject({ name: z.string(), size: z.optional(z.number()) });
const output = z.strictObject({ made: z.string() });

/** A changing step type that only says what it would do. */
export const makeThing: StepType<typeof given, typeof output> = {
  uses: 'make-thing',
  summary: 'Make a thing',
  example: '- title: Make it',
  kind: 'changes',
  needs: [],
  with: given,
  output,
  fields: { with: { name: 'Its name', size: 'How large' }, output: { made: 'What was made' } },
  types: {},
  permissions: { read: [], change: [] },
  timeoutSeconds: 60,
  plan: async ({ name, size = 1 }) => ({
    lines: [`make ${name} of size ${size}`],
    output: { made: { unknown: 'not yet' } },
  }),
  run: async ({ name }) => ({ made: name }),
};

export interface PeopleWorld {
  parts: Parts;
  operations: ReturnType<typeof makeOperations>;
  told: Told[];
  pages: Page[];
  now: { seconds: number };
  asks: () => Promise<Ask[]>;
  /** The flow of the steps, as the compiler would put it into the manifest. */
  flow: (flow: FlowStep[], steps: Pick<ManifestStep, 'id' | 'title' | 'uses'>[]) => void;
}

/** An open run, with handlers and operations on one history; no state machine: its payloads are the test's. */
export async function peopleWorld(given: Partial<Run> = {}): Promise<PeopleWorld> {
  const surroundings = surroundingsWith(sandboxDynamodb().transport);
  await createTable(surroundings);
  const table = dynamodbTable(surroundings);
  const told: Told[] = [];
  const pages: Page[] = [];
  const now = { seconds: 0 };
  const clock = { now: () => began + now.seconds * 1000, sleep: () => Promise.resolve() };
  let chance = 0;
  const random = () => (++chance * 0.0625) % 1;
  const states: Parts['clients']['states'] = {
    start: () => fail('Broken', { what: 'nothing is started here' }),
    describe: (arn) => Promise.resolve({ arn, status: 'RUNNING', startedAt: at(0) }),
    stop: () => Promise.resolve(),
    succeed: async (token, body) => void told.push({ call: 'succeed', token, body }),
    fail: async (token, call, cause) => void told.push({ call, token, body: JSON.parse(cause) }),
  };
  const manifests = { 'restore-namespace': structuredClone(manifest) };
  const stateMachineArn = (runbook: string) =>
    `arn:aws:states:eu-west-1:111122223333:stateMachine:rebound-${runbook}`;
  const parts: Parts = {
    clock,
    random,
    clients: {
      ...makeClients(surroundings),
      table,
      states,
      pager: { page: async (page) => void pages.push(page) },
      topic: { publish: async () => undefined },
    },
    manifests,
    types: { 'make-thing': makeThing },
    signal: new AbortController().signal,
    account: '111122223333',
    world: 'sandbox',
    stateMachineArn,
    link: (id) => `rebound show ${id}`,
  };
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
    objectives: {},
    startedAt: at(0),
    deadlineAt: at(86_400),
    clusters: {},
    target: { cluster: 'prod-blue' },
    status: 'open',
    held: [],
    ...given,
  });
  await openLedger(table, run);
  const operations = makeOperations({
    table,
    states,
    clock,
    random,
    manifests,
    world: 'sandbox',
    stateMachineArn,
    starter: () => fail('Broken', { what: 'no alarm here' }),
  });
  return {
    parts,
    operations,
    told,
    pages,
    now,
    asks: () => asksOf(table, run),
    flow: (flow, steps) => {
      manifests['restore-namespace'].flow = flow;
      manifests['restore-namespace'].steps = steps.map((step, line) => ({
        kind: 'reads',
        states: [step.title],
        line,
        ...step,
      }));
    },
  };
}

const levels = [
  { who: 'leads', for: 300 },
  { who: 'managers', for: 600 },
];

/** The payload of a state that asks, as the compiler makes it. */
export function asking(uses: string, given: JsonObject, more: Partial<AskingCall> = {}): AskingCall {
  return {
    execution,
    state: 'The question',
    entered_at: at(0),
    attempt: 0,
    step: 's2',
    title: 'The question',
    uses,
    generation: 0,
    iteration: 0,
    timeout: 3600,
    with: { ask: levels, ...given },
    token: 'token-1',
    level: 0,
    ...more,
  };
}

/** The payload of a failed step's question. */
export function failing(more: JsonObject = {}): JsonObject {
  return {
    execution,
    state: 'Make · ask',
    entered_at: at(0),
    attempt: 0,
    step: 'make',
    title: 'Make',
    uses: 'make-thing',
    generation: 0,
    iteration: 0,
    token: 'token-f',
    level: 0,
    ask: [{ who: 'oncall', for: 600 }],
    failure: { Error: 'NotFound', Cause: JSON.stringify({ what: 'no such thing' }) },
    offers: [],
    ...more,
  };
}
