import type { Manifest } from '../../lib/compiler/manifest.ts';
import type { WireRequest } from '../../lib/model/transport.ts';
import { bodyOf, factsOf } from '../../lib/rehearsal/calls.ts';
import type { Directory } from '../../lib/model/people.ts';
import { grantsOf, type Places } from '../../lib/stacks/resolve-statements.ts';
import type { Grant } from '../../lib/stacks/statements.ts';

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
      return `sns:Publish ${onSns(request)}`;
    case 's3':
      // What Velero signs is fetched with its link, not with our role.
      return request.url.includes('/evidence/')
        ? `s3:${request.method === 'PUT' ? 'Put' : 'Get'}Object arn:bucket/evidence/x`
        : undefined;
    case 'eks':
      return onEks(new URL(request.url), places.account);
    case 'secretsmanager':
      return `secretsmanager:${operation} ${secretOf(members, places)}`;
    case 'ssm':
      return `ssm:${operation} arn:aws:ssm:${places.region}:${places.account}:parameter${textOf(members['Name'])}`;
    case 'kubernetes':
    case 'pager':
    case 'slack':
    case 'pagerduty':
    case 'webhook':
    case 'sts': // a token's URL is signed, never called
      return undefined;
  }
}

/** The topic of last resort, another one, or a number, which IAM takes for the resource as it is. */
function onSns(request: WireRequest): string {
  const form = new URLSearchParams(bodyOf(request));
  const topic = form.get('TopicArn');
  if (topic === null) return form.get('PhoneNumber') ?? '';
  return topic.endsWith(':rebound') ? 'arn:topic' : topic;
}

/** As Secrets Manager names it: six characters stand behind. */
function secretOf({ SecretId: id }: Record<string, unknown>, { account, region }: Places): string {
  return `arn:aws:secretsmanager:${region}:${account}:secret:${textOf(id)}-a1B2c3`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

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
export function rightsOf(
  name: string,
  manifests: Manifest[],
  places: Places,
  directory?: Directory,
): Right[] {
  return grantsOf(name, manifests, places, directory).flatMap(rightsIn);
}

export function rightsIn(grant: Grant): Right[] {
  return grant.actions.flatMap((action) => resourcesOf(grant).map((on) => ({ action, on })));
}

function resourcesOf(grant: Grant): RegExp[] {
  if ('resources' in grant) return grant.resources.map(matching);
  const others = grant.notResources.map((resource) => matching(resource).source.slice(1));
  return [new RegExp(`^(?!(?:${others.join('|')})).*$`)];
}

/** As IAM reads resources: `*` stands for any characters, `?` for one. */
function matching(resource: string): RegExp {
  const escaped = resource.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

/** Of calls, as `action resource`, those that no right allows. */
export function refusedOf(calls: Iterable<string>, rights: Right[]): string[] {
  return [...calls].filter((call) => {
    const [action, resource = ''] = call.split(' ');
    return !rights.some((right) => right.action === action && right.on.test(resource));
  });
}
