import { beforeAll, describe, expect, test } from '@jest/globals';
import { frameFunctions } from '../../lib/compiler/names.ts';
import type { WireRequest } from '../../lib/model/transport.ts';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { scheduleOf } from '../../lib/rehearsal/draw-schedule.ts';
import { play } from '../../lib/rehearsal/play.ts';
import { permissionsOf } from '../../lib/compiler/permissions.ts';
import { type Places, resolvedStatements } from '../../lib/stacks/resolve-statements.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';
import { aRunbook, aStep } from '../builders/runbook.ts';
import { campaignRunbooks, cast } from '../rehearsal/runbooks.ts';

/*
 * What functions really call, watched in schedules of faults, people and meetings, against what their roles may do: every
 * call is allowed, on its resource; what is allowed is called, but for what is listed here with the reason why it is seldom.
 */

const table = (...actions: string[]) => actions.map((action) => `dynamodb:${action}`);
const tokens = ['states:SendTaskFailure', 'states:SendTaskSuccess'];
/** Only where the pager takes nothing. */
const publish = 'sns:Publish';
const seldom: Record<string, string[]> = {
  starter: [publish],
  // A holder whose execution is over is closed by whoever wants its lock.
  lock: [publish, 'states:DescribeExecution', ...table('DeleteItem', 'Query')],
  janitor: [publish, ...tokens, ...table('DeleteItem', 'PutItem', 'UpdateItem')],
  'close-run': [publish],
  // A decision that is made before the next level asks is told by the ask itself, and taken off the list.
  ask: [publish, ...tokens, ...table('DeleteItem', 'UpdateItem')],
  'step-approve': [publish, ...tokens, ...table('DeleteItem', 'UpdateItem')],
  // Transient errors in a row are counted in the ledger; a list of clusters is the proof that one is gone.
  'step-check-cluster': ['eks:ListClusters', ...table('UpdateItem')],
  // Inventories above 32 KiB.
  'step-find-backup': ['s3:PutObject', ...table('UpdateItem')],
  'step-verify-workloads': ['s3:GetObject'],
};

const schedules = 24;
const world = campaignRunbooks();
const home = { account: world.estate.account, region: world.estate.region };
const places: Places = {
  ...home,
  table: 'arn:table',
  topic: 'arn:topic',
  evidence: 'arn:bucket',
  stateMachine: (runbook) => `arn:aws:states:${home.region}:${home.account}:stateMachine:rebound-${runbook}`,
};
const names = [...frameFunctions, ...stepTypeNames.map((uses) => `step-${uses}`)];

/** Function → the calls that it made, as `action resource`. */
const made = new Map<string, Set<string>>();

/** A request as IAM sees it; undefined for what IAM has no say in. */
function asked(request: WireRequest): string | undefined {
  const { operation, members = {} } = factsOf(request);
  switch (request.system) {
    case 'dynamodb':
      return `dynamodb:${operation} arn:table`;
    case 'states':
      return `states:${operation} ${onStates(members)}`;
    case 'sns':
      return 'sns:Publish arn:topic';
    case 's3':
      // What Velero signs is fetched with its link, not with our role.
      return request.url.includes('/evidence/')
        ? `s3:${request.method === 'PUT' ? 'Put' : 'Get'}Object arn:bucket/evidence/x`
        : undefined;
    case 'eks':
      return onEks(new URL(request.url));
    case 'kubernetes':
    case 'pager':
    case 'sts': // a token's URL is signed, never called
      return undefined;
  }
}

/** A token belongs to some execution of some runbook's state machine: any of them. */
function onStates(members: Record<string, unknown>): string {
  const { stateMachineArn: machine, executionArn: execution } = members;
  if (typeof machine === 'string') return machine;
  return typeof execution === 'string' ? execution : places.stateMachine(cast.runbook);
}

function onEks({ pathname, hostname }: URL): string {
  const [, , cluster] = pathname.split('/');
  if (cluster === undefined || cluster === '') return 'eks:ListClusters *';
  const region = hostname.split('.')[1];
  return `eks:DescribeCluster arn:aws:eks:${region}:${home.account}:cluster/${cluster}`;
}

interface Right {
  action: string;
  on: RegExp;
}

function rightsOf(name: string): Right[] {
  const manifests = world.runbooks.map(({ manifest }) => manifest);
  return resolvedStatements(name, manifests, places).flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => ({ action, on: matching(resource) }))),
  );
}

/** As IAM reads resources: `*` stands for any characters. */
function matching(resource: string): RegExp {
  const parts = resource.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

beforeAll(async () => {
  for (let seed = 0; seed < schedules; seed += 1) {
    const { calls } = await play(scheduleOf(seed, cast), world);
    for (const { process, request } of calls) {
      const call = process ? asked(request) : undefined;
      if (!process || call === undefined || !names.includes(process.name)) continue;
      made.set(process.name, (made.get(process.name) ?? new Set()).add(call));
    }
  }
}, 240_000);

describe.each(names.filter((name) => name !== 'step-page'))('%s', (name) => {
  test('is allowed everything that it calls', () => {
    const calls = [...(made.get(name) ?? [])].map((call) => call.split(' '));
    expect(calls.length).toBeGreaterThan(0);
    const rights = rightsOf(name);
    const refused = calls.filter(
      ([action, resource = '']) =>
        !rights.some((right) => right.action === action && right.on.test(resource)),
    );
    expect(refused).toEqual([]);
  });

  test('calls everything that it is allowed', () => {
    const called = [...(made.get(name) ?? [])].map((call) => call.split(' ')[0]);
    const known = new Set([...called, ...(seldom[name] ?? [])]);
    const unused = rightsOf(name).filter(({ action }) => !known.has(action));
    expect(unused.map(({ action }) => action)).toEqual([]);
  });
});

test('a page needs nothing but the history: the pager is no service of AWS', () => {
  const page = permissionsOf(aRunbook([aStep('Tell', 'page')]), catalog)['step-page'];
  expect(page).toEqual([
    { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: ['${table}'] },
  ]);
});
