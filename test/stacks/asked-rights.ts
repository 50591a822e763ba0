import type { Manifest } from '../../lib/compiler/manifest.ts';
import type { WireRequest } from '../../lib/model/transport.ts';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { type Places, resolvedStatements } from '../../lib/stacks/resolve-statements.ts';

/** Where everything stands, in the tests of rights. */
export function placesOf({ account, region }: { account: string; region: string }): Places {
  return {
    account,
    region,
    table: 'arn:table',
    topic: 'arn:topic',
    evidence: 'arn:bucket',
    stateMachine: (runbook) => `arn:aws:states:${region}:${account}:stateMachine:rebound-${runbook}`,
  };
}

/** A request as IAM sees it, as `action resource`; undefined for what IAM has no say in. `runbook`: a token is of one of its executions. */
export function asked(request: WireRequest, places: Places, runbook: string): string | undefined {
  const { operation, members = {} } = factsOf(request);
  switch (request.system) {
    case 'dynamodb':
      return `dynamodb:${operation} arn:table`;
    case 'states':
      return `states:${operation} ${onStates(members) ?? places.stateMachine(runbook)}`;
    case 'sns':
      return 'sns:Publish arn:topic';
    case 's3':
      // What Velero signs is fetched with its link, not with our role.
      return request.url.includes('/evidence/')
        ? `s3:${request.method === 'PUT' ? 'Put' : 'Get'}Object arn:bucket/evidence/x`
        : undefined;
    case 'eks':
      return onEks(new URL(request.url), places.account);
    case 'secretsmanager':
      return `secretsmanager:${operation} arn:secret`;
    case 'ssm':
      return `ssm:${operation} arn:parameter`;
    case 'kubernetes':
    case 'pager':
    case 'slack':
    case 'pagerduty':
    case 'webhook':
    case 'sts': // a token's URL is signed, never called
      return undefined;
  }
}

function onStates(members: Record<string, unknown>): string | undefined {
  const { stateMachineArn: machine, executionArn: execution } = members;
  if (typeof machine === 'string') return machine;
  return typeof execution === 'string' ? execution : undefined;
}

function onEks({ pathname, hostname }: URL, account: string): string {
  const [, , cluster] = pathname.split('/');
  if (cluster === undefined || cluster === '') return 'eks:ListClusters *';
  const region = hostname.split('.')[1];
  return `eks:DescribeCluster arn:aws:eks:${region}:${account}:cluster/${cluster}`;
}

export interface Right {
  action: string;
  on: RegExp;
}

/** What the role of a function may do. */
export function rightsOf(name: string, manifests: Manifest[], places: Places): Right[] {
  return resolvedStatements(name, manifests, places).flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => ({ action, on: matching(resource) }))),
  );
}

/** As IAM reads resources: `*` stands for any characters. */
function matching(resource: string): RegExp {
  const parts = resource.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** Of calls, as `action resource`, those that no right allows. */
export function refusedOf(calls: Iterable<string>, rights: Right[]): string[] {
  return [...calls].filter((call) => {
    const [action, resource = ''] = call.split(' ');
    return !rights.some((right) => right.action === action && right.on.test(resource));
  });
}
